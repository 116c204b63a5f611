// How much room a text takes in a cell, without any typeface at hand: a Chinese character is one em wide, a Latin
// letter half of one. Spreadsheets do not adapt the heights of merged cells, and some not of any in a file that they
// have not written, so that rows must come with a height which nothing is cut off by.
#pragma once

#include "base/geometry.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <string_view>

namespace gongwen::sheet {

using base::LayoutUnit;

/// The blanks that programs leave beside the text of a cell, both sides together.
inline constexpr LayoutUnit kCellPadding = LayoutUnit::from_px(5);

/// One em of a size given in half points.
constexpr LayoutUnit em_of(std::uint16_t half_points) {
  return LayoutUnit::from_raw(std::int64_t{half_points} * LayoutUnit::kUnitsPerPx * 2 / 3);
}

/// Chinese typefaces set Latin letters half an em wide; those of Latin typefaces have individual widths.
enum class Letters : std::uint8_t { HalfWide, Proportional };

/// The width of the text's widest line, without soft breaks.
LayoutUnit estimate_width(std::string_view text, std::uint16_t half_points);

/// The number of lines that the text takes when it is wrapped at `width`; at least 1. Latin words stay whole where they
/// fit, no line starts with a closing mark or ends with an opening one.
std::uint32_t estimate_lines(std::string_view text, LayoutUnit width, std::uint16_t half_points,
                             Letters letters = Letters::HalfWide);

/// How the text of a cell is set.
struct TextSetting {
  std::uint16_t half_points = 24;
  LayoutUnit line_height;
  LayoutUnit latin_line_height;  // of a text without Chinese characters in a Latin typeface
  Letters letters = Letters::HalfWide;
  LayoutUnit horizontal_padding;  // what the column's width loses to blanks and indent
  LayoutUnit vertical_padding;
  bool wrap = false;
  Rotation rotation;
  friend bool operator==(const TextSetting&, const TextSetting&) = default;
};

/// The height that a cell needs for its text in a column, or merged columns, of this width.
LayoutUnit estimate_height(std::string_view text, LayoutUnit column_width, const TextSetting& setting);

/// The number of lines that it has there; 1 where it does not wrap.
std::uint32_t estimate_lines(std::string_view text, LayoutUnit column_width, const TextSetting& setting);

/// The bytes of the longest part from the start of the text that ends with a sentence and takes no more than so many
/// lines; one that ends with a clause where the sentences take less than half of them. 0 if there is none. Quotes and
/// blanks after a mark belong to it.
std::size_t fitting_sentences(std::string_view text, LayoutUnit column_width, const TextSetting& setting,
                              std::uint32_t lines);

}  // namespace gongwen::sheet
