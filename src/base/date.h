// Date: days of the Gregorian calendar, without clock, locale or time zone files. Its arithmetic is that of <chrono>.
//   parse_date("2024-02-29")                            // 29 February 2024
//   days_since_1970(*make_date(2024, 3, 1))             // 19783
//   iso_text(date_of_days(19783))                       // 2024-03-01
#pragma once

#include "base/text_scanner.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

using Date = std::chrono::year_month_day;

inline constexpr std::int64_t kSecondsPerDay = 86'400;

inline int year_of(const Date& date) { return static_cast<int>(date.year()); }
inline int month_of(const Date& date) { return static_cast<int>(static_cast<unsigned>(date.month())); }
inline int day_of(const Date& date) { return static_cast<int>(static_cast<unsigned>(date.day())); }

/// The day, if the calendar has it. Years 0 to 9999.
std::optional<Date> make_date(int year, int month, int day);
/// Days of a month; `month` from 1 to 12.
int days_of_month(int year, int month);

/// Days from 1970-01-01; the difference of two is the number of days between them.
constexpr std::int64_t days_since_1970(const Date& date) {
  return std::chrono::sys_days(date).time_since_epoch().count();
}
/// The day that is `days` days after 1970-01-01. What lies outside of the years 0 to 9999 is their first or last day.
Date date_of_days(std::int64_t days);
/// The day after; that of 9999-12-31 is itself.
Date next_day(const Date& date);
/// Saturday or Sunday.
bool is_weekend(const Date& date);

/// `2024-02-29`
std::string iso_text(const Date& date);
/// `2024-02-29`, a day that exists; nothing for other texts.
std::optional<Date> parse_date(std::string_view text);

struct YearMonth {
  int year = 0;
  int month = 0;  // 1 to 12
};
/// Takes `2024-02`.
std::optional<YearMonth> take_month(TextScanner& scan);
/// Takes `2024-02-29`, a day that exists.
std::optional<Date> take_date(TextScanner& scan);

}  // namespace gongwen::base
