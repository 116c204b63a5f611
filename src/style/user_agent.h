// The built-in style sheets.
#pragma once

#include "css/stylesheet.h"

#include <memory>

namespace gongwen::style {

/// Both are parsed once for the whole process.
std::shared_ptr<const css::StyleSheet> user_agent_sheet();
/// On top of it, for pages that are no templates: controls stand in frames, as browsers print them.
std::shared_ptr<const css::StyleSheet> framed_controls_sheet();

}  // namespace gongwen::style
