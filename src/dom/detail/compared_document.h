// One of two documents that are compared: its blocks, the texts in them, and what each is compared by.
#pragma once

#include "base/string_arena.h"
#include "dom/changes.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::dom {

/// What is compared as a whole in a text: a designation, a number, a date, a word, a character; or an element such as
/// a line break, an image or a control.
struct TextToken {
  std::string_view text;  // of an element, what it shows
  NodeId node;            // the text that it is a part of, or the element
  bool is_element = false;
  bool is_blank = false;     // white space
  std::uint32_t weight = 0;  // in characters, limited to a few
};

/// What is compared as a whole in an element: a stretch of text-level content, a block, or rows of a table that
/// cells hold together.
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
  /// Of all that a node shows; equal for equal texts in equal elements, whatever their ids and classes.
  std::uint64_t hash_of(NodeId node) const { return hashes_[node.index()]; }
  /// What is shown; parts of different blocks one a line, the cells of a row beside each other.
  std::string text_of(std::span<const NodeId> nodes) const;
  diagnostics::OriginId origin_of(const TextToken& token) const;
  /// The elements between a token and the element that holds its run, the outermost first.
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

/// The pieces of a text that are compared as a whole.
std::vector<std::string_view> split_text(std::string_view text);

}  // namespace gongwen::dom
