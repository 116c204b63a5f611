#include "templating/detail/chinese/calendar.h"

#include "base/ascii.h"
#include "base/format.h"

namespace gongwen::templating {
namespace {

bool is_leap_year(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// A number of exactly `digits` digits at the begin of the text; -1 when there is none.
int take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return -1;
  int number = 0;
  for (const char c : text.substr(0, digits)) {
    if (!base::is_ascii_digit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take_hyphen(std::string_view& text) {
  if (!text.starts_with('-')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

std::optional<CalendarDate> parse_iso_date(std::string_view text) {
  CalendarDate date;
  date.year = take_number(text, 4);
  if (date.year < 1) return std::nullopt;
  if (text.empty()) return date;
  if (!take_hyphen(text)) return std::nullopt;
  date.month = take_number(text, 2);
  if (date.month < 1 || date.month > 12) return std::nullopt;
  if (text.empty()) return date;
  if (!take_hyphen(text)) return std::nullopt;
  date.day = take_number(text, 2);
  if (date.day < 1 || date.day > days_in_month(date.year, date.month)) return std::nullopt;
  const bool has_time = text.size() > 1 && (text[0] == 'T' || text[0] == ' ') && base::is_ascii_digit(text[1]);
  return text.empty() || has_time ? std::optional(date) : std::nullopt;
}

std::int64_t day_number(const CalendarDate& date) {
  // Years begin in March here, so that the leap day is the last of its year.
  const int shifted = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t year = date.month > 2 ? date.year : date.year - 1;
  return year * 365 + year / 4 - year / 100 + year / 400 + (shifted * 153 + 2) / 5 + date.day;
}

CalendarDate next_day(CalendarDate date) {
  constexpr int last_year = 9999;
  if (++date.day <= days_in_month(date.year, date.month)) return date;
  if (date.month < 12) return {date.year, date.month + 1, 1};
  return date.year < last_year ? CalendarDate{date.year + 1, 1, 1} : CalendarDate{date.year, 12, 31};
}

bool is_weekend(const CalendarDate& date) {
  constexpr CalendarDate monday{1, 1, 1};
  return (day_number(date) - day_number(monday)) % 7 >= 5;
}

std::string write_iso_date(const CalendarDate& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace gongwen::templating
