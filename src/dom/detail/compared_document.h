// ComparedDocument: one of two documents that are compared, divided into the units of comparison: blocks, and tokens of
// their texts.
#pragma once

#include "base/string_arena.h"
#include "dom/changes.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::dom {

/// An indivisible unit of a text: a designation, a number, a date, a word, a character; or an element such as a line
/// break, an image or a control.
struct TextToken {
  std::string_view text;  // for an element, the text that it shows
  NodeId node;            // the text node that contains it, or the element
  bool is_element = false;
  bool is_blank = false;     // white space
  std::uint32_t weight = 0;  // in characters, limited to a few
};

/// A unit of comparison inside an element: a run of text-level content, a block, or table rows that are joined by
/// cells.
struct ComparedItem {
  enum class Kind : std::uint8_t { Run, Block, Rows };
  Kind kind = Kind::Block;
  std::vector<NodeId> nodes;
  std::uint64_t hash = 0;
};

class ComparedDocument {
 public:
  explicit ComparedDocument(const ComparedTree& compared);

  const Tree& tree() const { return tree_; }
  std::vector<ComparedItem> items_of(NodeId holder) const;
  std::vector<TextToken> tokens_of(std::span<const NodeId> nodes) const;
  /// A hash of everything that a node shows: equal for equal texts in equal elements, regardless of ids and classes.
  std::uint64_t hash_of(NodeId node) const { return hashes_[node.index()]; }
  /// The visible text: blocks on separate lines, the cells of a row beside each other.
  std::string text_of(std::span<const NodeId> nodes) const;
  diagnostics::OriginId origin_of(const TextToken& token) const;
  /// The elements between a token and the element that contains its run, outermost first.
  std::vector<NodeId> path_of(const TextToken& token, NodeId holder) const;

 private:
  bool is_inline(NodeId node) const;
  bool is_whole(NodeId element) const;
  std::string_view shown_by(NodeId element) const;
  void append_tokens(NodeId node, std::vector<TextToken>& tokens) const;
  void append_text(NodeId node, std::string& text) const;
  void compute_hashes();
  std::uint32_t rows_held_by(NodeId row) const;

  const Tree& tree_;
  const ComparedTree& compared_;
  mutable base::StringArena shown_;
  std::vector<std::uint64_t> hashes_;
};

/// Splits a text into its units of comparison.
std::vector<std::string_view> split_text(std::string_view text);

}  // namespace gongwen::dom
