// Copying branches between trees.
#include "dom/tree_builder.h"

namespace gongwen::dom {

void TreeBuilder::graft(Tree& into, NodeId parent, const Tree& from, NodeId branch) {
  Node copy = from.node(branch);
  const NodeId id(into.nodes_.size());
  copy.text = into.texts_.store(copy.text);
  copy.first_attribute = static_cast<std::uint32_t>(into.attributes_.size());
  for (Attribute attribute : from.attributes(branch)) {
    attribute.custom_name = into.texts_.store(attribute.custom_name);
    attribute.value = into.texts_.store(attribute.value);
    into.attributes_.push_back(attribute);
  }
  copy.parent = parent;
  copy.first_child = copy.last_child = copy.next_sibling = NodeId();
  Node& above = into.nodes_[parent.index()];
  copy.previous_sibling = above.last_child;
  if (above.last_child) {
    into.nodes_[above.last_child.index()].next_sibling = id;
  } else {
    above.first_child = id;
  }
  above.last_child = id;
  into.nodes_.push_back(copy);
  for (NodeId child = from.node(branch).first_child; child; child = from.node(child).next_sibling) {
    graft(into, id, from, child);
  }
}

}  // namespace gongwen::dom
