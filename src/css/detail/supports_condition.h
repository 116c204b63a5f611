// Conditions of @supports and of imports (css-conditional-3 section 6, css-conditional-4 section 2).
#pragma once

#include "css/token_stream.h"

#include <optional>

namespace gongwen::css {

/// Whether what a condition asks for is understood here; nothing when it is ill-formed. What it asks for in a form that
/// nobody knows yet counts as not understood.
std::optional<bool> supports(TokenStream condition);

/// The same for what stands in the parentheses of `supports()` of an import: a condition, or one declaration.
std::optional<bool> supports_import(TokenStream inner);

}  // namespace gongwen::css
