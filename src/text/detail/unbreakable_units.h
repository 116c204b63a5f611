// What stays together on a line of Chinese text though Unicode's rules would part it: a number with its measure word,
// the number of a document, a standard's designation, a list's number with what follows it. Where such a piece does not
// fit a line by itself it is parted all the same, at the least bad place.
#pragma once

#include "text/line_unit.h"

namespace gongwen::text {

/// Turns allowed breaks inside such pieces into parting or splitting ones. After find_break_opportunities.
void keep_units_together(ShapedParagraph& paragraph);

/// `word-break: auto-phrase` (css-text-4 section 5.2): breaks inside words of Chinese become splitting ones.
void keep_phrases_together(ShapedParagraph& paragraph);

}  // namespace gongwen::text
