// Directions of text: how elements set them, and which sides of a box logical properties mean.
#pragma once

#include "dom/tree.h"
#include "style/css/declaration.h"
#include "style/enums.h"

#include <optional>

namespace gongwen::style {

// The directionality of elements (HTML section 3.2.6.4): `dir` and bdi, and `auto`, which the first letter determines.

/// The direction that an element itself sets; nullopt for nearly all elements.
std::optional<Direction> own_direction(const dom::Tree& tree, dom::NodeId element);

// Logical properties (css-logical-1): the physical side of a box at which a line starts.

/// The directions in which lines and blocks follow each other.
struct TextFlow {
  WritingMode mode = WritingMode::HorizontalTb;
  Direction direction = Direction::Ltr;
  friend bool operator==(const TextFlow&, const TextFlow&) = default;
};

/// The physical property for a logical one in a flow. `property` is the physical one for lines from left to right and
/// blocks from top to bottom: margin-left for margin-inline-start, width for inline-size (css-writing-modes-4 section
/// 6.4).
css::PropertyId physical_property(css::PropertyId property, const TextFlow& flow);

}  // namespace gongwen::style
