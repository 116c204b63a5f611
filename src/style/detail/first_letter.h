// Where ::first-line and ::first-letter are, as far as styles must know (css-pseudo-4 section 2).
#pragma once

#include "dom/tree.h"
#include "style/style_tree.h"

#include <vector>

namespace gongwen::style {

/// Whether ::first-line and ::first-letter apply to boxes of this kind.
bool is_block_container(Display display);

/// What ::first-letter inherits from: the innermost box that holds the letter, and its element.
struct FirstLetterParent {
  StyleId style;
  dom::NodeId node;
};

/// No style when the first line starts with no text. Looks at no more than a few thousand nodes.
FirstLetterParent first_letter_parent(const dom::Tree& tree, const StyleTree& styles, dom::NodeId element);

/// What the first line of an element is made of: inline elements that may be on it, in document order, or the block
/// inside whose first line it is.
struct FirstLineContent {
  std::vector<dom::NodeId> inlines;
  dom::NodeId block;
};

/// Looks no further than the first `<br>` and the first block.
FirstLineContent first_line_content(const dom::Tree& tree, const StyleTree& styles, dom::NodeId element);

/// Only some properties apply to ::first-line (section 2.1.2); all others are the container's. `computed` is what the
/// cascade gave.
ComputedStyle first_line_style(const ComputedStyle& computed, const ComputedStyle& container);

}  // namespace gongwen::style
