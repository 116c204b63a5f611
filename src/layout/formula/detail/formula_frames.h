// Frames and lines around a part of a formula that has been set: those of its styles (margins, borders, padding and
// background), of `menclose`, and of `merror`.
#pragma once

#include "layout/core/context.h"
#include "layout/formula/detail/formula_box.h"

#include <string_view>
#include <vector>

namespace gongwen::layout {

/// Whether the styles of an element ask for anything around its part.
bool has_edges(const style::ComputedStyle& style);
/// Margins, borders, padding and background around a part, as those of boxes; percentages are of nothing.
FormulaBox with_edges(const style::ComputedStyle& style, FormulaBox inner);
/// The same around the parts of a row, which may break into lines: its edges are those of its first and its last part.
void add_edges(const style::ComputedStyle& style, std::vector<SetPart>& parts);

/// Whether with_lines() draws this notation: those that are not level or upright are not drawn.
bool is_drawn_notation(std::string_view notation);
/// The lines of `menclose` around and through a part (MathML 3 section 3.3.9).
FormulaBox with_lines(FormulaBox inner, const std::vector<std::string_view>& notations, TextLength thickness,
                      css::Color ink);

/// An error that the formula's author has marked: in a red frame.
FormulaBox in_error_frame(FormulaBox inner);

}  // namespace gongwen::layout
