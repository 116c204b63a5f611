// Values of attributes and of elements: their types, and numbers within reason. Lengths are in millimetres.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::ofd_check {

enum class ValueVerdict : std::uint8_t { Good, BadForm, Absurd, Empty };

/// `type` is a word of the table in schema.cpp: str, loc, bool, uint, num, nums, byte, box, matrix, date, deltas, id,
/// the name of a kind of reference, or words separated by `/`. Empty: a box without width or height.
ValueVerdict judge_value(std::string_view type, std::string_view text);

/// An unsigned decimal number below 2^32, with blanks around it.
std::optional<std::uint32_t> parse_number(std::string_view text);

/// Finite numbers separated by blanks; nothing if something else is among them.
std::optional<std::vector<double>> parse_numbers(std::string_view text);

/// How many advances DeltaX has, with `g n v` counted as n; nothing if it is ill-formed. At most 2^32.
std::optional<std::uint64_t> count_deltas(std::string_view text);

/// What a type of reference must find: the names of elements separated by `/`. Empty for types that are not references.
std::string_view referred_elements(std::string_view type);

}  // namespace gongwen::ofd_check
