// Variables of drawings where `use` shows an element: its values are then those of the place where it is used. Other
// values are resolved by the cascade.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

using SvgVariables = std::map<std::string, std::string, std::less<>>;

/// A value as CSS, with variables replaced. nullopt if one of them has no value and no fallback.
std::optional<std::string> with_variables(std::string_view value, const SvgVariables& variables);

}  // namespace gongwen::images
