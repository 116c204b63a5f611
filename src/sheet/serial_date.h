// Dates in spreadsheets: serial days, and which of them are plausible.
#pragma once

#include "base/date.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sheet {

// The range of days that people plausibly type, as serial days. A spreadsheet reads a month typed as 1980.5 or 198005
// as a serial day, in 1905 or 2442; these limits keep such days out.

inline constexpr double kFirstPlausibleDay = 10'959;  // 1930-01-01
inline constexpr double kLastPlausibleDay = 73'050;   // 2099-12-31

// Spreadsheets count days since the end of 1899, with the time of day as a fraction.

enum class DatePrecision : std::uint8_t { Month, Day, Minute, Second };

/// A day with its time, or the first day of a month if only a month was written.
struct CellDate {
  base::Date day;
  int second_of_day = 0;
  DatePrecision precision = DatePrecision::Day;
  friend bool operator==(const CellDate&, const CellDate&) = default;
};

/// Parses `2024-02-19`, `2024-02-19T09:30`, `2024-02-19T09:30:15+08:00` and, as a month, `2024-02` (ISO 8601). The UTC
/// offset is ignored: a cell shows local time. Returns nullopt for other texts and for days that do not exist.
std::optional<CellDate> parse_iso_date(std::string_view text);

/// Like parse_iso_date, and also dates as people write them: `2024年2月19日`, `2024年2月`, `2024/2/19`, `2024.2.19`.
std::optional<CellDate> parse_written_date(std::string_view text);

/// Converts to days since 30 December 1899. Days before March 1900 are one less, because spreadsheets count a 29
/// February 1900 (ECMA-376-1 section 18.17.4.1). Returns nullopt before 1900 and after 9999.
std::optional<double> to_serial(const CellDate& date);

/// Writes serial days as `2026-02-03`, with a time of day `2026-02-03T09:30:00`.
std::string iso_date(double serial);

/// Converts a date in China's time (UTC+8) to seconds since 1970 UTC.
std::int64_t to_china_timestamp(const CellDate& date);

/// The Chinese date format for a precision: `yyyy"年"m"月"d"日"`.
std::string_view default_date_format(DatePrecision precision);

}  // namespace gongwen::sheet
