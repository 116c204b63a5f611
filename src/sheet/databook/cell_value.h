// The cells of a data workbook: keys of columns, and conversion between values and cells.
#pragma once

#include "data/table_frame.h"
#include "intake/returned_file.h"
#include "schema/schema_fields.h"

#include <string>
#include <string_view>

namespace gongwen::databook {

// Keys of columns. The hidden map sheet lists them with the headings. Workbooks of older versions have them in a hidden
// first row above the columns as well:
//   gw:table /events | gw:parent | gw:/type | gw:/title | gw:rest
//   gw:value | … | gw:record          (the record: one value per line; this column has their keys)

inline constexpr std::string_view kKeyMark = "gw:";         // followed by a JSON pointer relative to the row
inline constexpr std::string_view kTableKey = "gw:table ";  // followed by the list's pointer: the column of row numbers
inline constexpr std::string_view kRecordKey = "gw:record";        // the column with the keys of the record's lines
inline constexpr std::string_view kValueKey = "gw:value";          // the column with the record's values
inline constexpr std::string_view kParentKey = "gw:parent";        // the number of the row in the parent table
inline constexpr std::string_view kItemKey = "gw:item";            // the row itself is this value
inline constexpr std::string_view kRestKey = "gw:rest";            // members without a column, as JSON
inline constexpr std::string_view kHelpKey = "gw:help";            // the help sheet
inline constexpr std::string_view kMapSheet = intake::kDataSheet;  // hidden: titles and keys of all columns
inline constexpr std::string_view kMapTable = "table";      // in its first column; followed by sheet, pointer, rows
inline constexpr std::string_view kMapColumn = "column";    // followed by sheet, head, key
inline constexpr std::string_view kMapExample = "example";  // followed by sheet, text in the example row, key
inline constexpr std::string_view kMapDetail = "detail";    // followed by sheet and defined name
inline constexpr std::string_view kLongSheet = "_long";     // hidden: values too long for a cell, in pieces
inline constexpr std::string_view kExampleMark = "例";      // in place of a row number: an example, not data

// Conversion of one value to one cell and back. Every value comes back unchanged: one that a plain cell would change is
// written as JSON after `json:`.

/// Prefix of a value written as JSON.
inline constexpr std::string_view kLiteralMark = "json:";
/// Instead of JSON: followed by the row number of the value in the sheet for long values.
inline constexpr char kLongMark = '#';
/// Prefix of each list item, in cells that accept a text as well as a list.
inline constexpr std::string_view kItemMark = "- ";

/// Boolean values.
inline constexpr const char* kYes = "是";
inline constexpr const char* kNo = "否";

/// Whether a sheet or head has this name, in either language.
inline bool is_either(std::string_view name, const diagnostics::BilingualText& text) {
  return name == text.english || name == text.chinese;
}

/// A cell as its reader sees it. Blank if the text is empty.
struct DataCell {
  intake::RawType type = intake::RawType::Text;
  /// As in RawField::text: numbers as in JSON, dates as in ISO 8601.
  std::string text;
  friend bool operator==(const DataCell&, const DataCell&) = default;
};

struct CellJson {
  std::string json;          // empty: blank cell
  bool bad_literal = false;  // invalid JSON after `json:`; `json` then holds the text
};

/// Maximum length of a text in one cell; Excel accepts 32,767.
inline constexpr std::size_t kMaxCellUnits = 32'000;
/// The length of a text after escaping: `_x000D_` grows.
std::size_t cell_units(std::string_view text);

/// Encodes a value; the cell is never blank. Choices become their titles in `language`. The text of a JSON literal may
/// be longer than kMaxCellUnits.
DataCell encode_cell(const data::Value& value, const schema::SchemaField& field, diagnostics::Language language);

/// Decodes a cell. A list of texts has one item per line; blank lines are skipped. Texts are normalised like those of
/// returned forms (intake/given_values.h).
CellJson decode_cell(const DataCell& cell, const schema::SchemaField& field);

using data::is_cell_error;

/// Whether a text is valid JSON.
bool is_json(std::string_view text);

/// The value as JSON that a cell can hold: characters that XML cannot hold are escaped.
std::string literal_json(const data::Value& value);
/// The same for the name of a member.
std::string literal_json(std::string_view text);

/// What people see for a choice: its title, otherwise its value.
std::string choice_text(const schema::FieldChoice& choice, diagnostics::Language language);

}  // namespace gongwen::databook
