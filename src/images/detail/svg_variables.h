// Variables of drawings, for elements shown by `use`: their values are then those at the place of use. Other values are
// resolved by the cascade.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

using SvgVariables = std::map<std::string, std::string, std::less<>>;

/// A value as CSS, with variables replaced. Returns nullopt if one of them has neither a value nor a fallback.
std::optional<std::string> with_variables(std::string_view value, const SvgVariables& variables);

}  // namespace gongwen::images
