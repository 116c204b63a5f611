// Drawings in a page for readers who do not see them.
#pragma once

#include "dom/tree.h"

#include <string>

namespace gongwen::dom {

/// Whether its author marks a drawing as decoration: `aria-hidden`, or the role `presentation` or `none`.
bool is_decoration(const Tree& tree, NodeId drawing);

/// Whether its author describes a drawing, or marks it as decoration.
bool is_described(const Tree& tree, NodeId drawing);

/// What replaces a drawing: `aria-label`, its `title`, otherwise its own words. Without any it is a decoration, and the
/// result is empty.
std::string alternative_of_drawing(const Tree& tree, NodeId drawing);

}  // namespace gongwen::dom
