// Automatic hyphenation (css-text-4 section 6.3): soft hyphens that no one typed, where the patterns of the language
// allow a word to be torn.
#pragma once

#include "text/line_unit.h"

namespace gongwen::text {

/// Whether any style of the paragraph asks for it: only then is there anything to be done.
bool hyphenates_automatically(const ShapedParagraph& paragraph);

/// Puts units of the kind SoftHyphen, without text, into words of small letters. Left alone are words with capitals,
/// digits or other signs (names, numbers, addresses), words with soft hyphens of their own, and ligatures.
void hyphenate_words(ShapedParagraph& paragraph, FontContext& fonts);

/// The glyphs of the hyphen that a style shows at line ends, appended to the paragraph's. `unit` gets them and their
/// width.
void shape_hyphen(ShapedParagraph& paragraph, FontContext& fonts, LineUnit& unit);

}  // namespace gongwen::text
