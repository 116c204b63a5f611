// The days that people mean who type a date into a cell, as serial days. A spreadsheet takes a month that is typed as
// 1980.5 or 198005 for the number of a day, in 1905 or in 2442: limits keep such a day out of the cell.
#pragma once

namespace gongwen::sheet {

inline constexpr double kFirstPlausibleDay = 10'959;  // 1930-01-01
inline constexpr double kLastPlausibleDay = 73'050;   // 2099-12-31

}  // namespace gongwen::sheet
