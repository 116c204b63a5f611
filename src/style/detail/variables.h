// Custom properties and var() (css-variables-1).
#pragma once

#include "css/token.h"
#include "style/computed_style.h"

#include <optional>
#include <vector>

namespace gongwen::style {

/// Replaces every var() in `tokens` by the custom property that it names, or by its fallback. Nothing when a property
/// is not set and there is no fallback, when the result grows beyond 10,000 tokens, or when replacing goes in a circle.
std::optional<std::vector<css::Token>> substitute_variables(std::span<const css::Token> tokens,
                                                            const CustomProperties* properties);

}  // namespace gongwen::style
