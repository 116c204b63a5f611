// Reads lengths in attributes of MathML elements (MathML Core section 2.1.3, MathML 3 section 2.1.5.2).
#pragma once

#include "base/geometry.h"

#include <optional>
#include <string_view>

namespace gongwen::layout {

/// The lengths that relative units refer to.
struct FormulaUnits {
  base::TextLength em;
  base::TextLength ex;
  base::TextLength whole;  // base of percentages and of numbers without a unit
};

/// Reads a CSS length, a percentage, a number of MathML 3 (a multiple of `whole`), or a named space such as
/// `thinmathspace`; nullopt if the text is none of these. At most 10,000 px.
std::optional<base::TextLength> read_formula_length(std::string_view text, const FormulaUnits& units);

}  // namespace gongwen::layout
