// JsonTree: a JSON value that is put together piece by piece, in any order, each piece with the place it comes from.
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
  std::string json;                                                        // of a scalar, which may be any JSON
  std::size_t place = kNoPlace;                                            // a number that the caller gives places
  std::vector<std::pair<std::string, std::unique_ptr<JsonNode>>> members;  // in the order they were added
  std::vector<std::pair<std::size_t, std::unique_ptr<JsonNode>>> items;    // by position, where some may be missing

  /// Nothing but objects and lists without values.
  bool is_empty() const;

  /// The member of an object, created if it is missing; an empty node becomes an object. Null for scalars and lists.
  JsonNode* member(std::string_view name);
  /// The node at the end of the names, created if it is missing; null if a scalar or list is in the way.
  JsonNode* follow(const std::vector<std::string>& path);
  /// The item of a list, created if it is missing; an empty node becomes a list. Null for scalars and objects.
  JsonNode* item(std::size_t position);
  /// A new item after all others, under the same conditions.
  JsonNode* add_item();

  /// What is there already; null for what is not.
  const JsonNode* find_member(std::string_view name) const;
  const JsonNode* find_item(std::size_t position) const;
};

/// The same value as a tree, to be changed. Empty objects and lists are kept.
JsonNode json_tree_of(const data::Value& value);
/// A node that is any JSON.
JsonNode json_scalar(std::string json);

/// The node that a pointer leads to, created if it is missing; null if a scalar or list is in the way.
JsonNode* follow_pointer(JsonNode& root, std::string_view pointer);

struct WrittenJson {
  std::string json;
  std::vector<std::pair<std::string, std::size_t>> places;  // pointers of values that have one
};

/// Two blanks a level, members in the order of the schema, followed by others in the order in which they were added.
/// Empty objects and lists are left out, and items move up to where others are missing.
WrittenJson write_json_tree(const JsonNode& root, const SchemaField& schema);

}  // namespace gongwen::schema
