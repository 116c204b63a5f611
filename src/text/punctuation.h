// Chinese marks and blanks (GB/T 15834-2011 clause 5, CLREQ 3.1, css-text-4 sections 8.1 and 8.2).
#pragma once

#include "text/line_unit.h"

namespace gongwen::text {

/// Which half of a full-width mark is blank in mainland China: the right one of stops and closing marks, the left one
/// of opening marks. None for marks whose ink fills the whole width.
MarkSide mark_side(char32_t code_point);

/// By which step of squeezing a mark gives way.
MarkKind mark_kind(char32_t code_point);

/// Han characters and the marks that go with them, for the space between Han and Latin.
bool is_han(char32_t code_point);
/// Letters and digits that get a space beside Han.
bool is_latin_or_digit(char32_t code_point);
bool is_digit(char32_t code_point);
/// Default-ignorable characters: they say something to the shaper or the line breaker and have no shape of their own.
bool is_ignorable(char32_t code_point);

/// Asks for a form of the character before it: FE00 to FE0F, and those of ideographic variants.
inline bool is_variation_selector(char32_t c) { return c >= 0xFE00 && (c <= 0xFE0F || (c >= 0xE0100 && c <= 0xE01EF)); }

/// Sets trimmed forms, Han–Latin spaces and stretching gaps over the whole paragraph. After shaping, before breaking.
void space_units(ShapedParagraph& paragraph, FontContext& fonts);

}  // namespace gongwen::text
