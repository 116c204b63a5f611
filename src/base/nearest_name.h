// Finds the known name that a user most likely meant, for "did you mean" in messages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::base {

/// The number of characters to insert, delete, replace or swap with their neighbour (optimal string alignment).
std::size_t edit_distance(std::u32string_view a, std::u32string_view b);

/// The name among `known` with the smallest edit distance to `wanted`, counted in code points; the first of equals. A
/// third of the longer name's length may differ, at least one character; codes of two letters have no near names.
/// Empty if none is near.
std::string_view find_nearest_name(std::string_view wanted, std::span<const std::string_view> known);

}  // namespace gongwen::base
