// The workbook model, and the table of its formats.
#pragma once

#include "base/string_arena.h"
#include "base/strong_id.h"
#include "diagnostics/origin.h"
#include "forms/field_model.h"
#include "sheet/data_validation.h"
#include "sheet/detail/cell_range.h"
#include "sheet/detail/conditional_format.h"
#include "sheet/detail/list_table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace gongwen::sheet {

// Workbook: the model between a styled document tree and a workbook file: sheets of typed, formatted cells, with
// everything that belongs to printing them or filling them in. It knows neither CSS nor XML. Rows and columns count
// from 0; lengths are LayoutUnits. build_workbook guarantees that all limits of limits.h are kept.
//   const Workbook workbook = build_workbook(input, sink);   // build_workbook.h
//   dump_workbook(workbook);                                 // build_workbook.h

using FormatId = base::StrongId<struct FormatTag>;

struct Empty {
  friend bool operator==(const Empty&, const Empty&) = default;
};
/// A text; lines are separated by `\n`. The characters belong to Workbook::texts.
struct Text {
  std::string_view text;
  friend bool operator==(const Text&, const Text&) = default;
};
/// A text in several fonts: index into Sheet::rich_texts.
struct RichText {
  std::uint32_t index = 0;
  friend bool operator==(const RichText&, const RichText&) = default;
};
struct Number {
  double value = 0;
  friend bool operator==(const Number&, const Number&) = default;
};
struct Boolean {
  bool value = false;
  friend bool operator==(const Boolean&, const Boolean&) = default;
};
/// Days since 30 December 1899, with the time of day as a fraction (see serial_date.h).
struct Date {
  double serial = 0;
  friend bool operator==(const Date&, const Date&) = default;
};
/// Index into Sheet::formulas.
struct Formula {
  std::uint32_t index = 0;
  friend bool operator==(const Formula&, const Formula&) = default;
};
using CellValue = std::variant<Empty, Text, RichText, Number, Boolean, Date, Formula>;

/// A part of a rich text in one font.
struct TextRun {
  Font font;
  std::string text;
  friend bool operator==(const TextRun&, const TextRun&) = default;
};
using TextRuns = std::vector<TextRun>;

struct FormulaText {
  std::string expression;        // starts with `=`
  std::optional<double> result;  // shown by programs that do not calculate
  diagnostics::OriginId origin = {};
  std::string written = {};                        // as in the template, with names of columns
  std::optional<std::string> text = std::nullopt;  // the result, if it is a text; TRUE or FALSE for truth values
  bool fills_cells = false;                        // the result may take several cells
  bool states_result = false;                      // the template gave the result
};

struct Cell {
  std::uint32_t column = 0;
  FormatId format;
  diagnostics::OriginId origin;
  CellValue value;
};

struct Row {
  LayoutUnit height;             // 0: the row is hidden
  std::uint32_t first_cell = 0;  // index into Sheet::cells; its cells are consecutive there, by ascending column
  std::uint32_t cell_count = 0;
  std::uint8_t outline_level = 0;  // 0 to 7
  bool breaks_page = false;        // a new page starts before the row
  bool keeps_next = false;         // no page break after the row
  bool hidden = false;             // of a group that is folded
  bool is_collapsed = false;       // next to a folded group of rows, whose button it has
  bool gives_room = false;         // when a page ends, it may give up `blank` and its own page break
  bool fits_content = false;       // programs fit its height to its cells, now and after changes; `height` is estimated
  LayoutUnit blank;                // height that its content does not need, apart from one line
};

struct Column {
  LayoutUnit width;  // including the program's padding
  bool hidden = false;
  std::optional<FormatId> format = std::nullopt;  // for cells that the sheet does not have yet
  std::uint8_t outline_level = 0;                 // 0 to 7
  bool is_collapsed = false;                      // follows a hidden group of columns, whose button it has
};

/// Merged cells; value and format are those of the first cell.
struct Merge {
  CellRange range;
  FormatId format;
};

/// A link. There must be a cell at its place.
struct Hyperlink {
  CellPlace place;
  std::string address;  // a URL; for a place in this workbook `#'表'!A1`
  diagnostics::OriginId origin;
};

/// Shown when the pointer rests on a cell.
struct CellNote {
  CellPlace place;
  std::string text;
};

/// Rows above and columns left of the place stay visible when the sheet is scrolled.
struct FrozenPanes {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  friend bool operator==(const FrozenPanes&, const FrozenPanes&) = default;
};

/// How a sheet is shown on the screen.
struct SheetView {
  std::optional<Color> tab_color;
  std::uint16_t zoom = 100;  // per cent
  bool gridlines = true;
  bool sums_above = false;  // rows that sum up a group are above it
  friend bool operator==(const SheetView&, const SheetView&) = default;
};

/// A picture over the cells.
struct Picture {
  CellPlace place;
  std::string file;  // PNG or JPEG
  LayoutUnit x, y;   // from the upper left corner of the cell
  LayoutUnit width, height;
  std::string description;  // alternative text; empty: an ornament
  diagnostics::OriginId origin;
};

struct Sheet {
  std::string name;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<Cell> cells;  // row by row
  std::vector<TextRuns> rich_texts;
  std::vector<FormulaText> formulas;
  std::vector<Merge> merges;     // by first row and column; no overlaps, no single cells
  std::vector<Hyperlink> links;  // by row and column
  std::vector<DataValidation> validations;
  std::vector<Chart> charts;
  std::vector<CellNote> notes;
  std::vector<ConditionalFormat> marks;
  std::vector<Picture> pictures;
  SheetView view;
  PrintSetup print;
  FrozenPanes frozen;
  std::optional<CellRange> filter;  // its first row holds the heads
  std::optional<ListTable> table;   // brings a filter of its own
  bool is_protected = false;
  bool is_hidden = false;  // never the first sheet
  diagnostics::OriginId origin;

  std::span<const Cell> cells_of(const Row& row) const { return {cells.data() + row.first_cell, row.cell_count}; }
};

/// A name by which formulas and programs find a cell; in forms it has a field's JSON pointer.
struct DefinedName {
  std::string name;
  std::size_t sheet = 0;  // index into Workbook::sheets
  CellRange range;
  std::string pointer;                      // of the field
  std::string type;                         // of the field, see forms::field_type_name
  std::vector<forms::FieldChoice> choices;  // what the cell may show, and the data value for each label
};

struct DocumentProperties {
  std::string title;
  std::string author;
  std::string subject;
  std::string keywords;
  std::string category;
  std::optional<std::int64_t> created;  // seconds since 1970 UTC
};

struct Workbook {
  std::vector<CellFormat> formats;  // each value once
  std::vector<Sheet> sheets;
  std::vector<DefinedName> names;
  /// For a form to fill in: the file then identifies the form and has a hidden sheet that maps its fields.
  std::optional<forms::FormStamp> stamp;
  std::string given;  // JSON that the reader of the returned form needs besides the cells; empty if none
  /// Further rows of the hidden sheet: what is printed on the form, for its reader.
  std::vector<std::vector<std::string>> layout_rows;
  DocumentProperties properties;
  base::StringArena texts;

  const CellFormat& format(FormatId id) const { return formats[id.index()]; }
};

// FormatTable: collects the formats of a workbook, each value once.

class FormatTable {
 public:
  /// Returns the number of an equal format, adding it if there is none.
  FormatId add(const CellFormat& format);
  const CellFormat& at(FormatId id) const { return formats_[id.index()]; }
  const std::vector<CellFormat>& formats() const { return formats_; }
  std::vector<CellFormat> take() && { return std::move(formats_); }

 private:
  std::vector<CellFormat> formats_;
  std::unordered_multimap<std::size_t, FormatId> by_hash_;
};

}  // namespace gongwen::sheet
