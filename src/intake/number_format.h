// How number formats display the values of cells (ECMA-376-1, 18.8.30 and 18.8.31). Formats that are not understood
// give nullopt, never a guess.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

/// A number format: custom, or a built-in one, which has no code.
struct NumberFormat {
  std::uint32_t id = 0;
  std::string code;
};

/// The displayed text of a number, given as in JSON: `007`, `50%`, `1,234.50`, `38项`; empty if nothing is displayed.
/// Returns nullopt for formats that are not understood, and for the general format.
std::optional<std::string> shown_number(std::string_view decimal, const NumberFormat& format);

/// Whether the format shows numbers as dates or times.
bool is_date_format(const NumberFormat& format);

/// A date or time (2026-09-05T09:30:00) as the format shows it: `2026年9月5日`, `6:00 PM`. Returns nullopt for formats
/// that are not understood, such as names of months and eras.
std::optional<std::string> formatted_date(std::string_view date, const NumberFormat& format);

/// A text as the format shows it, in the place of its `@`. Formats only for numbers show texts unchanged.
std::string shown_text(std::string_view text, const NumberFormat& format);

/// The part of a date or time (2026-09-05T09:30:00) that is shown by a format that leaves out its year, month or day,
/// or the whole date: `9月5日`, `2026年9月`, `9:30`. Returns nullopt for other formats, and for formats that are not
/// understood.
std::optional<std::string> shown_date(std::string_view date, const NumberFormat& format);

/// The code of a format whose effect on the number or date is unknown and matters; empty for all others, in particular
/// those that shown_number and shown_date handle.
std::string unclear_number_format(std::string_view decimal, const NumberFormat& format);
std::string unclear_date_format(const NumberFormat& format);
/// The code of a format that displays more than a text, or something else: `"No. "@`; empty for all others.
std::string unclear_text_format(const NumberFormat& format);

/// Whether the format shows the time of day; true if unknown.
bool shows_time(const NumberFormat& format);

/// Whether the format hides texts, as `;;;` does.
bool hides_text(const NumberFormat& format);

}  // namespace gongwen::intake
