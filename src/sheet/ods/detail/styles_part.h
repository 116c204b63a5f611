// The parts of an OpenDocument spreadsheet other than its content: pages and views.
#pragma once

#include "sheet/workbook.h"

#include <string>

namespace gongwen::ods {

/// Page layouts and master pages, one for each sheet, and the looks of conditional formats.
std::string styles_xml(const sheet::Workbook& workbook);
/// Frozen panes, zoom and gridlines, which are stored with the views.
std::string settings_xml(const sheet::Workbook& workbook);

}  // namespace gongwen::ods
