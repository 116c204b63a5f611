// Converts CSS styles to cell formats: fonts, borders, alignment, number formats.
#pragma once

#include "sheet/detail/cell_range.h"
#include "sheet/text_estimate.h"
#include "style/computed_style.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::sheet {

// Number formats: checks `mso-number-format` and converts it to a format code that every spreadsheet program accepts. A
// malformed code makes Excel "repair" the whole file, so anything else is rejected.

/// Converts a value of `mso-number-format`: one of Office's names (`General`, `Fixed`, `Short Date` …) or a format
/// code. Literal characters beyond ASCII are put in quotes. Returns an empty text for General; nullopt for a text that
/// is not a format code or is longer than kMaxNumberFormatBytes. Source: ECMA-376-1 section 18.8.31 (number formats),
/// limited to what all programs agree on.
std::optional<std::string> resolve_number_format(std::string_view text);

/// A number, or a serial day, as spreadsheet programs show it: `1,234.50`, `2026年9月5日`. Formats that are not
/// understood show the plain number or the date by ISO 8601.
std::string shown_value(double value, std::string_view code);

/// A text as wide as any date in this format, to compute column widths: `2028-12-30` for `yyyy\-m\-d`.
std::string widest_date(std::string_view code);

// The names under which spreadsheet programs know the typefaces that style sheets ask for.

/// The office name for a list of CSS families: that of the first family with Chinese characters, otherwise of the first
/// family. A cell has one typeface for all scripts, and `"Times New Roman", 宋体` means 宋体 in Chinese documents.
/// Families that are not in the table keep their names.
std::string resolve_font_name(std::span<const std::string> families);

// Converts a computed style to a cell format, as far as spreadsheets support it.

/// One step of indent: three blanks of the standard font, 宋体 12 pt (ECMA-376-1 section 18.8.1).
inline constexpr LayoutUnit kIndentStep = LayoutUnit::from_px(24);

/// Decoration of a run that its style does not state: in CSS an ancestor's underline extends to its descendants.
struct RunDecoration {
  bool underline = false;
  bool strike = false;
  Script script = Script::Normal;
  friend bool operator==(const RunDecoration&, const RunDecoration&) = default;
};

Font font_of(const style::ComputedStyle& style, const RunDecoration& decoration);

/// Converts a line by width class: below 1.75 px thin, below 2.75 px medium, otherwise thick. Ridge, groove, inset and
/// outset become solid.
BorderLine border_line(LayoutUnit width, style::BorderStyle border_style, css::Color color);
Borders borders_of(const style::ComputedStyle& style);

/// Of two lines that meet at an edge, returns the heavier one; the first if they are equal (CSS 2.2 §17.6.2.1).
BorderLine heavier(const BorderLine& first, const BorderLine& second);

/// The style's background over white; transparent if it has none.
css::Color opaque_background(const style::ComputedStyle& style);

/// The format without borders, background, number format and protection.
CellFormat text_format(const style::ComputedStyle& style, const Font& font);

/// How text is set in a cell of this style and format, for size estimates.
TextSetting text_setting(const style::ComputedStyle& style, const CellFormat& format);

}  // namespace gongwen::sheet
