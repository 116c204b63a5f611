// LaTeX's common notation for formulas, written as MathML.
#pragma once

#include "templating/detail/markup/formula_markup.h"

#include <string_view>

namespace gongwen::templating {

/// Reads LaTeX as written between `$` and `$`, with or without these marks. Reads at most kMaxFormulaText bytes.
FormulaMarkup from_latex(std::string_view text, FormulaPlace place);

}  // namespace gongwen::templating
