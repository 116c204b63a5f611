// ChangeMarker: writes the current document with its changes.
#pragma once

#include "dom/detail/change_pairs.h"
#include "dom/sequence_diff.h"
#include "dom/tree_writer.h"

namespace gongwen::dom {

/// Writes a stretch of text-level content, with the elements around its tokens and the marks of changes inside of them.
class RunWriter {
 public:
  enum class Mark : std::uint8_t { None, Added, Removed };

  RunWriter(TreeWriter& out, const Tree& tree, bool is_former, const ChangeWords& words)
      : out_(out), tree_(tree), is_former_(is_former), words_(words) {}
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;
  ~RunWriter() {
    set_mark(Mark::None, {});
    go_to({});
    flush();
  }

  /// Closes and opens elements, so that the innermost is the last of the path.
  void go_to(const std::vector<NodeId>& path);
  void set_mark(Mark mark, diagnostics::OriginId origin);
  Mark mark() const { return mark_; }
  const std::vector<NodeId>& path() const { return path_; }
  /// A token of a document; of elements of the former one only the text stays.
  void write(const Tree& tree, const TextToken& token, bool is_former);
  /// A line may end between what was removed and what was added.
  void allow_break();

 private:
  void write_text(std::string_view text, diagnostics::OriginId origin);
  void flush();

  TreeWriter& out_;
  const Tree& tree_;
  bool is_former_;
  const ChangeWords& words_;
  std::vector<NodeId> path_;
  Mark mark_ = Mark::None;
  // Tokens of one place become one text.
  std::string text_;
  diagnostics::OriginId text_origin_;
};

/// Opens a copy of an element of the former document, without what may be there only once, or leads somewhere.
void open_former(TreeWriter& out, const Tree& tree, NodeId element, bool as_removed);

class ChangeMarker {
 public:
  ChangeMarker(const ComparedTree& former, const ComparedTree& current, const diagnostics::OriginTable& origins,
               const ChangeWords& words)
      : former_(former), current_(current), origins_(origins), words_(words) {}

  MarkedTree mark() &&;

 private:
  void write_children(NodeId former, NodeId current);
  void write_pair(const ComparedItem& former, const ComparedItem& current, bool same);
  void write_blocks(NodeId former, NodeId current);
  void write_row(NodeId former, NodeId current);
  void open_changed(NodeId element);
  void copy_current(NodeId node);
  void write_added(const ComparedItem& item);
  void write_added_block(NodeId node);
  void write_removed(const ComparedItem& item);
  void write_removed_block(NodeId node);
  void write_whole_run(const ComparedItem& run, RunWriter::Mark mark);
  void write_run(const ComparedItem& former, const ComparedItem& current);
  void write_steps(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                   const std::vector<DiffStep>& steps, NodeId former_holder, NodeId current_holder);
  void add_change(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                  const std::vector<DiffStep>& steps);
  void add_whole_change(const ComparedItem& item, ChangePiece::Kind kind);
  void enter(NodeId current);
  diagnostics::OriginId better_origin(diagnostics::OriginId known, diagnostics::OriginId found) const;
  diagnostics::OriginId origin_in(const Tree& tree, const ComparedItem& item) const;

  ComparedDocument former_;
  ComparedDocument current_;
  const diagnostics::OriginTable& origins_;
  const ChangeWords& words_;
  TreeWriter out_;
  std::vector<Change> changes_;
  std::string heading_;
  std::size_t navigations_ = 0;  // that are open
  bool in_first_cell_ = false;
};

}  // namespace gongwen::dom
