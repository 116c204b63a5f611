#include "base/calendar.h"

#include "base/format.h"

namespace gongwen::base {
namespace {

constexpr Moment kDay = 86'400;
constexpr Moment kChina = 8 * 3'600;

/// Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin with March.
Moment days_of(Moment year, Moment month, Moment day) {
  if (month <= 2) --year;
  const Moment era = (year >= 0 ? year : year - 399) / 400;
  const Moment year_of_era = year - era * 400;
  const Moment day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

struct Date {
  Moment year;
  Moment month;
  Moment day;
};

Date date_of(Moment days) {
  days += 719'468;
  const Moment era = (days >= 0 ? days : days - 146'096) / 146'097;
  const Moment day_of_era = days - era * 146'097;
  const Moment year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const Moment day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const Moment shifted = (5 * day_of_year + 2) / 153;
  const Moment month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * shifted + 2) / 5 + 1};
}

Moment floor_days(Moment seconds) { return seconds >= 0 ? seconds / kDay : -((kDay - 1 - seconds) / kDay); }

/// The number that `text` has at `begin` in `count` digits.
std::optional<int> digits(std::string_view text, std::size_t begin, std::size_t count) {
  if (begin + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(begin, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Moment> parse_days(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) return std::nullopt;
  const Moment days = days_of(*year, *month, *day);
  const Date back = date_of(days);
  if (*month < 1 || *month > 12 || back.month != *month || back.day != *day) return std::nullopt;
  return days;
}

}  // namespace

std::string format_moment(Moment moment) {
  const Moment days = floor_days(moment);
  const Date date = date_of(days);
  const Moment rest = moment - days * kDay;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.year, date.month, date.day, rest / 3'600,
                     rest / 60 % 60, rest % 60);
}

std::optional<Moment> parse_moment(std::string_view text) {
  const std::optional<Moment> days = parse_days(text.substr(0, 10));
  if (!days) return std::nullopt;
  if (text.size() == 10) return *days * kDay + kDay / 2 - kChina;
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  const bool shaped = text.size() == 20 && text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == 'Z';
  if (!shaped || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return *days * kDay + *hour * 3'600 + *minute * 60 + *second;
}

std::string date_in_china(Moment moment) { return format_moment(moment + kChina).substr(0, 10); }

std::optional<Month> Month::parse(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  if (text.size() != 7 || text[4] != '-' || !year || !month || *month < 1 || *month > 12) return std::nullopt;
  return Month{*year, *month};
}

std::string Month::text() const { return fmt::format("{:04}-{:02}", year, month); }

}  // namespace gongwen::base
