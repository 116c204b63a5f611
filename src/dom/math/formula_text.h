// A formula as one line of text, for screen readers, workbooks and searches: `(a+b)/2`, `√(x²+y²)`.
#pragma once

#include "dom/math/formula.h"

#include <string>

namespace gongwen::math {

/// The formula in linear form.
std::string linear_text(const Part& formula);

/// The text alternative of a `<math>` element: its `alttext`, its `aria-label`, otherwise the linear form of its
/// visible parts.
std::string alternative_of_formula(const dom::Tree& tree, dom::NodeId math, const SightOf& sight_of = {});

}  // namespace gongwen::math
