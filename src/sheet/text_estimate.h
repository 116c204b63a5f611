// Estimates how much room a text takes in a cell, without loading fonts: a Chinese character is one em wide, a Latin
// letter half an em. Spreadsheets do not adapt the height of rows with merged cells, and some adapt none in files that
// they did not write, so rows must have a sufficient height from the start.
#pragma once

#include "base/geometry.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <string_view>

namespace gongwen::sheet {

using base::LayoutUnit;

/// Padding that programs leave beside the text of a cell, both sides together.
inline constexpr LayoutUnit kCellPadding = LayoutUnit::from_px(5);

/// Height of a line in percent of an em. Programs without an office font replace it by faces whose lines are up to 1.45
/// em high, including blank space at both ends; 宋体 itself has 1.2.
inline constexpr int kLineHeightPercent = 140;
/// Lines of Arial are 1.15 em high, up to 1.28 em in Excel.
inline constexpr int kLatinLineHeightPercent = 128;

/// One em, for a size in half points.
constexpr LayoutUnit em_of(std::uint16_t half_points) {
  return LayoutUnit::from_raw(std::int64_t{half_points} * LayoutUnit::kUnitsPerPx * 2 / 3);
}

/// Chinese typefaces have Latin letters half an em wide; Latin typefaces have individual widths.
enum class Letters : std::uint8_t { HalfWide, Proportional };

/// The width of the widest line, without wrapping.
LayoutUnit estimate_width(std::string_view text, std::uint16_t half_points);

/// The number of lines of a text wrapped at `width`; at least 1. Latin words stay whole if they fit, no line starts
/// with a closing mark or ends with an opening one.
std::uint32_t estimate_lines(std::string_view text, LayoutUnit width, std::uint16_t half_points,
                             Letters letters = Letters::HalfWide);

/// How the text of a cell is set.
struct TextSetting {
  std::uint16_t half_points = 24;
  LayoutUnit line_height;
  LayoutUnit latin_line_height;  // for texts without Chinese characters in a Latin typeface
  Letters letters = Letters::HalfWide;
  LayoutUnit horizontal_padding;  // the part of the column width lost to padding and indent
  LayoutUnit vertical_padding;
  bool wrap = false;
  Rotation rotation;
  friend bool operator==(const TextSetting&, const TextSetting&) = default;
};

/// The setting of a cell of a workbook whose file states no more than this.
TextSetting cell_setting(std::uint32_t half_points, bool has_latin_type, bool wraps);

/// The height that a text needs in a column, or merged columns, of this width.
LayoutUnit estimate_height(std::string_view text, LayoutUnit column_width, const TextSetting& setting);

/// The number of lines in a column of this width; 1 if it does not wrap.
std::uint32_t estimate_lines(std::string_view text, LayoutUnit column_width, const TextSetting& setting);

/// The length in bytes of the longest prefix that ends with a sentence and takes no more than `lines` lines. If
/// sentences fill less than half of the lines, a prefix that ends with a clause. Includes closing quotes and blanks
/// after the mark. 0 if absent.
std::size_t fitting_sentences(std::string_view text, LayoutUnit column_width, const TextSetting& setting,
                              std::uint32_t lines);

}  // namespace gongwen::sheet
