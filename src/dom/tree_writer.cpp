#include "dom/tree_writer.h"

namespace gongwen::dom {

NodeId TreeWriter::append(NodeKind kind, diagnostics::OriginId origin) {
  const NodeId parent = open_.empty() ? Tree::document() : open_.back();
  const NodeId id(tree_.nodes_.size());
  Node node;
  node.kind = kind;
  node.origin = origin;
  node.parent = parent;
  node.previous_sibling = tree_.nodes_[parent.index()].last_child;
  node.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
  tree_.nodes_.push_back(node);
  if (node.previous_sibling) {
    tree_.nodes_[node.previous_sibling.index()].next_sibling = id;
  } else {
    tree_.nodes_[parent.index()].first_child = id;
  }
  tree_.nodes_[parent.index()].last_child = id;
  return id;
}

void TreeWriter::open(ElementName name, diagnostics::OriginId origin) {
  const NodeId id = append(NodeKind::Element, origin);
  tree_.nodes_[id.index()].name = name;
  open_.push_back(id);
}

void TreeWriter::attribute(const Attribute& attribute) {
  Attribute copy = attribute;
  if (!attribute.custom_name.empty()) copy.custom_name = tree_.texts_.store(attribute.custom_name);
  copy.value = tree_.texts_.store(attribute.value);
  tree_.attributes_.push_back(copy);
  ++tree_.nodes_[open_.back().index()].attribute_count;
}

void TreeWriter::attribute(AttributeName name, std::string_view value) {
  Attribute made;
  made.name = name;
  made.value = value;
  made.origin = tree_.nodes_[open_.back().index()].origin;
  attribute(made);
}

void TreeWriter::attribute(std::string_view custom_name, std::string_view value) {
  Attribute made;
  made.custom_name = custom_name;
  made.value = value;
  made.origin = tree_.nodes_[open_.back().index()].origin;
  attribute(made);
}

void TreeWriter::text(std::string_view text, diagnostics::OriginId origin) {
  if (text.empty()) return;
  const NodeId id = append(NodeKind::Text, origin);
  tree_.nodes_[id.index()].text = tree_.texts_.store(text);
}

void TreeWriter::open_copy(const Tree& tree, NodeId element) {
  open(tree.node(element).name, tree.node(element).origin);
  for (const Attribute& each : tree.attributes(element)) attribute(each);
}

void TreeWriter::copy(const Tree& tree, NodeId node) {
  if (tree.node(node).kind == NodeKind::Text) return text(tree.node(node).text, tree.node(node).origin);
  open_copy(tree, node);
  copy_children(tree, node);
  close();
}

void TreeWriter::copy_children(const Tree& tree, NodeId node) {
  for (NodeId child = tree.node(node).first_child; child; child = tree.node(child).next_sibling) copy(tree, child);
}

}  // namespace gongwen::dom
