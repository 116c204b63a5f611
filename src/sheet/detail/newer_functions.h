// Functions that spreadsheets have had since 2007 only: in a file they are named with a prefix, without which programs
// show #NAME?. Source: [MS-XLSX] 2.2.2, "future functions", and the lists of Excel 2010 to 365.
#pragma once

#include <string_view>

namespace gongwen::sheet {

/// `_xlfn.` for `TEXTJOIN`, `_xlfn._xlws.` for `FILTER`; empty for functions of 2007 and for names of no function.
/// Letter case does not count.
std::string_view prefix_of_function(std::string_view name);

/// LET and LAMBDA give names to values, which need a prefix of their own.
bool names_values(std::string_view function);

}  // namespace gongwen::sheet
