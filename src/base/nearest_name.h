// The known name that somebody most likely meant: for "did you mean" in messages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::base {

/// How many characters must be typed, deleted, replaced or exchanged with their neighbour (optimal string alignment).
std::size_t edit_distance(std::u32string_view a, std::u32string_view b);

/// The name among `known` with the smallest edit distance (optimal string alignment over code points) to `wanted`, if
/// it is not more than a third of the longer name's length, or 1 for short names, except for codes of two letters, in
/// which each letter counts; empty when none is near. The first of equals.
std::string_view find_nearest_name(std::string_view wanted, std::span<const std::string_view> known);

}  // namespace gongwen::base
