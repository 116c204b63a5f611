// Charts of OpenDocument (ODF 1.3 part 3, 19.15 and 20.4), with the same look as in .xlsx files.
#pragma once

#include "sheet/workbook.h"

#include <string>

namespace gongwen::ods {

/// The content of a chart: its series refer to the cells of the sheet.
std::string chart_xml(const sheet::Sheet& sheet, const sheet::Chart& chart);

}  // namespace gongwen::ods
