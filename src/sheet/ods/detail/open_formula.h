// Converts formulas and references of Excel to those of OpenDocument.
#pragma once

#include "sheet/workbook.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::ods {

/// `=SUM(A1:B2,清单[数量])` → `of:=SUM([.A1:.B2];[$'表 1'.$C$3:.$C$9])`. Returns nullopt for references to tables and
/// columns that the workbook does not have.
std::optional<std::string> open_formula(std::string_view expression, const sheet::Workbook& workbook);
/// The same without `of:=`, in the spelling of conditions.
std::optional<std::string> open_expression(std::string_view expression, const sheet::Workbook& workbook);

/// The head of a column of the sheet's table, which counts from 0.
std::string head_of_table(const sheet::Sheet& sheet, std::uint32_t index);

/// `'表 1'.A1`
std::string cell_address(std::string_view sheet_name, sheet::CellPlace place);

/// `'表 1'.A1:'表 1'.B2`, the spelling of ranges in names, filters and print areas.
std::string range_address(std::string_view sheet_name, const sheet::CellRange& range);

/// The address of a link: `#'表'!A1` → `#'表'.A1`.
std::string link_address(std::string_view address);

}  // namespace gongwen::ods
