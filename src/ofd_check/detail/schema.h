// The elements and attributes of the format, as a table (GB/T 33190-2016, written from the standard's tables).
#pragma once

#include <string_view>

namespace gongwen::ofd_check {

/// What one type of element may have. A content is a sequence of `Name`, `Name:Type` or `Name:=value`, each with an
/// optional `?`, `*` or `+`; behind `|` any number in any order. `any` is not looked into. An attribute is
/// `Name=value`, with `!` where it is required; values are those of values.h, or words separated by `/`.
struct SchemaType {
  std::string_view name;
  std::string_view clause;
  std::string_view content;
  std::string_view attributes;
};

/// Null when there is no such type.
const SchemaType* find_schema_type(std::string_view name);

}  // namespace gongwen::ofd_check
