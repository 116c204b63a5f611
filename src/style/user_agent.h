// The built-in style sheets.
#pragma once

#include "css/stylesheet.h"

#include <memory>

namespace gongwen::style {

/// Both are parsed once for the whole process.
std::shared_ptr<const css::StyleSheet> user_agent_sheet();
/// On top of it, for pages that are no templates: controls stand in frames, as browsers print them.
std::shared_ptr<const css::StyleSheet> framed_controls_sheet();

/// What the built-in sheet says of `th` besides, where no `text-align` comes from outside (HTML section 15.3.8).
const css::DeclarationBlock& header_cell_alignment();

}  // namespace gongwen::style
