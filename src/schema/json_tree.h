// JsonTree: builds a JSON value from pieces, in any order, each with the place that it comes from.
#pragma once

#include "schema/schema_fields.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::schema {

struct JsonNode {
  enum class Type : std::uint8_t { Nothing, Scalar, Object, List };
  static constexpr std::size_t kNoPlace = SIZE_MAX;

  Type type = Type::Nothing;
  std::string json;              // of a scalar; may be any JSON
  std::size_t place = kNoPlace;  // number that the caller assigned to the place
  std::vector<std::pair<std::string, std::unique_ptr<JsonNode>>> members;  // in order of addition
  std::vector<std::pair<std::size_t, std::unique_ptr<JsonNode>>> items;    // by position; some may be missing

  /// Whether it has no values, only empty objects and lists.
  bool is_empty() const;

  /// The member of an object, created if missing; an empty node becomes an object. Null for scalars and lists.
  JsonNode* member(std::string_view name);
  /// The node at the end of the path, created if missing; null if a scalar or list is in the way.
  JsonNode* follow(const std::vector<std::string>& path);
  /// The item of a list, created if missing; an empty node becomes a list. Null for scalars and objects.
  JsonNode* item(std::size_t position);
  /// Appends an item after all others; the same rules apply.
  JsonNode* add_item();

  /// Finds an existing member or item; null if it does not exist.
  const JsonNode* find_member(std::string_view name) const;
  const JsonNode* find_item(std::size_t position) const;
};

/// Converts a value to a tree that can be changed; keeps empty objects and lists.
JsonNode json_tree_of(const data::Value& value);
/// A node with any JSON text.
JsonNode json_scalar(std::string json);

/// The node at a pointer, created if missing; null if a scalar or list is in the way.
JsonNode* follow_pointer(JsonNode& root, std::string_view pointer);

struct WrittenJson {
  std::string json;
  std::vector<std::pair<std::string, std::size_t>> places;  // pointers of values with a place
};

/// Writes two blanks per level and members in schema order, others after them in order of addition. Empty objects and
/// lists are left out; items close up where others are missing.
WrittenJson write_json_tree(const JsonNode& root, const SchemaField& schema);

}  // namespace gongwen::schema
