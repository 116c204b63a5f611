// The built-in style sheet.
#pragma once

#include "css/stylesheet.h"

#include <memory>

namespace gongwen::style {

/// Parsed once for the whole process.
std::shared_ptr<const css::StyleSheet> user_agent_sheet();

}  // namespace gongwen::style
