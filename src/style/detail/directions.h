// Directions of text: what elements say of them, and which sides of a box logical properties name.
#pragma once

#include "dom/tree.h"
#include "style/css/declaration.h"
#include "style/enums.h"

#include <optional>

namespace gongwen::style {

// The directionality of elements (HTML section 3.2.6.4): what `dir` and bdi say, and `auto` by the first letter.

/// What an element says itself; nothing for nearly all.
std::optional<Direction> own_direction(const dom::Tree& tree, dom::NodeId element);

// Logical properties (css-logical-1): which side of a box the start of a line is.

/// In which directions lines and blocks follow each other.
struct TextFlow {
  WritingMode mode = WritingMode::HorizontalTb;
  Direction direction = Direction::Ltr;
  friend bool operator==(const TextFlow&, const TextFlow&) = default;
};

/// The property that a logical one is in a flow. `property` is the one that it is where lines run from left to right
/// and from top to bottom: margin-left for margin-inline-start, width for inline-size (css-writing-modes-4
/// section 6.4).
css::PropertyId physical_property(css::PropertyId property, const TextFlow& flow);

}  // namespace gongwen::style
