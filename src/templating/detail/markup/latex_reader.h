// LaTeX's common notation for formulas, written as MathML.
#pragma once

#include "templating/detail/markup/formula_markup.h"

#include <string_view>

namespace gongwen::templating {

/// LaTeX as it stands between `$` and `$`; these marks may be there. Takes at most kMaxFormulaText bytes.
FormulaMarkup from_latex(std::string_view text, FormulaPlace place);

}  // namespace gongwen::templating
