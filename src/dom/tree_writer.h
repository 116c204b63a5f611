// TreeWriter: writes a tree from the pieces of others, node by node in the order of the document.
#pragma once

#include "dom/tree.h"

#include <string_view>
#include <vector>

namespace gongwen::dom {

/// All texts are copied: the tree does not need those that its pieces came from. Names and places are taken as they
/// are, since the reader of the pieces has checked them.
class TreeWriter {
 public:
  /// Opens an element without attributes, which follow.
  void open(ElementName name, diagnostics::OriginId origin);
  void attribute(const Attribute& attribute);
  void attribute(AttributeName name, std::string_view value);
  /// `data-…` and `aria-…`
  void attribute(std::string_view custom_name, std::string_view value);
  void close() { open_.pop_back(); }
  void text(std::string_view text, diagnostics::OriginId origin);

  /// Opens a copy of an element with its attributes.
  void open_copy(const Tree& tree, NodeId element);
  /// Copies a node with all below it.
  void copy(const Tree& tree, NodeId node);
  void copy_children(const Tree& tree, NodeId node);

  /// How many elements are open.
  std::size_t depth() const { return open_.size(); }
  Tree finish() && { return std::move(tree_); }

 private:
  NodeId append(NodeKind kind, diagnostics::OriginId origin);

  Tree tree_;
  std::vector<NodeId> open_;
};

}  // namespace gongwen::dom
