// Where a line of text may not end, and where a word may be torn.
#pragma once

#include "text/line_breaker.h"

namespace gongwen::text {

// Automatic hyphenation (css-text-4 section 6.3): soft hyphens that no one typed, where the patterns of the language
// allow a word to be torn.

/// Whether any style of the paragraph asks for it: only then is there anything to be done.
bool hyphenates_automatically(const ShapedParagraph& paragraph);

/// Puts units of the kind SoftHyphen, without text, into words of lowercase letters. Left alone are words with
/// capitals, digits or other signs (names, numbers, addresses), words with their own soft hyphens, and ligatures.
void hyphenate_words(ShapedParagraph& paragraph, FontContext& fonts);

/// The glyphs of the hyphen that a style shows at line ends, appended to the paragraph's. `unit` gets them and their
/// width.
void shape_hyphen(ShapedParagraph& paragraph, FontContext& fonts, LineUnit& unit);

// What stays together on a line of Chinese text though Unicode's rules would split it: a number with its measure word,
// the number of a document, a standard's designation, a list's number with what follows it. If such a piece does not
// fit on a line by itself, it is split anyway, at the best place possible.

/// Turns allowed breaks inside such pieces into parting or splitting ones. After find_break_opportunities.
void keep_units_together(ShapedParagraph& paragraph);

/// `word-break: auto-phrase` (css-text-4 section 5.2): breaks inside words of Chinese become splitting ones.
void keep_phrases_together(ShapedParagraph& paragraph);

}  // namespace gongwen::text
