// Where a line of text may not end, and where a word may be split.
#pragma once

#include "text/line_breaker.h"

namespace gongwen::text {

// Automatic hyphenation (css-text-4 section 6.3): adds soft hyphens where the patterns of the language allow a word to
// be split.

/// Whether any style of the paragraph requests hyphenation; otherwise nothing has to be done.
bool hyphenates_automatically(const ShapedParagraph& paragraph);

/// Inserts units of the kind SoftHyphen, without text, into words of lowercase letters. Words with capitals, digits or
/// other signs (names, numbers, addresses), words with typed soft hyphens, and ligatures are not split.
void hyphenate_words(ShapedParagraph& paragraph, FontContext& fonts);

/// Appends the glyphs of the hyphen that a style shows at line ends to the paragraph's glyphs, and sets them and their
/// width in `unit`.
void shape_hyphen(ShapedParagraph& paragraph, FontContext& fonts, LineUnit& unit);

// Keeps together on a line of Chinese text what Unicode's rules would split: a number with its measure word, the number
// of a document, a standard's designation, a list's number with the text after it. If such a piece does not fit on a
// line by itself, it is split anyway, at the best place possible.

/// Turns allowed breaks inside such pieces into parting or splitting ones. Call it after find_break_opportunities().
void keep_units_together(ShapedParagraph& paragraph);

/// `word-break: auto-phrase` (css-text-4 section 5.2): breaks inside words of Chinese become splitting ones.
void keep_phrases_together(ShapedParagraph& paragraph);

}  // namespace gongwen::text
