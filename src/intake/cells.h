// Cells of spreadsheets: references to them, and what their texts and numbers mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

// What is in a cell, from the XML's words to texts.

/// `_x000D_` is the character with that number, `_x005F_` the underline that keeps others from being read so
/// (ECMA-376-1, 22.4.2.4, ST_Xstring). Carriage returns become line feeds; other control characters are dropped.
std::string decode_cell_escapes(std::string_view text);

/// The shortest decimal that reads as the same double: 12.5 for `1.25E1`, 0.1 for 0.1000000000000000055, without an
/// exponent below 10^21. Nothing for what is not a finite number.
std::optional<std::string> shortest_decimal(std::string_view written);

/// Whether a number format shows a date or a time: ECMA-376-1, 18.8.30 and 18.8.31. `code` is empty for built-in
/// formats.
bool is_date_format(std::uint32_t id, std::string_view code);

/// The day, and the time if there is one, that a serial number stands for: `2024-02-29`, `2024-02-29T09:30:00`,
/// `09:30:00` for fractions of day 0. Nothing outside of the years 1900 to 9999. The day 60, which never was, is the
/// 28th of February.
std::optional<std::string> date_of_serial(double serial, bool from_1904);

// Places of cells as spreadsheets write them.

struct CellReference {
  std::uint32_t row = 0;  // 0 for the first
  std::uint32_t column = 0;
  friend auto operator<=>(const CellReference&, const CellReference&) = default;
};

/// `B3`, `$B$3`; nothing for what is none, or lies outside of a sheet.
std::optional<CellReference> parse_cell_reference(std::string_view text);
std::string cell_reference_text(CellReference cell);  // `B3`

struct SheetReference {
  std::string sheet;
  CellReference cell;  // of a range the first
};

/// `'表 1'!$B$3`, `表!$B$3:$D$3`; nothing for formulas, lost references (`#REF!`) and other workbooks.
std::optional<SheetReference> parse_sheet_reference(std::string_view text);

}  // namespace gongwen::intake
