#include "dom/tree.h"

#include "base/ascii.h"

#include <charconv>

namespace gongwen::dom {

const Attribute* Tree::find_attribute(NodeId id, AttributeName name) const {
  for (const Attribute& attribute : attributes(id)) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

const Attribute* Tree::find_custom_attribute(NodeId id, std::string_view name) const {
  for (const Attribute& attribute : attributes(id)) {
    if (attribute.custom_name == name) return &attribute;
  }
  return nullptr;
}

std::string_view Tree::written_tag(NodeId id) const {
  const Node& node = nodes_[id.index()];
  const bool is_as_another =
      node.name == ElementName::Span || node.name == ElementName::Div || node.name == ElementName::SvgUnknown;
  if (node.attribute_count != 0 && is_as_another) {
    const Attribute& first = attributes_[node.first_attribute];
    if (first.custom_name == kWrittenTag) return first.value;
  }
  return tag_name(node.name);
}

std::string_view Tree::attribute_value(NodeId id, AttributeName name) const {
  const Attribute* const attribute = find_attribute(id, name);
  return attribute == nullptr ? std::string_view() : attribute->value;
}

std::optional<std::int32_t> Tree::integer_attribute(NodeId id, AttributeName name) const {
  std::string_view text = base::trim_ascii_space(attribute_value(id, name));
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

NodeId Tree::find_child(NodeId parent, ElementName name) const {
  for (NodeId child = node(parent).first_child; child; child = node(child).next_sibling) {
    if (is_element(child, name)) return child;
  }
  return {};
}

NodeId Tree::root_element() const { return find_child(document(), ElementName::Html); }

NodeId Tree::next_after_subtree(NodeId id, NodeId root) const {
  while (id && id != root) {
    if (node(id).next_sibling) return node(id).next_sibling;
    id = node(id).parent;
  }
  return {};
}

NodeId Tree::append_node(NodeId parent, NodeKind kind, diagnostics::OriginId origin) {
  const NodeId id(nodes_.size());
  Node node;
  node.kind = kind;
  node.origin = origin;
  node.parent = parent;
  node.previous_sibling = nodes_[parent.index()].last_child;
  node.first_attribute = static_cast<std::uint32_t>(attributes_.size());
  nodes_.push_back(node);
  if (node.previous_sibling) {
    nodes_[node.previous_sibling.index()].next_sibling = id;
  } else {
    nodes_[parent.index()].first_child = id;
  }
  nodes_[parent.index()].last_child = id;
  return id;
}

NodeId Tree::next_in_order(NodeId id, NodeId root) const {
  return node(id).first_child ? node(id).first_child : next_after_subtree(id, root);
}

std::string Tree::text_content(NodeId id) const {
  if (node(id).kind == NodeKind::Text) return std::string(node(id).text);
  std::string text;
  for (NodeId child = node(id).first_child; child;) {
    if (node(child).kind == NodeKind::Text) text += node(child).text;
    const bool is_drawing = is_element(child, ElementName::Svg);
    child = is_drawing ? next_after_subtree(child, id) : next_in_order(child, id);
  }
  return text;
}

}  // namespace gongwen::dom
