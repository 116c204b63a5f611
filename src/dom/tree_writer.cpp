#include "dom/tree_writer.h"

namespace gongwen::dom {

NodeId TreeWriter::append(NodeKind kind, diagnostics::OriginId origin) {
  return tree_.append_node(open_.empty() ? Tree::document() : open_.back(), kind, origin);
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
