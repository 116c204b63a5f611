// From the text of a cell to a value of the type that the schema sets for its field, as people
// write in spreadsheets: 1,234.5 for a number, 2024/2/4 for a date, 是 for true.
#pragma once

#include "schema/schema_fields.h"
#include "data/table_source.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::schema {

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

/// What the field takes, for the message about a cell that does not fit: `a date`.
struct CellExpectation {
  std::string chinese;
  std::string english;
  std::string example;  // may be empty
};
CellExpectation expectation_of(const SchemaField& field);

}  // namespace gongwen::schema
