// Dates and times as RFC 3339 writes them, and the month `2024-02`.
#pragma once

#include <string_view>

namespace gongwen::schema {

/// Days of a month of the Gregorian calendar; `month` from 1 to 12.
int days_of_month(int year, int month);
/// Whether the calendar has such a day.
bool is_day(int year, int month, int day);

bool is_date(std::string_view text);       // 2024-02-29; a day that exists
bool is_time(std::string_view text);       // 09:30:00+08:00
bool is_date_time(std::string_view text);  // 2024-02-29T09:30:00Z
bool is_month(std::string_view text);      // 2024-02
bool is_duration(std::string_view text);   // P1Y2M3DT4H; RFC 3339 appendix A

}  // namespace gongwen::schema
