// Filling the patterns of the catalogue with the arguments of a diagnostic.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gongwen::diagnostics {

/// Control characters, line ends and marks that turn the direction of writing, each as `U+001B`: data must not be able
/// to command a terminal, or to make a message look like another one.
std::string escape_controls(std::string_view text);

/// The same for a line that is shown with a caret under it: each takes the columns that it took, as a blank or `�`.
std::string mask_controls(std::string_view line);

/// Replaces `{0}`, `{1}` … by the arguments, whose control characters are escaped and whose passwords are masked; a
/// number without an argument gives an empty text, `{{` gives `{`. At the ends of an argument a blank parts Han from
/// Latin letters and digits, and none parts Han from Han, whatever the pattern has there.
std::string fill_pattern(std::string_view pattern, std::span<const std::string> arguments);

/// True when every argument that the pattern names is there and not empty.
bool has_all_arguments(std::string_view pattern, std::span<const std::string> arguments);

}  // namespace gongwen::diagnostics
