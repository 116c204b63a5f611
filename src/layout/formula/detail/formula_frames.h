// Frames and lines around a finished part of a formula: those of its styles (margins, borders, padding and background),
// of `menclose`, and of `merror`.
#pragma once

#include "layout/core/context.h"
#include "layout/formula/detail/formula_box.h"

#include <string_view>
#include <vector>

namespace gongwen::layout {

/// Whether the styles of an element require any edges around its part.
bool has_edges(const style::ComputedStyle& style);
/// Adds margins, borders, padding and background around a part, as for boxes; percentages count as zero.
FormulaBox with_edges(const style::ComputedStyle& style, FormulaBox inner);
/// The same for the parts of a row that may break into lines: only its first and its last part have edges at the sides.
void add_edges(const style::ComputedStyle& style, std::vector<SetPart>& parts);

/// Whether with_lines() draws this notation: circles and arrows are not drawn.
bool is_drawn_notation(std::string_view notation);
/// The lines of `menclose` around and through a part (MathML 3 section 3.3.9).
FormulaBox with_lines(FormulaBox inner, const std::vector<std::string_view>& notations, TextLength thickness,
                      css::Color ink);

/// Puts a red frame around an error that the formula's author has marked.
FormulaBox in_error_frame(FormulaBox inner);

}  // namespace gongwen::layout
