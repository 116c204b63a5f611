// Styles of CSS as formats of cells: fonts, borders, alignment, number formats.
#pragma once

#include "sheet/detail/cell_range.h"
#include "sheet/text_estimate.h"
#include "style/computed_style.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::sheet {

// Number formats: from what `mso-number-format` says to a format code that every spreadsheet program takes. A code that
// is not well-formed makes Excel "repair" the whole file, so nothing else gets through.

/// The format code for a value of `mso-number-format`: one of Office's names (`General`, `Fixed`, `Short Date` …) or a
/// code. Literal characters beyond ASCII come out in quotes. Empty for General; nothing for a text that is not a format
/// code or longer than kMaxNumberFormatBytes. Source: ECMA-376-1 section 18.8.31 (number formats), reading only what
/// all programs agree on.
std::optional<std::string> resolve_number_format(std::string_view text);

/// A text as wide as any date that the code shows, for the widths of columns: `yyyy-mm-dd` for `yyyy\-m\-d`.
std::string widest_date(std::string_view code);

/// The number as a code shows it; an empty code is General. Dates are serial days. Sections for negative numbers and
/// zero count; colours, conditions, fractions and widths of blanks do not.
std::string shown_number(double value, std::string_view code);

/// A text in a format code, whose `@` it takes the place of; codes without `@` show it as it is.
std::string shown_text(std::string_view text, std::string_view code);

// The names under which spreadsheet programs know the typefaces that style sheets ask for.

/// The office name for a list of CSS families: that of the first family with Chinese characters, otherwise that of the
/// first family. A cell has one typeface for all scripts, and `"Times New Roman", 宋体` asks for 宋体 in Chinese texts.
/// Families that are not in the table keep their names.
std::string resolve_font_name(std::span<const std::string> families);

// From computed styles to the format of a cell: what of CSS a spreadsheet can show, and how.

/// One step of indent: three blanks of the standard font, 宋体 12 pt (ECMA-376-1 section 18.8.1).
inline constexpr LayoutUnit kIndentStep = LayoutUnit::from_px(24);

/// What decorates a run of text beside its own style: CSS draws an ancestor's underline through its descendants.
struct RunDecoration {
  bool underline = false;
  bool strike = false;
  Script script = Script::Normal;
  friend bool operator==(const RunDecoration&, const RunDecoration&) = default;
};

Font font_of(const style::ComputedStyle& style, const RunDecoration& decoration);

/// Width classes: below 1.75 px thin, below 2.75 px medium, otherwise thick. Ridges, grooves, insets and outsets are
/// solid.
BorderLine border_line(LayoutUnit width, style::BorderStyle border_style, css::Color color);
Borders borders_of(const style::ComputedStyle& style);

/// CSS 2.2 §17.6.2.1, for two lines that meet at an edge: the heavier one; the first of equals.
BorderLine heavier(const BorderLine& first, const BorderLine& second);

/// The style's background upon white; transparent when there is none.
css::Color opaque_background(const style::ComputedStyle& style);

/// Everything but borders, background, number format and protection.
CellFormat text_format(const style::ComputedStyle& style, const Font& font);

/// How the text is set in a cell of this style and format, for estimates.
TextSetting text_setting(const style::ComputedStyle& style, const CellFormat& format);

}  // namespace gongwen::sheet
