// Examples of calls, which the help of a command shows below its options.
#pragma once

#include <span>
#include <string_view>

namespace gongwen::cli {

/// The calls without the word `gongwen`: `render monthly-bulletin may.json`. Empty for an unknown command.
std::span<const std::string_view> examples_of(std::string_view command);

}  // namespace gongwen::cli
