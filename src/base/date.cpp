#include "base/date.h"

#include "base/format.h"

#include <algorithm>

namespace gongwen::base {
namespace {

constexpr int kLastYear = 9999;

constexpr Date calendar_day(int year, int month, int day) {
  return Date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
              std::chrono::day{static_cast<unsigned>(day)}};
}

}  // namespace

std::optional<Date> make_date(int year, int month, int day) {
  // What is checked here first would wrap in the types of <chrono>.
  if (year < 0 || year > kLastYear || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const Date date = calendar_day(year, month, day);
  return date.ok() ? std::optional(date) : std::nullopt;
}

int days_of_month(int year, int month) {
  const std::chrono::year_month of{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)}};
  return static_cast<int>(static_cast<unsigned>((of / std::chrono::last).day()));
}

Date date_of_days(std::int64_t days) {
  constexpr std::int64_t kFirst = days_since_1970(calendar_day(0, 1, 1));
  constexpr std::int64_t kLast = days_since_1970(calendar_day(kLastYear, 12, 31));
  return std::chrono::sys_days{std::chrono::days{std::clamp(days, kFirst, kLast)}};
}

Date next_day(const Date& date) { return date_of_days(days_since_1970(date) + 1); }

bool is_weekend(const Date& date) {
  const std::chrono::weekday day{std::chrono::sys_days(date)};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

std::string iso_text(const Date& date) {
  return fmt::format("{:04}-{:02}-{:02}", year_of(date), month_of(date), day_of(date));
}

std::optional<Date> parse_date(std::string_view text) {
  TextScanner scan(text);
  const auto date = take_date(scan);
  return scan.at_end() ? date : std::nullopt;
}

std::optional<YearMonth> take_month(TextScanner& scan) {
  const auto year = scan.take_number(4);
  if (!year || !scan.take('-')) return std::nullopt;
  const auto month = scan.take_number(2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  return YearMonth{*year, *month};
}

std::optional<Date> take_date(TextScanner& scan) {
  const auto month = take_month(scan);
  if (!month || !scan.take('-')) return std::nullopt;
  const auto day = scan.take_number(2);
  return day ? make_date(month->year, month->month, *day) : std::nullopt;
}

}  // namespace gongwen::base
