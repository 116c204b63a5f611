// The elements and attributes of OFD as a table (GB/T 33190-2016, transcribed from the tables of the standard), and the
// forms of their values. Lengths are in mm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::ofd_check {

/// The allowed contents of one type of element. `content` is a sequence of `Name`, `Name:Type` or `Name:=value`, each
/// with an optional `?`, `*` or `+`; after `|`, any number in any order; `=value` alone means text of that form; `any`
/// is not checked. `attributes` lists `Name=value`, with `!` if required; values are types of judge_value, or words
/// separated by `/`.
struct SchemaType {
  std::string_view name;
  std::string_view clause;
  std::string_view content;
  std::string_view attributes;
};

/// The whole table.
std::span<const SchemaType> schema_types();
/// Null if the type is not in the table.
const SchemaType* find_schema_type(std::string_view name);

// Values of attributes and elements, and plausible numbers.

enum class ValueVerdict : std::uint8_t { Good, BadForm, Absurd, Empty };

/// Checks a value. `type` is one of str, loc, bool, int, uint, num, nums, byte, box, matrix, pos, date, deltas, path,
/// id, a type of reference, or words separated by `/`. The verdict Empty means a box without width or height.
ValueVerdict judge_value(std::string_view type, std::string_view text);

/// Parses an unsigned decimal number below 2^32, ignoring surrounding blanks.
std::optional<std::uint32_t> parse_number(std::string_view text);

/// Parses finite numbers separated by blanks; nullopt if there is anything else.
std::optional<std::vector<double>> parse_numbers(std::string_view text);

/// The number of advances in DeltaX, counting `g n v` as n, up to 2^32; nullopt if it is malformed.
std::optional<std::uint64_t> count_deltas(std::string_view text);

/// Checks path data: the commands S M L Q B A C, each with its numbers.
ValueVerdict judge_path(std::string_view text);

/// What a type of reference may refer to: the name of an element, or `*` for any element with an identifier. Empty for
/// types that are not references.
std::string_view referred_elements(std::string_view type);

}  // namespace gongwen::ofd_check
