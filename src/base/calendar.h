// Calendar: moments, dates and months as plain numbers and ISO 8601 texts, without clock, locale or time zone files.
//   format_moment(1710468000)             // 2024-03-15T02:00:00Z
//   date_in_china(1710468000)             // 2024-03-15
//   Month::parse("2024-02")->next()       // 2024-03
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

/// Seconds since 1970-01-01T00:00:00Z.
using Moment = std::int64_t;

/// `2024-03-15T02:00:00Z`. Years 0 to 9999.
std::string format_moment(Moment moment);
/// `2024-03-15T02:00:00Z`, or a date alone, which is its noon in China; nothing for other texts.
std::optional<Moment> parse_moment(std::string_view text);
/// The date in China, whose time is eight hours before UTC all year: `2024-03-15`.
std::string date_in_china(Moment moment);

/// A month of a year.
struct Month {
  int year = 1970;
  int month = 1;  // 1 to 12

  /// `2024-02`; nothing for other texts.
  static std::optional<Month> parse(std::string_view text);
  std::string text() const;
  Month next() const { return month == 12 ? Month{year + 1, 1} : Month{year, month + 1}; }
  friend auto operator<=>(const Month&, const Month&) = default;
};

}  // namespace gongwen::base
