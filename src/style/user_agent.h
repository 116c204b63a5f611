// The built-in style sheet.
#pragma once

#include "css/stylesheet.h"

#include <memory>

namespace gongwen::style {

/// Parsed once for the whole process.
std::shared_ptr<const css::StyleSheet> user_agent_sheet();

/// What the built-in sheet says of `th` besides, where no `text-align` comes from outside (HTML section 15.3.8).
const css::DeclarationBlock& header_cell_alignment();

}  // namespace gongwen::style
