// Formulas and references of Excel as OpenDocument writes them.
#pragma once

#include "sheet/detail/cell_range.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::ods {

/// `=SUM(A1:B2,'表 1'!C3)` → `of:=SUM([.A1:.B2];[$'表 1'.C3])`. nullopt for references to columns of tables.
std::optional<std::string> open_formula(std::string_view expression);

/// `'表 1'.A1:'表 1'.B2`, as names, filters and print areas spell ranges.
std::string range_address(std::string_view sheet_name, const sheet::CellRange& range);

/// The address of a link: `#'表'!A1` → `#'表'.A1`.
std::string link_address(std::string_view address);

}  // namespace gongwen::ods
