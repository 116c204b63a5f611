#include "schema/json_tree.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

const SchemaField* part_of(const SchemaField* field, std::string_view name) {
  if (field == nullptr) return nullptr;
  const auto found = std::find_if(field->parts.begin(), field->parts.end(),
                                  [name](const SchemaField& part) { return part.name == name; });
  return found == field->parts.end() ? nullptr : &*found;
}

class Writer {
 public:
  void write(const JsonNode& node, const SchemaField* schema, const std::string& pointer, std::size_t depth) {
    if (node.place != JsonNode::kNoPlace) out.places.emplace_back(pointer, node.place);
    switch (node.type) {
      case JsonNode::Type::Nothing: out.json += "{}"; break;
      case JsonNode::Type::Scalar: out.json += node.json; break;
      case JsonNode::Type::Object: write_object(node, schema, pointer, depth); break;
      case JsonNode::Type::List: write_list(node, schema, pointer, depth); break;
    }
  }
  WrittenJson out;

 private:
  void line(std::size_t depth, bool first) {
    out.json += first ? "\n" : ",\n";
    out.json.append(2 * depth, ' ');
  }
  void close(std::size_t depth, bool empty, char mark) {
    if (!empty) out.json.append("\n").append(2 * depth, ' ');
    out.json += mark;
  }

  void write_object(const JsonNode& node, const SchemaField* schema, const std::string& pointer, std::size_t depth) {
    std::vector<std::pair<std::ptrdiff_t, const std::pair<std::string, std::unique_ptr<JsonNode>>*>> order;
    for (const auto& member : node.members) {
      if (!member.second->is_empty()) order.emplace_back(rank(schema, member.first), &member);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out.json += '{';
    bool first = true;
    for (const auto& [position, member] : order) {
      line(depth + 1, first);
      first = false;
      base::append_json_string(out.json, member->first);
      out.json += ": ";
      std::string below = pointer;
      base::append_pointer_token(below, member->first);
      write(*member->second, part_of(schema, member->first), below, depth + 1);
    }
    close(depth, first, '}');
  }

  static std::ptrdiff_t rank(const SchemaField* schema, std::string_view name) {
    const SchemaField* const part = part_of(schema, name);
    return part != nullptr ? part - schema->parts.data() : schema == nullptr ? 0 : std::ssize(schema->parts);
  }

  void write_list(const JsonNode& node, const SchemaField* schema, const std::string& pointer, std::size_t depth) {
    const SchemaField* const part = part_of(schema, {});
    out.json += '[';
    std::size_t count = 0;
    for (const auto& [position, value] : node.items) {
      if (value->is_empty()) continue;
      line(depth + 1, count == 0);
      std::string below = pointer;
      base::append_pointer_index(below, count++);
      write(*value, part, below, depth + 1);
    }
    close(depth, count == 0, ']');
  }
};

auto find_by_name(const JsonNode& node, std::string_view name) {
  return std::find_if(node.members.begin(), node.members.end(),
                      [name](const auto& member) { return member.first == name; });
}

auto place_of_item(const JsonNode& node, std::size_t position) {
  return std::lower_bound(node.items.begin(), node.items.end(), position,
                          [](const auto& item, std::size_t wanted) { return item.first < wanted; });
}

}  // namespace

bool JsonNode::is_empty() const {
  const auto empty = [](const auto& part) {
    return part.second->is_empty();
  };
  switch (type) {
    case Type::Nothing: return true;
    case Type::Scalar: return false;
    case Type::Object: return std::all_of(members.begin(), members.end(), empty);
    case Type::List: return std::all_of(items.begin(), items.end(), empty);
  }
  return true;
}

JsonNode* JsonNode::member(std::string_view name) {
  if (type == Type::Nothing) type = Type::Object;
  if (type != Type::Object) return nullptr;
  if (const auto found = find_by_name(*this, name); found != members.end()) return found->second.get();
  return members.emplace_back(std::string(name), std::make_unique<JsonNode>()).second.get();
}

JsonNode* JsonNode::follow(const std::vector<std::string>& path) {
  JsonNode* node = this;
  for (const std::string& name : path) {
    node = node->member(name);
    if (node == nullptr) return nullptr;
  }
  return node;
}

JsonNode* JsonNode::item(std::size_t position) {
  if (type == Type::Nothing) type = Type::List;
  if (type != Type::List) return nullptr;
  const auto found = place_of_item(*this, position);
  if (found != items.end() && found->first == position) return found->second.get();
  return items.emplace(found, position, std::make_unique<JsonNode>())->second.get();
}

JsonNode* JsonNode::add_item() { return item(items.empty() ? 0 : items.back().first + 1); }

const JsonNode* JsonNode::find_member(std::string_view name) const {
  const auto found = find_by_name(*this, name);
  return type == Type::Object && found != members.end() ? found->second.get() : nullptr;
}

const JsonNode* JsonNode::find_item(std::size_t position) const {
  const auto found = place_of_item(*this, position);
  const bool there = type == Type::List && found != items.end() && found->first == position;
  return there ? found->second.get() : nullptr;
}

JsonNode json_scalar(std::string json) {
  JsonNode node;
  node.type = JsonNode::Type::Scalar;
  node.json = std::move(json);
  return node;
}

JsonNode json_tree_of(const data::Value& value) {
  JsonNode node;
  if ((!value.is_object() && !value.is_array()) || value.size() == 0) {
    data::append_value_json(node.json, value);
    node.type = JsonNode::Type::Scalar;
    return node;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    JsonNode* const child = value.is_object() ? node.member(value.key_at(i)) : node.item(i);
    *child = json_tree_of(value.at(i));
  }
  return node;
}

JsonNode* follow_pointer(JsonNode& root, std::string_view pointer) {
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return nullptr;
  JsonNode* node = &root;
  for (const std::string& token : *tokens) {
    if (node->type == JsonNode::Type::List) {
      const bool number =
          !token.empty() && token.size() < 7 && std::all_of(token.begin(), token.end(), base::is_ascii_digit);
      node = number ? node->item(std::stoul(token)) : nullptr;
    } else {
      node = node->member(token);
    }
    if (node == nullptr) return nullptr;
  }
  return node;
}

WrittenJson write_json_tree(const JsonNode& root, const SchemaField& schema) {
  Writer writer;
  writer.write(root, &schema, {}, 0);
  writer.out.json += '\n';
  return std::move(writer.out);
}

}  // namespace gongwen::schema
