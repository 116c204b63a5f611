// Where ::first-letter is, as far as styles must know: what it inherits from (css-pseudo-4 section 2.2).
#pragma once

#include "dom/tree.h"
#include "style/style_tree.h"

namespace gongwen::style {

/// Whether ::first-letter applies to boxes of this kind: to block containers.
bool may_have_first_letter(Display display);

/// The style of the innermost box that holds the first letter of an element, which ::first-letter inherits from; none
/// when its first line starts with no text. Looks at no more than a few thousand nodes.
StyleId first_letter_parent(const dom::Tree& tree, const StyleTree& styles, dom::NodeId element);

}  // namespace gongwen::style
