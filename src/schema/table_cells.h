// Tables of data: matches columns to fields, converts cells to values, and adds rows to documents.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/document_builder.h"
#include "data/readers.h"
#include "data/table_frame.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::schema {

// Reads a table as the value of an array: each row becomes an object, each column a member. Headers are titles or names
// in the schema, which also determines the types.
//   CsvTable table(source, store.source_text(source));
//   const auto rows = read_table(table, schema, "/annex1/projects", JsonLimits{}, sink);

/// Reads all rows. The header is the row near the top that names most fields. Empty rows are skipped, as are titles,
/// totals and notes (data/table_frame.h), which are reported; an empty cell leaves out its member. Numbers may have
/// thousands separators, dates may be written 2024/2/4 or 2024年2月4日, Booleans 是 and 否, and lists of texts are
/// joined by 、 or ;. `pointer` must name a list of objects in the schema. Returns a document whose root is an array of
/// objects, with the places of rows and cells; fails if anything was reported. Reports: data/table-*, and every cell
/// that does not fit, with row and column.
base::Expected<data::Document> read_table(data::TableSource& table, const Schema& schema, std::string_view pointer,
                                          const data::JsonLimits& limits, diagnostics::DiagnosticSink& sink);

/// Returns a predicate: whether a text is a heading of such a table; always false if the schema has no list of objects
/// there.
data::KnowsHeading headings_of_list(const Schema& schema, std::string_view pointer);

/// Inserts a table into a document at a pointer that names a member. Missing objects on the way are created. An
/// existing value must be null or an empty list. Values of the document keep their numbers and places. Reports:
/// data/table-place-taken, data/table-no-place, at the start of `table`.
base::Expected<data::Document> insert_table(data::Document document, std::string_view pointer,
                                            const data::Document& table, diagnostics::DiagnosticSink& sink);

// The header of a table: which column belongs to which field of the items.

struct TableColumn {
  std::string header;                  // as written, trimmed; empty for a column without header
  const SchemaField* field = nullptr;  // null for a column that is left out
};

/// Text without white space at its ends, including U+3000 and U+FEFF.
std::string_view trim_cell(std::string_view text);

/// Finds the field of each header, by name or by title in either language, ignoring case. A column of running numbers
/// (序号, No., #) that is not a field is left out. Returns one entry for each cell of the header. Reports:
/// data/table-unknown-column, -repeated-column, -missing-column, -column-type.
std::vector<TableColumn> match_columns(const data::TableRow& header, const SchemaField& item,
                                       diagnostics::DiagnosticSink& sink);

// Converts cells to the type that the schema requires, as people write in spreadsheets: 1,234.5 for a number, 2024/2/4
// for a date, 是 for true.

struct CellNumber {
  std::string text;  // as in JSON
};
struct CellText {
  std::string text;
};
struct CellList {
  std::vector<std::string> texts;
};
/// One of the values listed in the schema.
struct CellChoice {
  data::Value value;
};

using CellValue = std::variant<bool, CellNumber, CellText, CellList, CellChoice>;

/// Whether a cell can hold a value of the field: no objects, and lists only of texts.
bool fits_in_cell(const SchemaField& field);

/// `cell` must not be empty. Returns nullopt if its content does not fit the field's type.
std::optional<CellValue> convert_cell(const data::TableCell& cell, const SchemaField& field);

/// What a person sees in a cell: the displayed text if the field accepts text, otherwise the value.
struct SeenCell {
  std::string_view text;     // the value, or the displayed text
  bool differs = false;      // the display shows less than the value or something else: 50%, 9月
  bool lost_digits = false;  // a number with more digits than spreadsheets keep, in a field that accepts text
};
/// Compares what a cell shows with its value, for a field.
SeenCell seen_cell(const data::TableCell& cell, const SchemaField& field);

/// Whether a header is the name or a title of a field in the items.
bool is_header_of(const SchemaField& item, std::string_view header);

/// What the field accepts, for messages about a cell that does not fit: `a date`.
struct CellExpectation {
  std::string chinese;
  std::string english;
  std::string example;  // may be empty
};
CellExpectation expectation_of(const SchemaField& field);

// Adds the cells of a row to a document.

bool is_empty(const data::TableCell& cell);
bool is_empty(const data::TableRow& row);

/// Adds a non-empty cell to the open object under `name`. Reports data/nul-character, data/table-cell, -cell-error,
/// -lost-digits, and then adds nothing; or reports data/table-shown-otherwise.
void add_cell(data::DocumentBuilder& builder, const data::TableRow& row, const TableColumn& column,
              const data::TableCell& cell, std::string_view name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
