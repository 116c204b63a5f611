// Formats of WordprocessingML (ECMA-376-1, 17.3 to 17.6): of runs, paragraphs, tables and sections. A member without a
// value was not set; in the formats of a Document, styles are already applied.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::word {

/// Lengths are in twentieths of a point, unless said otherwise.
using Twips = std::int32_t;

struct Border {
  std::string style;                 // as in the file: `single`, `double`, `nil`
  std::int32_t eighths = 0;          // width in eighths of a point
  std::int32_t space = 0;            // in points
  std::optional<std::string> color;  // RRGGBB; nullopt: automatic
  friend auto operator<=>(const Border&, const Border&) = default;
};

/// Borders of a paragraph, a table or a cell. Tables have inner ones, paragraphs those between paragraphs.
struct Borders {
  std::optional<Border> top = {};
  std::optional<Border> left = {};  // at the start of the line
  std::optional<Border> bottom = {};
  std::optional<Border> right = {};
  std::optional<Border> inner_horizontal = {};  // of paragraphs: `between`
  std::optional<Border> inner_vertical = {};    // of paragraphs: `bar`
  std::optional<Border> falling = {};           // from the upper left corner
  std::optional<Border> rising = {};
  friend auto operator<=>(const Borders&, const Borders&) = default;
};

struct Shading {
  std::string pattern;              // `clear`, `solid`, `pct25`
  std::optional<std::string> fill;  // RRGGBB; nullopt: automatic
  std::optional<std::string> color;
  friend auto operator<=>(const Shading&, const Shading&) = default;
};

/// Characters. Fonts of themes are resolved to their names.
struct RunFormat {
  std::optional<std::string> style = {};  // id of the character style
  std::optional<std::string> ascii_font = {};
  std::optional<std::string> high_ansi_font = {};
  std::optional<std::string> east_asia_font = {};
  std::optional<std::string> complex_font = {};
  std::optional<std::string> font_hint = {};  // `eastAsia`: quotation marks and dashes take the East Asian font
  std::optional<std::int32_t> half_points = {};
  std::optional<std::int32_t> complex_half_points = {};
  // Toggles (17.7.3): values of styles are combined by exclusive or.
  std::optional<bool> bold = {};
  std::optional<bool> complex_bold = {};
  std::optional<bool> italic = {};
  std::optional<bool> complex_italic = {};
  std::optional<bool> caps = {};
  std::optional<bool> small_caps = {};
  std::optional<bool> strike = {};
  std::optional<bool> outline = {};
  std::optional<bool> shadow = {};
  std::optional<bool> emboss = {};
  std::optional<bool> imprint = {};
  std::optional<bool> hidden = {};
  std::optional<bool> double_strike = {};
  std::optional<bool> web_hidden = {};
  std::optional<bool> right_to_left = {};
  std::optional<bool> snaps_to_grid = {};
  std::optional<bool> is_complex = {};
  std::optional<std::string> color = {};  // RRGGBB or `auto`
  std::optional<std::string> fill = {};   // Word 2010, takes precedence: RRGGBB, `none`; empty: not a plain colour
  std::optional<bool> has_contour = {};   // the line around letters of Word 2010
  std::optional<std::string> underline = {};
  std::optional<std::string> underline_color = {};
  std::optional<std::string> highlight = {};       // name of the colour
  std::optional<std::string> emphasis = {};        // `dot`, `underDot`, `comma`, `circle`
  std::optional<std::string> vertical_align = {};  // `superscript`, `subscript`, `baseline`
  std::optional<Twips> spacing = {};               // between characters
  std::optional<std::int32_t> scale = {};          // width of characters, in percent
  std::optional<std::int32_t> raised = {};         // in half-points; negative: lowered
  std::optional<std::int32_t> kerning_from = {};   // half-points
  std::optional<Twips> fit_width = {};             // the text is spread over this width
  std::optional<bool> combines = {};               // two lines in one (eastAsianLayout)
  std::optional<bool> is_upright = {};             // horizontal in vertical text
  std::optional<Shading> shading = {};
  std::optional<Border> border = {};
  std::optional<std::string> language = {};
  std::optional<std::string> east_asia_language = {};
  friend auto operator<=>(const RunFormat&, const RunFormat&) = default;
};

enum class LineRule : std::uint8_t { Multiple, AtLeast, Exact };  // Multiple: in 240ths of a line

struct TabStop {
  Twips at = 0;
  std::string align;   // `left`, `center`, `right`, `decimal`, `bar`, `clear`
  std::string leader;  // `dot`, `hyphen` …; empty: none
  friend auto operator<=>(const TabStop&, const TabStop&) = default;
};

/// A paragraph in a frame (framePr) or a floating table (tblpPr).
struct FloatPlace {
  std::optional<Twips> width = {};
  std::optional<Twips> height = {};
  std::string height_rule = {};
  std::optional<Twips> x = {};
  std::optional<Twips> y = {};
  std::string x_align = {};
  std::string y_align = {};
  std::string x_anchor = {};  // `page`, `margin`, `text`
  std::string y_anchor = {};
  std::string wrap = {};
  std::string drop_cap = {};
  std::optional<std::int32_t> lines = {};  // of a drop cap
  // To the text around it.
  std::optional<Twips> room_top = {};
  std::optional<Twips> room_right = {};
  std::optional<Twips> room_bottom = {};
  std::optional<Twips> room_left = {};
  friend auto operator<=>(const FloatPlace&, const FloatPlace&) = default;
};

struct ParagraphFormat {
  std::optional<std::string> style = {};      // id of the paragraph style
  std::optional<std::string> alignment = {};  // `left`, `center`, `right`, `both`, `distribute`
  std::optional<Twips> indent_left = {};
  std::optional<Twips> indent_right = {};
  std::optional<Twips> indent_first = {};  // negative: hanging
  // The same in hundredths of a character, which take precedence.
  std::optional<std::int32_t> indent_left_chars = {};
  std::optional<std::int32_t> indent_right_chars = {};
  std::optional<std::int32_t> indent_first_chars = {};
  std::optional<Twips> space_before = {};
  std::optional<Twips> space_after = {};
  std::optional<std::int32_t> space_before_lines = {};  // in hundredths of a line; precedes
  std::optional<std::int32_t> space_after_lines = {};
  std::optional<bool> auto_before = {};
  std::optional<bool> auto_after = {};
  std::optional<Twips> line = {};
  std::optional<LineRule> line_rule = {};
  std::optional<bool> keep_next = {};
  std::optional<bool> keep_lines = {};
  std::optional<bool> page_break_before = {};
  std::optional<bool> widow_control = {};
  std::optional<bool> contextual_spacing = {};
  std::optional<bool> mirror_indents = {};
  std::optional<bool> right_to_left = {};
  std::optional<bool> snaps_to_grid = {};
  std::optional<bool> kinsoku = {};
  std::optional<bool> wraps_words = {};
  std::optional<bool> overflow_punctuation = {};
  std::optional<bool> top_line_punctuation = {};
  std::optional<bool> auto_space_latin = {};   // autoSpaceDE
  std::optional<bool> auto_space_digits = {};  // autoSpaceDN
  std::optional<bool> suppress_hyphens = {};
  std::optional<bool> suppress_line_numbers = {};
  std::optional<std::int32_t> outline_level = {};  // 0 to 8; 9: text
  std::optional<std::int32_t> list = {};           // number of the numbering instance; 0: none
  std::optional<std::int32_t> list_level = {};     // from 0
  std::optional<std::string> text_align_vertical = {};
  std::optional<std::string> text_direction = {};
  std::optional<Borders> borders = {};
  std::optional<Shading> shading = {};
  std::optional<std::vector<TabStop>> tabs = {};
  std::optional<FloatPlace> frame = {};
  friend auto operator<=>(const ParagraphFormat&, const ParagraphFormat&) = default;
};

/// A width of a table or cell: in twips, in fiftieths of a percent, or automatic.
struct TableWidth {
  enum class Unit : std::uint8_t { Automatic, Twips, Fiftieths };
  Unit unit = Unit::Automatic;
  std::int32_t value = 0;
  friend auto operator<=>(const TableWidth&, const TableWidth&) = default;
};

struct CellMargins {
  std::optional<Twips> top = {};
  std::optional<Twips> left = {};
  std::optional<Twips> bottom = {};
  std::optional<Twips> right = {};
  friend auto operator<=>(const CellMargins&, const CellMargins&) = default;
};

/// Which conditional formats of its style a table uses (tblLook).
struct TableLook {
  bool first_row = false;
  bool last_row = false;
  bool first_column = false;
  bool last_column = false;
  bool bands_of_rows = false;
  bool bands_of_columns = false;
  friend auto operator<=>(const TableLook&, const TableLook&) = default;
};

struct TableFormat {
  std::optional<std::string> style = {};
  std::optional<TableWidth> width = {};
  std::optional<std::string> alignment = {};
  std::optional<Twips> indent = {};
  std::optional<Borders> borders = {};
  std::optional<Shading> shading = {};
  std::optional<CellMargins> margins = {};
  std::optional<Twips> spacing = {};  // between cells
  std::optional<bool> is_fixed = {};  // fixed layout
  std::optional<bool> right_to_left = {};
  std::optional<TableLook> look = {};
  std::optional<FloatPlace> place = {};
  std::optional<std::int32_t> row_band = {};
  std::optional<std::int32_t> column_band = {};
  std::optional<std::string> caption = {};
  std::optional<std::string> description = {};
  friend auto operator<=>(const TableFormat&, const TableFormat&) = default;
};

struct RowFormat {
  std::optional<Twips> height = {};
  std::optional<LineRule> height_rule = {};  // AtLeast or Exact
  std::optional<bool> is_head = {};          // repeated on each page
  std::optional<bool> cannot_split = {};
  std::optional<bool> is_hidden = {};
  std::optional<std::string> alignment = {};
  std::int32_t skipped_before = 0;  // columns of the grid without a cell (gridBefore)
  std::int32_t skipped_after = 0;
  friend auto operator<=>(const RowFormat&, const RowFormat&) = default;
};

struct CellFormat {
  std::optional<TableWidth> width = {};
  std::optional<Borders> borders = {};
  std::optional<Shading> shading = {};
  std::optional<CellMargins> margins = {};
  std::optional<std::string> vertical_align = {};
  std::optional<std::string> text_direction = {};
  std::optional<bool> wraps = {};
  std::optional<bool> fits_text = {};
  friend auto operator<=>(const CellFormat&, const CellFormat&) = default;
};

struct Columns {
  std::int32_t count = 1;
  Twips space = 720;
  bool has_line = false;
  bool are_equal = true;
  std::vector<std::pair<Twips, Twips>> widths;  // with the space after each, if they are not equal
};

/// The grid of lines and characters (17.6.5).
struct PageGrid {
  enum class Type : std::uint8_t { None, Lines, LinesAndCharacters, SnapToCharacters };
  Type type = Type::None;
  Twips line_pitch = 0;
  std::int32_t character_space = 0;  // in 4,096ths of a point, added to the size of the type
};

enum class SectionStart : std::uint8_t { NextPage, Continuous, EvenPage, OddPage, NextColumn };

/// The three pages for which a section may have headers and footers of their own.
enum class HeaderPage : std::uint8_t { Default, First, Even };

struct Section {
  Twips page_width = 11906;
  Twips page_height = 16838;
  bool is_landscape = false;
  Twips margin_top = 1440;  // negative: fixed, even if the header needs more
  Twips margin_right = 1440;
  Twips margin_bottom = 1440;
  Twips margin_left = 1440;
  Twips header_distance = 720;
  Twips footer_distance = 720;
  Twips gutter = 0;
  SectionStart start = SectionStart::NextPage;
  bool has_first_page = false;  // titlePg
  Columns columns = {};
  PageGrid grid = {};
  std::optional<std::int32_t> first_page_number = {};
  std::string page_number_format = {};
  std::string text_direction = {};
  std::string vertical_align = {};
  std::optional<Borders> page_borders = {};
  bool page_borders_from_page = false;  // counted from the edges of the page, not from the text
  std::string page_borders_on = {};     // `firstPage`, `notFirstPage`; empty: all pages
  std::optional<std::int32_t> line_number_step = {};
  bool right_to_left = false;
  bool is_protected = true;  // formProt: fields of a protected form are the only thing that may be changed
  /// Indexes in Document::stories; where this section has none, those of earlier sections.
  std::map<HeaderPage, std::size_t> headers = {};
  std::map<HeaderPage, std::size_t> footers = {};
};

}  // namespace gongwen::word
