// The author of notes that this program writes into workbooks that somebody has sent: what is wrong at a cell. When the
// workbook comes back, they are no remarks of people.
#pragma once

#include <string_view>

namespace gongwen::intake {

inline constexpr std::string_view kRemarkAuthor = "gongwen";

}  // namespace gongwen::intake
