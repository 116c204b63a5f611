// Cells of spreadsheets: references, and the meaning of their texts and numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

// Contents of cells, from XML to text.

/// Decodes `_x000D_` to the character of that number, and `_x005F_` to an underscore, which protects others from being
/// decoded (ECMA-376-1, 22.4.2.4, ST_Xstring). Carriage returns become line feeds; other control characters are
/// dropped.
std::string decode_cell_escapes(std::string_view text);

/// The shortest decimal that reads as the same double: 12.5 for `1.25E1`, 0.1 for 0.1000000000000000055; without
/// exponent below 10^21. Returns nullopt unless the text is a finite number.
std::optional<std::string> shortest_decimal(std::string_view written);

/// Whether a number format displays a date or time: ECMA-376-1, 18.8.30 and 18.8.31. `code` is empty for built-in
/// formats.
bool is_date_format(std::uint32_t id, std::string_view code);

/// The date and time of a serial number: `2024-02-29`, `2024-02-29T09:30:00`, `09:30:00` for fractions of day 0.
/// Returns nullopt outside the years 1900 to 9999. Day 60, which never existed, becomes February 28th.
std::optional<std::string> date_of_serial(double serial, bool from_1904);

// References to cells, in the notation of spreadsheets.

struct CellReference {
  std::uint32_t row = 0;  // from 0
  std::uint32_t column = 0;
  friend auto operator<=>(const CellReference&, const CellReference&) = default;
};

/// Parses `B3` or `$B$3`; nullopt for other texts, and for cells outside a sheet.
std::optional<CellReference> parse_cell_reference(std::string_view text);
std::string cell_reference_text(CellReference cell);  // `B3`

struct SheetReference {
  std::string sheet;
  CellReference cell;  // of a range, the first cell
};

/// Parses `'表 1'!$B$3`, `表!$B$3:$D$3`, or a whole column `表!$B:$B`, whose first cell is in row 0; nullopt for
/// formulas, lost references (`#REF!`) and other workbooks.
std::optional<SheetReference> parse_sheet_reference(std::string_view text);

}  // namespace gongwen::intake
