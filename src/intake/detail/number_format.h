// What number formats make of the values of cells (ECMA-376-1, 18.8.30 and 18.8.31): what a person sees in place of a
// number or a date. Formats that are not understood are answered by nothing, never by a guess.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

/// A number format: of the file, or a built-in one, which has no code.
struct NumberFormat {
  std::uint32_t id = 0;
  std::string code;
};

/// What is shown of a number, which `decimal` writes as JSON does: `007`, `50%`, `1,234.50`, `38项`; empty when nothing
/// is shown. Nothing for formats that are not understood, and for the general one.
std::optional<std::string> shown_number(std::string_view decimal, const NumberFormat& format);

/// What is shown of a date or time (2026-09-05T09:30:00) by a format that leaves out its year, month or day, or all of
/// the date: `9月5日`, `2026年9月`, `9:30`. Nothing for the others, and for formats that are not understood.
std::optional<std::string> shown_date(std::string_view date, const NumberFormat& format);

/// The code of a format of which it is not known what it makes of the number or date, where that matters; empty for all
/// others. Not for those that shown_number and shown_date answer.
std::string unclear_number_format(std::string_view decimal, const NumberFormat& format);
std::string unclear_date_format(const NumberFormat& format);
/// Of a format that shows more of a text than the text, or something else: `"No. "@`.
std::string unclear_text_format(const NumberFormat& format);

/// Whether the format shows the time of a moment; also where that is not known.
bool shows_time(const NumberFormat& format);

/// Whether the format shows nothing of a text, as `;;;`.
bool hides_text(const NumberFormat& format);

}  // namespace gongwen::intake
