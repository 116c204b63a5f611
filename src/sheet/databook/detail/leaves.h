// The values inside an object whose members the schema does not describe, one per row of a sheet:
//   title/zh             网络安全 …
//   participants[1]/name 张示例
#pragma once

#include "schema/json_tree.h"
#include "sheet/databook/cell_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::databook {

struct Leaf {
  std::string path;  // from the object
  DataCell value;
};

/// The leaves of the object in a literal (`json:{…}`), in its order. Returns nullopt if it is not an object with
/// members, or a name in it cannot be written in a path.
std::optional<std::vector<Leaf>> leaves_of(std::string_view literal);

/// The node at a path below `object`, created if missing. Returns null if the path is malformed or another value is in
/// the way.
schema::JsonNode* follow_leaf(schema::JsonNode& object, std::string_view path);

/// Whether a text is a path.
bool is_leaf_path(std::string_view path);

/// The field of leaves: any single value.
const schema::SchemaField& leaf_field();

}  // namespace gongwen::databook
