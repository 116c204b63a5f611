// Names of the sheets of a data workbook.
#pragma once

#include "databook/table_plan.h"

namespace gongwen::databook {

inline constexpr std::string_view kRecordSheetChinese = "基本信息";
inline constexpr std::string_view kRecordSheetEnglish = "Record";
inline constexpr std::string_view kHelpSheetChinese = "填写说明";
inline constexpr std::string_view kHelpSheetEnglish = "How to fill in";

/// Names each table by its title; where two would be the same, that of the table around goes before, then numbers
/// follow. Names are such as spreadsheets take.
void name_sheets(TablePlan& plan);

}  // namespace gongwen::databook
