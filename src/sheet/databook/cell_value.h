// The cells of a data workbook: the marks in hidden rows and columns, and values in cells.
#pragma once

#include "data/table_frame.h"
#include "intake/returned_file.h"
#include "schema/schema_fields.h"

#include <string>
#include <string_view>

namespace gongwen::databook {

// What the hidden first row of a sheet says of the columns below it, so that they are found wherever they are moved and
// whatever they are called.
//   gw:table /events | gw:parent | gw:/type | gw:/title | gw:rest
//   gw:value | … | gw:record          (the record: values are below each other, and this column has their keys)

inline constexpr std::string_view kKeyMark = "gw:";          // and a JSON pointer from the row on
inline constexpr std::string_view kTableKey = "gw:table ";   // and the list's pointer: the column of the rows' numbers
inline constexpr std::string_view kRecordKey = "gw:record";  // the column of the keys of the record's lines
inline constexpr std::string_view kValueKey = "gw:value";    // the column of the record's values
inline constexpr std::string_view kParentKey = "gw:parent";  // the number of the row of the table around
inline constexpr std::string_view kItemKey = "gw:item";      // the row is this value
inline constexpr std::string_view kRestKey = "gw:rest";      // members that have no column, as JSON
inline constexpr std::string_view kHelpKey = "gw:help";      // a sheet for people to read
inline constexpr std::string_view kMapSheet = intake::kDataSheet;  // hidden: titles and keys of all columns again
inline constexpr std::string_view kMapTable = "table";      // in its first column; then the sheet, the list's pointer
inline constexpr std::string_view kMapColumn = "column";    // the sheet, the head, the key
inline constexpr std::string_view kMapExample = "example";  // the sheet, the text in the row of the example, the key
inline constexpr std::string_view kLongSheet = "_long";     // hidden: values that are longer than a cell, in pieces
inline constexpr std::string_view kExampleMark = "例";      // as the number of a row: an example, not data

// One value of the data as one cell, and back. Whatever the value is, it comes back as it was: what a plain cell would
// change is written as JSON after `json:`.

/// The prefix of a value that is written as JSON.
inline constexpr std::string_view kLiteralMark = "json:";
/// Followed by the number of a row of the sheet for long values, instead of the JSON itself.
inline constexpr char kLongMark = '#';
/// Before each item of a list, in cells that take a text as well as a list.
inline constexpr std::string_view kItemMark = "- ";

/// Truth values.
inline constexpr const char* kYes = "是";
inline constexpr const char* kNo = "否";

/// Whether a sheet or head is called so, in whichever language.
inline bool is_either(std::string_view name, const diagnostics::BilingualText& text) {
  return name == text.english || name == text.chinese;
}

/// A cell as its reader knows it. Without text it is blank.
struct DataCell {
  intake::RawType type = intake::RawType::Text;
  /// As RawField::text: a number as JSON writes it, a date as ISO 8601 does.
  std::string text;
  friend bool operator==(const DataCell&, const DataCell&) = default;
};

struct CellJson {
  std::string json;          // empty: the cell is blank
  bool bad_literal = false;  // `json:` with something else after it; `json` is the text then
};

/// Longer texts are not written in one cell. Excel takes 32,767.
inline constexpr std::size_t kMaxCellUnits = 32'000;
/// The length of a text as it is written: `_x000D_` is escaped, and grows.
std::size_t cell_units(std::string_view text);

/// Never blank. The text of a literal may be longer than kMaxCellUnits.
/// Choices are written by their titles in the language.
DataCell encode_cell(const data::Value& value, const schema::SchemaField& field, diagnostics::Language language);

/// Lists of texts are one item a line; blank lines are not items. Texts are made normal as those of returned forms are
/// (intake/given_values.h).
CellJson decode_cell(const DataCell& cell, const schema::SchemaField& field);

using data::is_cell_error;

/// Whether JSON can be read, as after `json:`.
bool is_json(std::string_view text);

/// The value as JSON that a cell can hold: what XML has no place for is escaped.
std::string literal_json(const data::Value& value);
/// The same for a name of an object.
std::string literal_json(std::string_view text);

/// What people see for a choice: its title if it has one, otherwise its value.
std::string choice_text(const schema::FieldChoice& choice, diagnostics::Language language);

}  // namespace gongwen::databook
