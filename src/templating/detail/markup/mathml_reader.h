// MathML of values, written again with the elements and attributes that templates may have.
#pragma once

#include "templating/detail/markup/formula_markup.h"

#include <string_view>

namespace gongwen::templating {

/// A `math` element, or what may stand in one. Takes at most kMaxFormulaText bytes.
FormulaMarkup from_mathml(std::string_view text, FormulaPlace place);

}  // namespace gongwen::templating
