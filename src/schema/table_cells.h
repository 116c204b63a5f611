// Tables of data: columns matched to fields, cells converted to values, values added to a document.
#pragma once

#include "data/document_builder.h"
#include "data/table_source.h"
#include "schema/schema_fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::schema {

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
