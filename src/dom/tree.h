// The tree of a document, its dump as text, and TreeWriter, which assembles trees.
#pragma once

#include "base/string_arena.h"
#include "base/strong_id.h"
#include "diagnostics/origin.h"
#include "dom/detail/element_name.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::dom {

// Tree: the document as elements and texts, flat and index-linked. Built once by a TreeBuilder, then read-only. White
// space is kept as written; boxes decide what it means. Adjacent texts from different places stay separate nodes, so
// that each keeps its own origin.

using NodeId = base::StrongId<struct NodeTag>;

enum class NodeKind : std::uint8_t { Document, Element, Text };

struct Attribute {
  AttributeName name = AttributeName::Custom;
  std::string_view custom_name;  // `data-sheet`; empty for known attributes
  std::string_view value;
  diagnostics::OriginId origin;
};

struct Node {
  NodeKind kind = NodeKind::Document;
  ElementName name = ElementName::Html;  // elements only
  diagnostics::OriginId origin;
  NodeId parent;
  NodeId first_child;
  NodeId last_child;
  NodeId next_sibling;
  NodeId previous_sibling;
  std::uint32_t first_attribute = 0;
  std::uint32_t attribute_count = 0;
  std::string_view text;  // texts only
};

class Tree {
 public:
  Tree() { nodes_.push_back({}); }
  Tree(Tree&&) noexcept = default;
  Tree& operator=(Tree&&) noexcept = default;

  static constexpr NodeId document() { return NodeId(0); }
  const Node& node(NodeId id) const { return nodes_[id.index()]; }
  std::size_t size() const { return nodes_.size(); }

  bool is_element(NodeId id, ElementName name) const {
    return nodes_[id.index()].kind == NodeKind::Element && nodes_[id.index()].name == name;
  }
  std::span<const Attribute> attributes(NodeId id) const {
    const Node& node = nodes_[id.index()];
    return {attributes_.data() + node.first_attribute, node.attribute_count};
  }
  const Attribute* find_attribute(NodeId id, AttributeName name) const;
  const Attribute* find_custom_attribute(NodeId id, std::string_view name) const;
  /// The element's name as written, in lower case. An element that HTML does not know is kept as a div or a span; this
  /// is its original name.
  std::string_view written_tag(NodeId id) const;
  /// The value of an attribute; empty if it is missing.
  std::string_view attribute_value(NodeId id, AttributeName name) const;
  /// The number at the start of an attribute's value (HTML section 2.4.4.1); nullopt if it has none, or the number is
  /// too large.
  std::optional<std::int32_t> integer_attribute(NodeId id, AttributeName name) const;

  /// The html element, and its head and body; none in an empty document.
  NodeId root_element() const;
  NodeId find_child(NodeId parent, ElementName name) const;

  /// The text of a node and its descendants, in order, without that of drawings.
  std::string text_content(NodeId id) const;

  /// The next node in document order, within `root`; none after the last.
  NodeId next_in_order(NodeId id, NodeId root) const;
  /// The next node in document order, within `root`, that is not below `id`.
  NodeId next_after_subtree(NodeId id, NodeId root) const;

  /// Frees the memory of nodes that are no longer needed, from `first` to before `end` in document order, as far as
  /// possible.
  void release(NodeId first, NodeId end) { nodes_.release(first.index(), end.index()); }

  /// Marks the state of the memory for texts, so that texts can be freed together with their nodes.
  base::StringArena::Mark text_mark() const { return texts_.mark(); }

 private:
  friend class TreeBuilder;
  friend class TreeWriter;

  /// Appends a last child to `parent`, without attributes and text.
  NodeId append_node(NodeId parent, NodeKind kind, diagnostics::OriginId origin);

  base::SegmentedVector<Node> nodes_;
  std::vector<Attribute> attributes_;
  base::StringArena texts_;
};

// The tree as text, one node per line, for tests and `gongwen dump --stage=dom`.
//   html
//     body
//       p class="note"
//         "2月19日，"  data=/events/0/date

/// Returns what to show beside a node, such as its data pointer; may be empty.
using Annotate = std::function<std::string(const Node&)>;

std::string dump_dom(const Tree& tree, const Annotate& annotate = {});

// Descriptions of drawings for readers who cannot see them.

/// Whether the author has marked a drawing as decoration: `aria-hidden`, or the role `presentation` or `none`.
bool is_decoration(const Tree& tree, NodeId drawing);

/// Whether the author has described a drawing, or marked it as decoration.
bool is_described(const Tree& tree, NodeId drawing);

/// The text alternative of a drawing: `aria-label`, its `title`, otherwise its own text. Without any, the drawing is
/// decoration, and the result is empty.
std::string alternative_of_drawing(const Tree& tree, NodeId drawing);

/// The visibility of an element. An element without a box (`display: none`) has no effect at all; one with `visibility:
/// hidden` keeps its room.
enum class Sight : std::uint8_t { Seen, Unseen, None };

// TreeWriter: assembles a tree from pieces of others, node by node in document order.

/// Copies all texts, so that the tree does not depend on the trees of its pieces. Names and nesting are not checked
/// again.
class TreeWriter {
 public:
  /// Opens an element; its attributes follow.
  void open(ElementName name, diagnostics::OriginId origin);
  void attribute(const Attribute& attribute);
  void attribute(AttributeName name, std::string_view value);
  /// `data-…` and `aria-…`
  void attribute(std::string_view custom_name, std::string_view value);
  void close() { open_.pop_back(); }
  void text(std::string_view text, diagnostics::OriginId origin);

  /// Opens a copy of an element with its attributes.
  void open_copy(const Tree& tree, NodeId element);
  /// Copies a node with its descendants.
  void copy(const Tree& tree, NodeId node);
  void copy_children(const Tree& tree, NodeId node);

  /// The number of open elements.
  std::size_t depth() const { return open_.size(); }
  Tree finish() && { return std::move(tree_); }

 private:
  NodeId append(NodeKind kind, diagnostics::OriginId origin);

  Tree tree_;
  std::vector<NodeId> open_;
};

}  // namespace gongwen::dom
