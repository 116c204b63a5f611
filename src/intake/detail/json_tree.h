// A JSON value that is put together member by member, in any order.
#pragma once

#include "data/schema_fields.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::intake {

struct JsonNode {
  enum class Type : std::uint8_t { Scalar, Object, Array };
  Type type = Type::Object;
  std::string json;  // of a scalar
  FieldPlace place;
  std::map<std::string, JsonNode> members;
  std::map<std::size_t, JsonNode> items;

  bool is_empty() const;
};

struct WrittenTree {
  std::string json;
  std::map<std::string, FieldPlace, std::less<>> places;
};

/// Writes the tree: two blanks a level, members in the order of the schema's parts, then others by name; empty objects
/// and lists are left out, and items of lists move up.
WrittenTree write_json_tree(const JsonNode& root, const data::SchemaField& schema);

}  // namespace gongwen::intake
