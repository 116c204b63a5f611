// JsonTree: a JSON value that is put together from cells, each remembered with its place.
#pragma once

#include "data/schema_fields.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::databook {

struct JsonNode {
  enum class Type : std::uint8_t { Nothing, Scalar, Object, List };
  Type type = Type::Nothing;
  std::string json;   // of a scalar, which may be any JSON
  std::string place;  // empty: that of what is around it
  std::vector<std::pair<std::string, std::unique_ptr<JsonNode>>> members;
  std::vector<std::unique_ptr<JsonNode>> items;

  /// Nothing but objects and lists without values.
  bool is_empty() const;
  /// The member of an object; of nothing becomes an object. Null for scalars and lists.
  JsonNode* member(std::string_view name);
  /// The node at the end of the names, made where it is not there; null where a scalar or list is in the way.
  JsonNode* follow(const std::vector<std::string>& path);
  /// A new item of a list; of nothing becomes a list. Null for scalars and objects.
  JsonNode* add_item();
};

struct WrittenJson {
  std::string json;
  data::CellPlaces places;
};

/// Members in the order of the schema, two blanks a level; empty objects and lists are left out.
WrittenJson write_json(const JsonNode& root, const data::SchemaField& schema);

}  // namespace gongwen::databook
