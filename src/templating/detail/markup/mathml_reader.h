// Reads MathML in values and rewrites it with the elements and attributes that templates may contain.
#pragma once

#include "templating/detail/markup/formula_markup.h"

#include <string_view>

namespace gongwen::templating {

/// Reads a `math` element, or content allowed in one. Reads at most kMaxFormulaText bytes.
FormulaMarkup from_mathml(std::string_view text, FormulaPlace place);

}  // namespace gongwen::templating
