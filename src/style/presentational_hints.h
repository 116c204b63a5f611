// Presentational hints: attributes of HTML that speak of the look (HTML section 15).
#pragma once

#include "dom/tree.h"

#include <string>

namespace gongwen::style {

/// The declarations that an element's attributes come to; empty for nearly all.
std::string presentational_hints(const dom::Tree& tree, dom::NodeId element);

}  // namespace gongwen::style
