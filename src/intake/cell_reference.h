// Places of cells as spreadsheets write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

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
