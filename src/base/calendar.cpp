#include "base/calendar.h"

#include "base/date.h"
#include "base/format.h"

namespace gongwen::base {
namespace {

constexpr Moment kChina = 8 * 3'600;

Moment floor_days(Moment seconds) {
  return seconds >= 0 ? seconds / kSecondsPerDay : -((kSecondsPerDay - 1 - seconds) / kSecondsPerDay);
}

}  // namespace

std::string format_moment(Moment moment) {
  const Moment days = floor_days(moment);
  const Moment rest = moment - days * kSecondsPerDay;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", iso_text(date_of_days(days)), rest / 3'600, rest / 60 % 60, rest % 60);
}

std::optional<Moment> parse_moment(std::string_view text) {
  TextScanner scan(text);
  const auto date = take_date(scan);
  if (!date) return std::nullopt;
  const Moment midnight = days_since_1970(*date) * kSecondsPerDay;
  if (scan.at_end()) return midnight + kSecondsPerDay / 2 - kChina;
  const auto hour = scan.take('T') ? scan.take_number(2) : std::nullopt;
  const auto minute = scan.take(':') ? scan.take_number(2) : std::nullopt;
  const auto second = scan.take(':') ? scan.take_number(2) : std::nullopt;
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  if (!scan.take('Z') || !scan.at_end()) return std::nullopt;
  return midnight + *hour * 3'600 + *minute * 60 + *second;
}

std::string date_in_china(Moment moment) { return format_moment(moment + kChina).substr(0, 10); }

std::optional<Month> Month::parse(std::string_view text) {
  TextScanner scan(text);
  const auto month = take_month(scan);
  return month && scan.at_end() ? std::optional(Month{month->year, month->month}) : std::nullopt;
}

std::string Month::text() const { return fmt::format("{:04}-{:02}", year, month); }

}  // namespace gongwen::base
