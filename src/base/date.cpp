#include "base/date.h"

#include "base/format.h"

#include <algorithm>
#include <array>

namespace gongwen::base {
namespace {

Moment floor_days(Moment seconds) {
  return seconds >= 0 ? seconds / kSecondsPerDay : -((kSecondsPerDay - 1 - seconds) / kSecondsPerDay);
}

}  // namespace

std::string format_moment(Moment moment) {
  const Moment days = floor_days(moment);
  const Moment rest = moment - days * kSecondsPerDay;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", iso_text(date_of_days(days)), rest / 3'600, rest / 60 % 60, rest % 60);
}

namespace {

/// `Z`, or how far the clock is ahead of UTC: `+08:00`. In seconds.
std::optional<Moment> take_offset(TextScanner& scan) {
  constexpr int kMostHours = 14;
  if (scan.take('Z')) return 0;
  const bool is_ahead = scan.take('+');
  if (!is_ahead && !scan.take('-')) return std::nullopt;
  const auto hours = scan.take_number(2);
  const auto minutes = scan.take(':') ? scan.take_number(2) : std::nullopt;
  if (!hours || !minutes || *hours > kMostHours || *minutes > 59) return std::nullopt;
  const Moment seconds = *hours * 3'600 + *minutes * 60;
  return is_ahead ? seconds : -seconds;
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  TextScanner scan(text);
  const auto date = take_date(scan);
  if (!date) return std::nullopt;
  const Moment midnight = days_since_1970(*date) * kSecondsPerDay;
  if (scan.at_end()) return midnight + kSecondsPerDay / 2 - kChinaTime;
  const auto hour = scan.take('T') ? scan.take_number(2) : std::nullopt;
  const auto minute = scan.take(':') ? scan.take_number(2) : std::nullopt;
  const auto second = scan.take(':') ? scan.take_number(2) : std::optional(0);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const auto offset = take_offset(scan);
  if (!offset || !scan.at_end()) return std::nullopt;
  return midnight + *hour * 3'600 + *minute * 60 + *second - *offset;
}

std::string date_in_china(Moment moment) { return format_moment(moment + kChinaTime).substr(0, 10); }

std::optional<Month> Month::parse(std::string_view text) {
  TextScanner scan(text);
  const auto month = take_month(scan);
  return month && scan.at_end() ? std::optional(Month{month->year, month->month}) : std::nullopt;
}

std::string Month::text() const { return fmt::format("{:04}-{:02}", year, month); }

namespace {

constexpr std::array<std::pair<std::string_view, PeriodUnit>, 4> kUnits{{{"week", PeriodUnit::Week},
                                                                         {"month", PeriodUnit::Month},
                                                                         {"quarter", PeriodUnit::Quarter},
                                                                         {"year", PeriodUnit::Year}}};
constexpr std::int64_t kDaysOfWeek = 7;
constexpr int kMonthsOfQuarter = 3;

std::optional<int> digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return text.empty() ? std::nullopt : std::optional(number);
}

/// Days since Monday: 1970-01-01 was a Thursday.
std::int64_t day_of_week(std::int64_t days) { return ((days + 3) % kDaysOfWeek + kDaysOfWeek) % kDaysOfWeek; }

/// The first day of a month; 9999-12-31 for a month after the end of the calendar.
Date first_of(int year, int month) { return make_date(year, month, 1).value_or(*make_date(9999, 12, 31)); }

/// The Monday of the first week, which is the one with January 4th.
std::int64_t first_monday(int year) {
  const std::int64_t fourth = days_since_1970(first_of(year, 1)) + 3;
  return fourth - day_of_week(fourth);
}

/// The mark between year and number, such as `-W`, and the number of digits that follow it.
struct Form {
  std::string_view mark;
  std::size_t digits;
};
Form form_of(PeriodUnit unit) {
  switch (unit) {
    case PeriodUnit::Week: return {"-W", 2};
    case PeriodUnit::Month: return {"-", 2};
    case PeriodUnit::Quarter: return {"-Q", 1};
    case PeriodUnit::Year: break;
  }
  return {"", 0};
}

}  // namespace

std::optional<PeriodUnit> parse_period_unit(std::string_view name) {
  for (const auto& [known, unit] : kUnits) {
    if (known == name) return unit;
  }
  return std::nullopt;
}

Period Period::containing(PeriodUnit unit, const Date& day) {
  const int year = year_of(day);
  const int month = month_of(day);
  switch (unit) {
    case PeriodUnit::Month: return {unit, year, month};
    case PeriodUnit::Quarter: return {unit, year, (month - 1) / kMonthsOfQuarter + 1};
    case PeriodUnit::Year: return {unit, year, 1};
    case PeriodUnit::Week: break;
  }
  const std::int64_t days = days_since_1970(day);
  const int of_thursday = year_of(date_of_days(days - day_of_week(days) + 3));
  return {unit, of_thursday, static_cast<int>((days - first_monday(of_thursday)) / kDaysOfWeek) + 1};
}

std::optional<Period> Period::of_date(PeriodUnit unit, std::string_view date) {
  const std::optional<Date> day = parse_date(date);
  return day ? std::optional(containing(unit, *day)) : std::nullopt;
}

std::optional<Period> Period::parse(PeriodUnit unit, std::string_view text) {
  const Form form = form_of(unit);
  const std::size_t length = 4 + form.mark.size() + form.digits;
  if (text.size() == length + 2 && text[length] == '.') {
    const char part = text.back();
    std::optional<Period> period = part >= '2' && part <= '9' ? parse(unit, text.substr(0, length)) : std::nullopt;
    if (period) period->part_ = part - '0';
    return period;
  }
  if (text.size() != length || !text.substr(4).starts_with(form.mark)) return std::nullopt;
  const std::optional<int> year = digits(text.substr(0, 4));
  const std::optional<int> number = form.digits == 0 ? 1 : digits(text.substr(4 + form.mark.size()));
  if (!year || *year == 0 || !number || *number == 0) return std::nullopt;
  const Period period{unit, *year, *number};
  // A thirteenth month, or a week 53 of a year with 52 weeks, would silently become a period of the next year.
  const bool fits = unit == PeriodUnit::Week || *number <= (unit == PeriodUnit::Month ? 12 : 4);
  if (!fits || containing(unit, period.first_day()).text() != text) return std::nullopt;
  return period;
}

std::optional<Period> Period::around(PeriodUnit unit, std::string_view period) {
  constexpr std::int64_t kThursday = 3;
  const std::optional<PeriodUnit> own = period_unit_of(period);
  // Units are in the order of their lengths.
  if (!own || *own > unit) return std::nullopt;
  const std::optional<Period> stated = parse(*own, period);
  if (*own == unit) return stated;  // perhaps that of an extra issue
  const Date first = stated->first_day();
  const bool is_week = *own == PeriodUnit::Week;
  return containing(unit, is_week ? date_of_days(days_since_1970(first) + kThursday) : first);
}

std::string Period::text() const {
  const Form form = form_of(unit_);
  const std::string part = part_ > 1 ? fmt::format(".{}", part_) : std::string();
  if (form.digits == 0) return fmt::format("{:04}{}", year_, part);
  return fmt::format("{:04}{}{:0{}}{}", year_, form.mark, number_, form.digits, part);
}

Date Period::first_day() const {
  switch (unit_) {
    case PeriodUnit::Month: return first_of(year_, number_);
    case PeriodUnit::Quarter: return first_of(year_, (number_ - 1) * kMonthsOfQuarter + 1);
    case PeriodUnit::Year: return first_of(year_, 1);
    case PeriodUnit::Week: break;
  }
  return date_of_days(first_monday(year_) + (number_ - 1) * kDaysOfWeek);
}

Period Period::next() const {
  switch (unit_) {
    case PeriodUnit::Week: return containing(unit_, date_of_days(days_since_1970(first_day()) + kDaysOfWeek));
    case PeriodUnit::Month: return number_ == 12 ? Period{unit_, year_ + 1, 1} : Period{unit_, year_, number_ + 1};
    case PeriodUnit::Quarter: return number_ == 4 ? Period{unit_, year_ + 1, 1} : Period{unit_, year_, number_ + 1};
    case PeriodUnit::Year: break;
  }
  return {unit_, year_ + 1, 1};
}

std::optional<PeriodUnit> period_unit_of(std::string_view text) {
  for (const auto& [name, unit] : kUnits) {
    if (Period::parse(unit, text)) return unit;
  }
  return std::nullopt;
}

namespace {

constexpr int kLastYear = 9999;

constexpr Date calendar_day(int year, int month, int day) {
  return Date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
              std::chrono::day{static_cast<unsigned>(day)}};
}

}  // namespace

std::optional<Date> make_date(int year, int month, int day) {
  // Without this check, large values would wrap around in the small integers of <chrono>.
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
