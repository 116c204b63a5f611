// The workbook as text, for tests and `gongwen dump --stage=workbook`. Lengths in px, only what is not default.
//   sheet "标准推进" A4 landscape margins 75.59 94.49 75.59 94.49 header 30 footer 30 fit 1x0
//     column A 93
//     row 1 27
//       A1 text "序号" f0
//     format f0: 宋体 12pt bold center middle wrap …
#pragma once

#include "sheet/workbook.h"

#include <string>

namespace gongwen::sheet {

std::string dump_workbook(const Workbook& workbook);

}  // namespace gongwen::sheet
