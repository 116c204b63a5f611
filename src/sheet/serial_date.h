// Dates in spreadsheets: as serial days, and which of them people mean.
#pragma once

#include "base/date.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::sheet {

// The days that people mean who type a date into a cell, as serial days. A spreadsheet takes a month that is typed as
// 1980.5 or 198005 for the number of a day, in 1905 or in 2442: limits keep such a day out of the cell.

inline constexpr double kFirstPlausibleDay = 10'959;  // 1930-01-01
inline constexpr double kLastPlausibleDay = 73'050;   // 2099-12-31

// Dates as spreadsheets count them: days since the end of 1899, with the time of day as a fraction.

enum class DatePrecision : std::uint8_t { Month, Day, Minute, Second };

/// A day with its time, or the first day of a month that was written alone.
struct CellDate {
  base::Date day;
  int second_of_day = 0;
  DatePrecision precision = DatePrecision::Day;
  friend bool operator==(const CellDate&, const CellDate&) = default;
};

/// `2024-02-19`, `2024-02-19T09:30`, `2024-02-19T09:30:15+08:00` and, as a month, `2024-02` (ISO 8601). The offset from
/// UTC is read over: a cell shows the time at its place. Days that do not exist are none.
std::optional<CellDate> parse_iso_date(std::string_view text);

/// The same, or a date as people write it: `2024年2月19日`, `2024年2月`, `2024/2/19`, `2024.2.19`.
std::optional<CellDate> parse_written_date(std::string_view text);

/// The date as days since 30 December 1899; before March 1900 one less, since spreadsheets believe in a 29 February
/// 1900 (ECMA-376-1 section 18.17.4.1). Nothing before 1900 and after 9999.
std::optional<double> to_serial(const CellDate& date);

/// Seconds since 1970 UTC of a date that is meant in China's time (UTC+8).
std::int64_t to_china_timestamp(const CellDate& date);

/// What shows a date of this precision in Chinese: `yyyy"年"m"月"d"日"`.
std::string_view default_date_format(DatePrecision precision);

}  // namespace gongwen::sheet
