// Which characters emphasis marks stand beside (css-text-decor-3 section 3.5, GB/T 15834-2011).
#pragma once

namespace gongwen::text {

/// Not blanks, controls and marks; signs that are read as words, such as % and &, count as characters.
bool takes_emphasis_mark(char32_t code_point);

}  // namespace gongwen::text
