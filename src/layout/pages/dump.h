// Laid-out pages as text, one fragment a line, for tests and `gongwen dump --stage=fragments`. Positions count from the
// page's upper left corner, in px with up to two decimals.
//   page 1 793.7x1122.52
//     block html 75.59,75.59 642.52x971.34
//       line 75.59,75.59 642.52x20
//         text 75.59,77.5 80x16 "目录"
#pragma once

#include "layout/pages/page_sequence.h"

#include <string>

namespace gongwen::layout {

std::string dump_pages(const DocumentLayout& document, const LayoutContext& context);

}  // namespace gongwen::layout
