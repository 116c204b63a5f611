// Defined names of the columns in a data workbook. Programs move them with the columns, so that a column is known
// wherever it is and however it is headed.
//   /events/*/plans, title   gw_events.plans.title     ='计划清单'!$D:$D
//   /year                    gw_year                   ='基本信息'!$B$3
#pragma once

#include "sheet/databook/table_plan.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::databook {

// Columns that every list may have besides its values.
inline constexpr std::string_view kNumberSuffix = "._n";  // row numbers
inline constexpr std::string_view kParentSuffix = "._p";  // row numbers in the parent table
inline constexpr std::string_view kRestSuffix = "._r";    // values without a column

/// The name of the sheet with the instructions.
inline constexpr std::string_view kHelpName = "gw__help";

/// Maximum number of columns for rows that are lists.
inline constexpr std::size_t kMaxPositions = 16'384;

/// The name of a column; nullopt if it would be longer than the library for workbooks accepts.
std::optional<std::string> column_name(const Table& table, const Column& column);
/// The name of one of the other columns.
std::optional<std::string> column_name(const Table& table, std::string_view suffix);

/// The name of the column with the values of a detail sheet.
std::optional<std::string> detail_name(const TablePlan& plan, const Detail& detail);

/// The number of columns that the names in a workbook need for rows that are lists; 0 without such names.
std::size_t count_named_positions(std::string_view name);

}  // namespace gongwen::databook
