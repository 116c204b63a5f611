// Small types of the workbook model: cell formats, places and ranges (counted from 0), charts, print set-up.
#pragma once

#include "base/geometry.h"
#include "data/charts/description.h"
#include "diagnostics/origin.h"
#include "style/css/color.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::sheet {

// CellFormat: how a cell looks and behaves, as one value. Equal formats share one entry of Workbook::formats, so a list
// of 100,000 rows has only a handful. Names and sizes are those that spreadsheet programs show: 宋体, half points.

using css::Color;

enum class Script : std::uint8_t { Normal, Superscript, Subscript };

struct Font {
  std::string name = "宋体";
  std::uint16_t half_points = 24;  // size in 1/2 pt
  bool bold = false;
  bool italic = false;
  bool underline = false;
  bool strike = false;
  Script script = Script::Normal;
  Color color;  // opaque
  friend bool operator==(const Font&, const Font&) = default;
};

/// Line kinds of spreadsheets: width class and pattern (ECMA-376-1 section 18.18.3).
enum class LineKind : std::uint8_t { None, Thin, Medium, Thick, Double, Dotted, Dashed, MediumDashed };

struct BorderLine {
  LineKind kind = LineKind::None;
  Color color;  // opaque
  friend bool operator==(const BorderLine&, const BorderLine&) = default;
};

struct Borders {
  BorderLine top;
  BorderLine right;
  BorderLine bottom;
  BorderLine left;
  friend bool operator==(const Borders&, const Borders&) = default;
};

/// `General` aligns texts to the left and numbers to the right. `CenterAcross` centres a text over its cell and the
/// empty ones of the same alignment to the right of it, without merging them.
enum class HorizontalAlign : std::uint8_t { General, Left, Center, Right, Justify, Distributed, CenterAcross };
enum class VerticalAlign : std::uint8_t { Top, Center, Bottom };

/// Rotated text: counterclockwise degrees, −90 to 90, or upright characters stacked from top to bottom.
struct Rotation {
  bool stacked = false;
  std::int8_t degrees = 0;
  friend bool operator==(const Rotation&, const Rotation&) = default;
};

struct CellFormat {
  Font font;
  Color background = css::kTransparent;  // transparent: none; otherwise opaque
  Borders borders;
  HorizontalAlign horizontal = HorizontalAlign::General;
  VerticalAlign vertical = VerticalAlign::Bottom;
  bool wrap = false;
  bool shrink = false;
  std::uint8_t indent = 0;  // steps of three blanks of the standard font; only with Left or Right
  Rotation rotation;
  std::string number_format;  // a valid code of up to kMaxNumberFormatBytes; empty: General
  bool locked = true;         // effective on protected sheets
  friend bool operator==(const CellFormat&, const CellFormat&) = default;
};

struct CellPlace {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const CellPlace&, const CellPlace&) = default;
};

/// A rectangle of cells, including both corners.
struct CellRange {
  CellPlace first;
  CellPlace last;
  friend bool operator==(const CellRange&, const CellRange&) = default;

  bool is_single_cell() const { return first == last; }
  std::uint32_t row_count() const { return last.row - first.row + 1; }
  std::uint32_t column_count() const { return last.column - first.column + 1; }
};

/// `A` for 0, `AA` for 26, `XFD` for 16,383.
std::string column_letters(std::uint32_t column);

/// `B2`; a range of more than one cell: `B2:D9`.
std::string to_text(CellPlace place);
std::string to_text(const CellRange& range);

/// `'标准 推进'!$B$2:$D$9`, as defined names and validations spell references; whole columns: `'标准'!$B:$D`.
std::string absolute_reference(std::string_view sheet_name, const CellRange& range);
/// The same for the cells of a list's column, with both ends even of one cell: `'工作表'!$A$3:$A$3`. It stands for
/// the column, which grows.
std::string column_range(std::string_view sheet_name, const CellRange& range);

// Chart: a chart of columns of a sheet. The spreadsheet program draws it, and redraws it when the numbers change.

using charts::ChartKind;
using charts::shows_shares;

/// The colour of the series with this index, the same in all formats; the colours are told apart in grey, too.
inline css::Color series_color(std::size_t index) {
  constexpr std::array<css::Color, 6> kColors{{{0x1F, 0x4E, 0x79, 0xFF},
                                               {0xC5, 0x5A, 0x11, 0xFF},
                                               {0x8F, 0xAA, 0xDC, 0xFF},
                                               {0x7F, 0x7F, 0x7F, 0xFF},
                                               {0xBF, 0x90, 0x00, 0xFF},
                                               {0x54, 0x82, 0x35, 0xFF}}};
  return kColors[index % kColors.size()];
}

/// A column of numbers in a chart.
struct ChartSeries {
  CellRange values;
  CellPlace name;             // the head above the values
  bool has_formulas = false;  // the library would store 0 in place of their results
  bool has_gaps = false;      // … and in place of empty cells
};

struct Chart {
  ChartKind kind = ChartKind::Bar;
  std::string title;
  CellRange labels;                 // one column, as many rows as the values
  std::vector<ChartSeries> series;  // at least one; of a pie or ring exactly one
  CellPlace place;                  // the cell at its upper left corner
  base::LayoutUnit width;
  base::LayoutUnit height;
  bool whole_numbers = false;  // all values are whole numbers
  bool has_negative = false;   // if so, the labels of the categories are below the lowest value
  bool needs_axis = true;      // the labels at the bars do not suffice
  std::string description;     // alternative text
  diagnostics::OriginId origin;
};

// PrintSetup: how a sheet is printed. All lengths are physical.

using base::LayoutUnit;

/// Paper sizes known to both CSS and spreadsheets (ECMA-376-1 section 18.3.1.63).
enum class Paper : std::uint8_t { A3, A4, A5, B4, B5, Letter, Legal, Ledger };
enum class Orientation : std::uint8_t { Portrait, Landscape };

/// The page number or the number of pages, in a header or footer.
enum class PageField : std::uint8_t { Number, Count };
/// A picture in a header or footer, in its own size.
struct HeaderPicture {
  std::string file;  // PNG
  LayoutUnit width, height;
  friend bool operator==(const HeaderPicture&, const HeaderPicture&) = default;
};
using HeaderPart = std::variant<std::string, PageField, HeaderPicture>;  // at most one picture in each text

/// One of the three texts of a header or footer.
struct HeaderText {
  Font font;
  std::vector<HeaderPart> parts;  // empty: prints nothing
  friend bool operator==(const HeaderText&, const HeaderText&) = default;
};

/// Left, centre, right.
using HeaderLine = std::array<HeaderText, 3>;

/// The picture of a text; null if it has none.
const HeaderPicture* find_picture(const HeaderText& text);

/// Maximum number of pages across and down; 0: unlimited.
struct PageFit {
  std::uint16_t wide = 1;
  std::uint16_t tall = 0;
  friend bool operator==(const PageFit&, const PageFit&) = default;
};

/// Rows counted from 0, including both ends.
struct RowSpan {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  friend bool operator==(const RowSpan&, const RowSpan&) = default;
};

struct PrintSetup {
  Paper paper = Paper::A4;
  Orientation orientation = Orientation::Portrait;
  base::Edges margins;
  LayoutUnit header_distance;  // from the edge of the paper
  LayoutUnit footer_distance;
  HeaderLine header;
  HeaderLine footer;
  std::optional<RowSpan> repeated_rows;
  std::uint32_t repeated_columns = 0;  // from the left
  CellRange area;
  bool may_grow = false;                   // people may add rows: print everything, not only `area`
  std::optional<PageFit> fit = PageFit{};  // nullopt: natural size
  bool center_horizontally = false;
  bool center_vertically = false;
  std::uint16_t scale = 100;  // per cent; only without `fit`
};

}  // namespace gongwen::sheet
