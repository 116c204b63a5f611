// Logical properties (css-logical-1): which side of a box the start of a line is.
#pragma once

#include "css/property.h"
#include "style/enums.h"

namespace gongwen::style {

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
