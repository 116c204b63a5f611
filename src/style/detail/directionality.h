// The directionality of elements (HTML section 3.2.6.4): what `dir` and bdi say, and `auto` by the first letter.
#pragma once

#include "dom/tree.h"
#include "style/enums.h"

#include <optional>

namespace gongwen::style {

/// What an element says itself; nothing for nearly all.
std::optional<Direction> own_direction(const dom::Tree& tree, dom::NodeId element);

/// Its own or that of the nearest element around that says something; from left to right where none does.
Direction directionality(const dom::Tree& tree, dom::NodeId element);

}  // namespace gongwen::style
