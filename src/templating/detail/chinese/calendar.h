// Dates of the data: ISO 8601 texts (GB/T 7408.1), in the Gregorian calendar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

/// A year, a month or a day; what was not written is 0.
struct CalendarDate {
  int year = 0;   // 1 to 9999
  int month = 0;  // 1 to 12
  int day = 0;    // 1 to 31
  friend bool operator==(const CalendarDate&, const CalendarDate&) = default;
};

/// `2024`, `2024-02` or `2024-02-04`, the last also with a time behind it (`T10:30`), which is
/// passed over. Nothing for all else, and for days that do not exist.
std::optional<CalendarDate> parse_iso_date(std::string_view text);

int days_in_month(int year, int month);

/// Days since a fixed day; the difference of two is the number of days between them.
std::int64_t day_number(const CalendarDate& date);

/// The day after; that of 9999-12-31 is itself.
CalendarDate next_day(CalendarDate date);

/// Saturday or Sunday.
bool is_weekend(const CalendarDate& date);

/// `2024-02-04`
std::string write_iso_date(const CalendarDate& date);

}  // namespace gongwen::templating
