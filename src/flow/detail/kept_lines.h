// Lines of titles: layout breaks them where the sense allows (`text-wrap: balance`), which word processors cannot do;
// nor do they all end lines of contents before the column of page numbers.
#pragma once

#include "flow/document.h"
#include "flow/page_facts.h"

namespace gongwen::flow {

/// Ends the lines of the paragraph, with line breaks, where they end on the page. Blanks at the breaks are dropped.
/// Leaves the paragraph unchanged if the page shows other characters, only one line, or more lines than a title has.
void keep_line_ends(const BoxPlace& place, Paragraph& paragraph);

}  // namespace gongwen::flow
