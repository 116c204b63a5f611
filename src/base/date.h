// Date: days of the Gregorian calendar, without clock, locale or time zone files. The arithmetic is done by <chrono>.
//   parse_date("2024-02-29")                            // 29 February 2024
//   days_since_1970(*make_date(2024, 3, 1))             // 19783
//   iso_text(date_of_days(19783))                       // 2024-03-01
#pragma once

#include "base/utf8.h"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

// Calendar: moments, dates and months as plain numbers and ISO 8601 texts, without clock, locale or time zone files.
//   format_moment(1710468000)             // 2024-03-15T02:00:00Z
//   date_in_china(1710468000)             // 2024-03-15
//   Month::parse("2024-02")->next()       // 2024-03

/// Seconds since 1970-01-01T00:00:00Z.
using Moment = std::int64_t;

/// `2024-03-15T02:00:00Z`. Years 0 to 9999.
std::string format_moment(Moment moment);
/// Parses `2024-03-15T02:00:00Z`, `2024-03-15T10:00:00+08:00`, or a date alone, which stands for its noon in China;
/// nullopt for other texts.
std::optional<Moment> parse_moment(std::string_view text);
/// The date in China, which is eight hours ahead of UTC all year: `2024-03-15`.
std::string date_in_china(Moment moment);

/// A month of a year.
struct Month {
  int year = 1970;
  int month = 1;  // 1 to 12

  /// Parses `2024-02`; nullopt for other texts.
  static std::optional<Month> parse(std::string_view text);
  std::string text() const;
  Month next() const { return month == 12 ? Month{year + 1, 1} : Month{year, month + 1}; }
  friend auto operator<=>(const Month&, const Month&) = default;
};

using Date = std::chrono::year_month_day;

inline constexpr std::int64_t kSecondsPerDay = 86'400;
/// Seconds by which clocks in China are ahead of UTC.
inline constexpr std::int64_t kChinaTime = 8 * 3'600;

inline int year_of(const Date& date) { return static_cast<int>(date.year()); }
inline int month_of(const Date& date) { return static_cast<int>(static_cast<unsigned>(date.month())); }
inline int day_of(const Date& date) { return static_cast<int>(static_cast<unsigned>(date.day())); }

/// The day; nullopt if the calendar does not have it. Years 0 to 9999.
std::optional<Date> make_date(int year, int month, int day);
/// Names of months in mail and HTTP.
inline constexpr std::array<std::string_view, 12> kEnglishMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
/// Number of days in a month; `month` from 1 to 12.
int days_of_month(int year, int month);

/// Days since 1970-01-01, negative before it.
constexpr std::int64_t days_since_1970(const Date& date) {
  return std::chrono::sys_days(date).time_since_epoch().count();
}
/// The day that is `days` days after 1970-01-01, clamped to the years 0 to 9999.
Date date_of_days(std::int64_t days);
/// The day after; 9999-12-31 is its own next day.
Date next_day(const Date& date);
/// Saturday or Sunday.
bool is_weekend(const Date& date);

/// `2024-02-29`
std::string iso_text(const Date& date);
/// Parses `2024-02-29`; nullopt for other texts and for days that do not exist.
std::optional<Date> parse_date(std::string_view text);

struct YearMonth {
  int year = 0;
  int month = 0;  // 1 to 12
};
/// Takes `2024-02`.
std::optional<YearMonth> take_month(TextScanner& scan);
/// Takes `2024-02-29`, a day that exists.
std::optional<Date> take_date(TextScanner& scan);

// Period: the time that one issue of a periodical covers (a week, a month, a quarter or a year), with its name.
//   Period::parse(PeriodUnit::Month, "2024-02")->next().text()      // 2024-03
//   Period::of_date(PeriodUnit::Week, "2024-02-14")->text()         // 2024-W07, by ISO 8601

enum class PeriodUnit : std::uint8_t { Week, Month, Quarter, Year };

/// Parses `week`, `month`, `quarter` or `year`; nullopt for other texts.
std::optional<PeriodUnit> parse_period_unit(std::string_view name);

class Period {
 public:
  /// Parses `2024-W07`, `2024-02`, `2024-Q1` or `2024`, and periods of extra issues such as `2024-02.2`; nullopt for
  /// other texts.
  static std::optional<Period> parse(PeriodUnit unit, std::string_view text);
  /// The period that contains the day, `2024-02-14`; nullopt for other texts.
  static std::optional<Period> of_date(PeriodUnit unit, std::string_view date);
  /// The period that contains the named one: the quarter `2026-Q3` or the year `2026` for `2026-07`; a week belongs to
  /// the period of its Thursday. nullopt for longer periods and other texts.
  static std::optional<Period> around(PeriodUnit unit, std::string_view period);

  std::string text() const;
  /// 2 to 9 for the period of an extra issue, `2024-02.2`, which is the same time as `2024-02`; otherwise 1. Texts of
  /// periods sort in the order of their issues.
  int part() const { return part_; }
  /// A week belongs to the year of its Thursday (ISO 8601).
  int year() const { return year_; }
  /// The number of the week, month or quarter within its year, from 1; always 1 for a year.
  int number() const { return number_; }
  Date first_day() const;
  /// The following time, not an extra issue of the same one.
  Period next() const;

 private:
  Period(PeriodUnit unit, int year, int number) : unit_(unit), year_(year), number_(number) {}
  static Period containing(PeriodUnit unit, const Date& day);

  PeriodUnit unit_;
  int year_;
  int number_;
  int part_ = 1;
};

/// The unit of a period as written, such as Month for `2024-02`; nullopt if the text is not a period.
std::optional<PeriodUnit> period_unit_of(std::string_view text);

}  // namespace gongwen::base
