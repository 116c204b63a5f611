// The lines of a text in a form's field. Plain on purpose: a viewer breaks the lines anew as soon as somebody types, so
// nothing is squeezed or justified here.
#pragma once

#include "pdf/document/field_font.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

/// Viewers step their lines by 1.00 to 1.38 em; what fits the widest step fits all.
inline constexpr double kFieldLineStep = 1.38;

/// The width of a text, in em.
double field_text_width(std::u32string_view text, const FieldFont& font);

/// Breaks a text at its line feeds, and into lines of at most `width` em: between Han, after blanks, in a long word
/// where it must be; no closing mark begins a line, no opening mark ends one. At least one line, which may be empty.
std::vector<std::u32string> break_field_text(std::u32string_view text, double width, const FieldFont& font);

}  // namespace gongwen::pdf
