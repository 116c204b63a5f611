// The elements and attributes of the format, as a table (GB/T 33190-2016, written from the standard's tables), and the
// forms of their values. Lengths are in millimetres.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::ofd_check {

/// What one type of element may have. A content is a sequence of `Name`, `Name:Type` or `Name:=value`, each with an
/// optional `?`, `*` or `+`; after `|` any number in any order; `=value` alone is text of that form. `any` is not
/// looked into. An attribute is `Name=value`, with `!` where it is required; values are those of judge_value, or words
/// separated by `/`.
struct SchemaType {
  std::string_view name;
  std::string_view clause;
  std::string_view content;
  std::string_view attributes;
};

/// The whole table.
std::span<const SchemaType> schema_types();
/// Null when the type is not in the table.
const SchemaType* find_schema_type(std::string_view name);

// Values of attributes and of elements, and numbers within reason (schema.cpp).

enum class ValueVerdict : std::uint8_t { Good, BadForm, Absurd, Empty };

/// `type` is a word of the table in schema.cpp: str, loc, bool, int, uint, num, nums, byte, box, matrix, pos, date,
/// deltas, path, id, the name of a kind of reference, or words separated by `/`. Empty: a box without width or height.
ValueVerdict judge_value(std::string_view type, std::string_view text);

/// An unsigned decimal number below 2^32, with blanks around it.
std::optional<std::uint32_t> parse_number(std::string_view text);

/// Finite numbers separated by blanks; nothing if something else is among them.
std::optional<std::vector<double>> parse_numbers(std::string_view text);

/// How many advances DeltaX has, with `g n v` counted as n, up to 2^32; nothing if it is ill-formed.
std::optional<std::uint64_t> count_deltas(std::string_view text);

/// Whether text is the data of a path: commands S M L Q B A C, each with its numbers.
ValueVerdict judge_path(std::string_view text);

/// What a type of reference must find: the name of an element, `*` for any that has an identifier. Empty for types that
/// are not references.
std::string_view referred_elements(std::string_view type);

}  // namespace gongwen::ofd_check
