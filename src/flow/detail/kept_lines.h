// Lines of titles: layout parts them where the sense allows (`text-wrap: balance`), which word processors do not know;
// nor do they all end the lines of contents before the column of page numbers.
#pragma once

#include "flow/document.h"
#include "flow/page_facts.h"

namespace gongwen::flow {

/// Ends the lines of the paragraph where those of its place on the page end, with line breaks. Blanks at the breaks are
/// dropped. Leaves the paragraph alone if the page has other characters than it, one line, or more lines than a title.
void keep_line_ends(const BoxPlace& place, Paragraph& paragraph);

}  // namespace gongwen::flow
