#include "intake/detail/json_tree.h"

#include "base/json_pointer.h"
#include "diagnostics/json_text.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

class Writer {
 public:
  void write(const JsonNode& node, const data::SchemaField* schema, const std::string& pointer, std::size_t depth) {
    switch (node.type) {
      case JsonNode::Type::Scalar:
        out.json += node.json;
        out.places.emplace(pointer, node.place);
        break;
      case JsonNode::Type::Object: write_object(node, schema, pointer, depth); break;
      case JsonNode::Type::Array: write_array(node, schema, pointer, depth); break;
    }
  }
  WrittenTree out;

 private:
  void line(std::size_t depth, bool first) {
    out.json += first ? "\n" : ",\n";
    out.json.append(2 * depth, ' ');
  }

  void write_object(const JsonNode& node, const data::SchemaField* schema, const std::string& pointer,
                    std::size_t depth) {
    std::vector<std::pair<std::size_t, const std::string*>> order;
    for (const auto& [name, member] : node.members) {
      if (!member.is_empty()) order.emplace_back(rank(schema, name), &name);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out.json += '{';
    bool first = true;
    for (const auto& [position, name] : order) {
      line(depth + 1, first);
      first = false;
      diagnostics::append_json_string(out.json, *name);
      out.json += ": ";
      std::string below = pointer;
      base::append_pointer_token(below, *name);
      const bool known = schema != nullptr && position < schema->parts.size();
      write(node.members.at(*name), known ? &schema->parts[position] : nullptr, below, depth + 1);
    }
    if (!first) out.json += "\n" + std::string(2 * depth, ' ');
    out.json += '}';
  }

  static std::size_t rank(const data::SchemaField* schema, std::string_view name) {
    if (schema == nullptr) return 0;
    const auto found = std::find_if(schema->parts.begin(), schema->parts.end(),
                                    [name](const data::SchemaField& part) { return part.name == name; });
    return static_cast<std::size_t>(found - schema->parts.begin());
  }

  void write_array(const JsonNode& node, const data::SchemaField* schema, const std::string& pointer,
                   std::size_t depth) {
    const data::SchemaField* const item =
        schema != nullptr && !schema->parts.empty() ? &schema->parts.front() : nullptr;
    out.json += '[';
    std::size_t count = 0;
    for (const auto& [index, value] : node.items) {
      if (value.is_empty()) continue;
      line(depth + 1, count == 0);
      std::string below = pointer;
      base::append_pointer_index(below, count++);
      write(value, item, below, depth + 1);
    }
    if (count > 0) out.json += "\n" + std::string(2 * depth, ' ');
    out.json += ']';
  }
};

}  // namespace

bool JsonNode::is_empty() const {
  const auto empty = [](const auto& entry) {
    return entry.second.is_empty();
  };
  switch (type) {
    case Type::Scalar: return json.empty();
    case Type::Object: return std::all_of(members.begin(), members.end(), empty);
    case Type::Array: return std::all_of(items.begin(), items.end(), empty);
  }
  return true;
}

WrittenTree write_json_tree(const JsonNode& root, const data::SchemaField& schema) {
  Writer writer;
  writer.write(root, &schema, {}, 0);
  writer.out.json += '\n';
  return std::move(writer.out);
}

}  // namespace gongwen::intake
