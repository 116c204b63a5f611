// Tables of data: columns matched to fields, cells converted to values, values added to a document.
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

// Reading a table as the value of an array: each row becomes an object, each column one of its
// members. Headers are titles or names of the schema, types are converted by the schema.
//   CsvTable table(source, store.source_text(source));
//   const auto rows = read_table(table, schema, "/annex1/projects", JsonLimits{}, sink);

/// Reads all rows. The header is the row among the first ones that names most fields; empty rows are skipped, as are
/// titles, sums and notes (data/table_frame.h), which are reported; an empty cell leaves its member out. Numbers may
/// have thousands separators, dates be written 2024/2/4 or 2024年2月4日, truth values 是 and 否, lists of texts be
/// joined by 、 or ;. Returns: a document whose root is an array of objects, with the places of rows and cells; nothing
/// when anything was reported. Reports: data/table-*; every cell that does not fit, with row and column. `pointer` must
/// name a list of objects in the schema.
base::Expected<data::Document> read_table(data::TableSource& table, const Schema& schema, std::string_view pointer,
                                          const data::JsonLimits& limits, diagnostics::DiagnosticSink& sink);

/// Whether a text is a heading of such a table; of none where the schema has no list of objects there.
data::KnowsHeading headings_of_list(const Schema& schema, std::string_view pointer);

/// Puts a table into a document, under a pointer that names a member. Objects on the way that do
/// not exist are made. What is there may only be null or an empty list.
/// Returns: the document, whose values keep their numbers and places.
/// Reports: data/table-place-taken, data/table-no-place, at the start of `table`.
base::Expected<data::Document> insert_table(data::Document document, std::string_view pointer,
                                            const data::Document& table, diagnostics::DiagnosticSink& sink);

// The header of a table: which column belongs to which field of the items.

struct TableColumn {
  std::string header;                  // as written, trimmed; empty for a column without header
  const SchemaField* field = nullptr;  // null for a column that is left out
};

/// Text without white space at its ends, U+3000 and U+FEFF included.
std::string_view trim_cell(std::string_view text);

/// Finds the field of each header: by its name, or by its title in either language, letter case
/// aside. A running number (序号, No., #) that is not a field is left out.
/// Returns: one column for each cell of the header.
/// Reports: data/table-unknown-column, -repeated-column, -missing-column, -column-type.
std::vector<TableColumn> match_columns(const data::TableRow& header, const SchemaField& item,
                                       diagnostics::DiagnosticSink& sink);

// From the text of a cell to a value of the type that the schema sets for its field, as people
// write in spreadsheets: 1,234.5 for a number, 2024/2/4 for a date, 是 for true.

struct CellNumber {
  std::string text;  // as JSON writes it
};
struct CellText {
  std::string text;
};
struct CellList {
  std::vector<std::string> texts;
};
/// One of the values that the schema lists.
struct CellChoice {
  data::Value value;
};

using CellValue = std::variant<bool, CellNumber, CellText, CellList, CellChoice>;

/// Whether a cell can hold a value of the field: no objects, no lists but of texts.
bool fits_in_cell(const SchemaField& field);

/// `cell` is not empty. Nothing when its content is not of the field's type.
std::optional<CellValue> convert_cell(const data::TableCell& cell, const SchemaField& field);

/// What of a cell a person means for a field: what the cell shows, where the field takes texts; otherwise its value.
struct SeenCell {
  std::string_view text;     // of the cell, or what it shows
  bool differs = false;      // what is shown says less, or something else, than the value that is read: 50%, 9月
  bool lost_digits = false;  // a number of more digits than spreadsheets keep, in a field that takes texts
};
SeenCell seen_cell(const data::TableCell& cell, const SchemaField& field);

/// Whether a header is the name or a title of a field of the items.
bool is_header_of(const SchemaField& item, std::string_view header);

/// What the field takes, for the message about a cell that does not fit: `a date`.
struct CellExpectation {
  std::string chinese;
  std::string english;
  std::string example;  // may be empty
};
CellExpectation expectation_of(const SchemaField& field);

// From the cells of a row to the values of a document.

bool is_empty(const data::TableCell& cell);
bool is_empty(const data::TableRow& row);

/// Adds a cell, which is not empty, to the open object under `name`. Reports: data/nul-character, data/table-cell,
/// -cell-error, -lost-digits, and adds nothing; data/table-shown-otherwise.
void add_cell(data::DocumentBuilder& builder, const data::TableRow& row, const TableColumn& column,
              const data::TableCell& cell, std::string_view name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
