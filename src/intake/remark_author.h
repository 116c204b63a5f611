// The author of notes about errors in cells that this program writes into submitted workbooks. When the workbook is
// returned, its notes do not count as remarks of people.
#pragma once

#include <string_view>

namespace gongwen::intake {

inline constexpr std::string_view kRemarkAuthor = "gongwen";

}  // namespace gongwen::intake
