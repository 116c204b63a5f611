// Filling the patterns of the catalogue with the arguments of a diagnostic.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gongwen::diagnostics {

/// Replaces `{0}`, `{1}` … ; a number without an argument gives an empty text, `{{` gives `{`.
std::string fill_pattern(std::string_view pattern, std::span<const std::string> arguments);

/// True when every argument that the pattern names is there and not empty.
bool has_all_arguments(std::string_view pattern, std::span<const std::string> arguments);

}  // namespace gongwen::diagnostics
