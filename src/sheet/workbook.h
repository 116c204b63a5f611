// The workbook model with the table of its formats.
#pragma once

#include "base/string_arena.h"
#include "base/strong_id.h"
#include "diagnostics/origin.h"
#include "forms/field_model.h"
#include "sheet/data_validation.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace gongwen::sheet {

// Workbook: the model between a styled document tree and a workbook file: sheets of cells with typed values and
// formats, and what belongs to them when they are printed or filled in. It knows neither CSS nor XML. Rows and columns
// count from 0; lengths are LayoutUnits. What build_workbook makes keeps all limits of limits.h.
//   const Workbook workbook = build_workbook(input, sink);   // build_workbook.h
//   dump_workbook(workbook);                                 // build_workbook.h

using FormatId = base::StrongId<struct FormatTag>;

struct Empty {
  friend bool operator==(const Empty&, const Empty&) = default;
};
/// A text; line ends are `\n`. The characters belong to Workbook::texts.
struct Text {
  std::string_view text;
  friend bool operator==(const Text&, const Text&) = default;
};
/// A text in several fonts: the index of its runs in Sheet::rich_texts.
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
/// Days since 30 December 1899, with the time as the fraction of a day (see serial_date.h).
struct Date {
  double serial = 0;
  friend bool operator==(const Date&, const Date&) = default;
};
/// The index in Sheet::formulas.
struct Formula {
  std::uint32_t index = 0;
  friend bool operator==(const Formula&, const Formula&) = default;
};
using CellValue = std::variant<Empty, Text, RichText, Number, Boolean, Date, Formula>;

/// A stretch of a rich text.
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
};

struct Cell {
  std::uint32_t column = 0;
  FormatId format;
  diagnostics::OriginId origin;
  CellValue value;
};

struct Row {
  LayoutUnit height;             // 0: the row is hidden
  std::uint32_t first_cell = 0;  // index into Sheet::cells; its cells lie side by side, by ascending column
  std::uint32_t cell_count = 0;
  std::uint8_t outline_level = 0;  // 0 to 7
  bool breaks_page = false;        // a new page starts before the row
  bool keeps_next = false;         // no page ends after the row
  bool gives_room = false;         // before a page ends, it gives up `blank`, and its own page break
  LayoutUnit blank;                // what its content does not need of its height, except for one line
};

struct Column {
  LayoutUnit width;  // with the program's own padding
  bool hidden = false;
  std::optional<FormatId> format = std::nullopt;  // of the cells that the sheet does not have yet
};

/// Cells made one; value and format are those of the first.
struct Merge {
  CellRange range;
  FormatId format;
};

/// A cell that leads somewhere. There is a cell at the place.
struct Hyperlink {
  CellPlace place;
  std::string address;  // a URL, or for a place in this workbook `#'表'!A1`
  diagnostics::OriginId origin;
};

/// What is shown when the pointer rests on a cell.
struct CellNote {
  CellPlace place;
  std::string text;
};

/// Rows above and columns left of the place stay when the sheet is scrolled.
struct FrozenPanes {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  friend bool operator==(const FrozenPanes&, const FrozenPanes&) = default;
};

struct Sheet {
  std::string name;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<Cell> cells;  // row by row
  std::vector<TextRuns> rich_texts;
  std::vector<FormulaText> formulas;
  std::vector<Merge> merges;     // by first row and column; none overlap, none is a single cell
  std::vector<Hyperlink> links;  // by row and column
  std::vector<DataValidation> validations;
  std::vector<Chart> charts;
  std::vector<CellNote> notes;
  PrintSetup print;
  FrozenPanes frozen;
  std::optional<CellRange> filter;  // its first row holds the heads
  bool is_protected = false;
  bool is_hidden = false;  // not the first sheet
  diagnostics::OriginId origin;

  std::span<const Cell> cells_of(const Row& row) const { return {cells.data() + row.first_cell, row.cell_count}; }
};

/// A name for a cell that formulas and programs find it by; here it carries a field's JSON pointer.
struct DefinedName {
  std::string name;
  std::size_t sheet = 0;  // index into Workbook::sheets
  CellRange range;
  std::string pointer;                      // what the name stands for
  std::string type;                         // of the field, see forms::field_type_name
  std::vector<forms::FieldChoice> choices;  // what the cell may show, and what each label means in the data
};

struct DocumentProperties {
  std::string title;
  std::string author;
  std::string subject;
  std::string keywords;
  std::optional<std::int64_t> created;  // seconds since 1970 UTC
};

struct Workbook {
  std::vector<CellFormat> formats;  // each value once
  std::vector<Sheet> sheets;
  std::vector<DefinedName> names;
  /// Of a form to fill in: the file then says which it is, and has a hidden sheet with the map of its fields.
  std::optional<forms::FormStamp> stamp;
  std::string given;  // of such a form: what its reader needs beside the cells, JSON; empty: nothing
  /// Further rows of the hidden sheet, which inform its reader of what is printed on the form.
  std::vector<std::vector<std::string>> layout_rows;
  DocumentProperties properties;
  base::StringArena texts;

  const CellFormat& format(FormatId id) const { return formats[id.index()]; }
};

// FormatTable: the formats of a workbook, each value once.

class FormatTable {
 public:
  FormatId add(const CellFormat& format);
  const CellFormat& at(FormatId id) const { return formats_[id.index()]; }
  const std::vector<CellFormat>& formats() const { return formats_; }
  std::vector<CellFormat> take() && { return std::move(formats_); }

 private:
  std::vector<CellFormat> formats_;
  std::unordered_multimap<std::size_t, FormatId> by_hash_;
};

}  // namespace gongwen::sheet
