#include "engine/kinds/detail/style_files.h"
#include "engine/stream/detail/stream_workbook.h"

namespace gongwen::engine {

using dom::NodeId;

bool has_own_styles(const dom::Tree& tree, NodeId first) {
  for (std::size_t i = first.index(); i < tree.size(); ++i) {
    const NodeId node(i);
    if (tree.is_element(node, dom::ElementName::Style) || tree.is_element(node, dom::ElementName::Link)) return true;
  }
  return false;
}

RowPump::RowPump(RowPumpInput input, Run& run) : input_(std::move(input)), run_(run), file_(input_.file, file_sink_) {}

bool RowPump::flush() {
  const NodeId group = input_.html.innermost();
  if (!group || !is_silent()) return false;
  if (!group_) return begin(group);
  if (group != group_) return false;
  styles_->extend();
  if (!has_written() || !workbook_->more() || !is_silent()) return false;
  forget_rows();
  // Cells are not part of the tree.
  writing_ = base::SideTask(
      writer_, [this] { rows_are_written_ = file_.add_rows(workbook_->workbook(), workbook_->first_row()); });
  return static_cast<bool>(group_);
}

/// Whether the rows before are in the file; waits for them.
bool RowPump::has_written() {
  writing_.finish();
  return rows_are_written_;
}

bool RowPump::begin(NodeId group) {
  const dom::Tree& tree = input_.html.tree();
  if (!style_document()) return false;
  styles_.emplace(tree, document_styles_->rules, run_.sink());
  styles_->extend();
  const style::StyleTree& styles = styles_->styles();
  pages_.emplace(document_styles_->rules, styles.style(styles.root()), run_.sink());
  workbook_input_.emplace(
      sheet::WorkbookInput{tree, styles, *pages_, no_fields_, run_.origins(), input_.value_type, false});
  workbook_.emplace(*workbook_input_, run_.sink());
  if (!workbook_->begin(group) || !is_silent()) return false;
  if (!file_.begin(workbook_->workbook(), workbook_->first_row(), input_.room)) return false;
  group_ = group;
  texts_ = tree.text_mark();
  origins_ = run_.origins().size();
  forget_rows();
  return group_ && is_silent();
}

/// The head of the document is there. Returns: whether its rows can be styled without their neighbours.
bool RowPump::style_document() {
  const dom::Tree& tree = input_.html.tree();
  document_styles_ = &input_.output.styles;
  if (has_own_styles(tree, dom::Tree::document())) {
    own_styles_ = input_.output.styles;
    StyleFiles(input_.kind.files, run_.sources(), run_.sink()).add_of_document(tree, own_styles_);
    document_styles_ = &own_styles_;
  }
  return !style::looks_at_other_rows(document_styles_->rules);
}

void RowPump::forget_rows() {
  const dom::Tree& tree = input_.html.tree();
  for (NodeId row = tree.node(group_).first_child; row; row = tree.node(row).next_sibling) {
    dropped_ += tree.node(row).kind == dom::NodeKind::Element ? 1 : 0;
  }
  if (!input_.html.forget_children(texts_)) {
    group_ = NodeId();
    return;
  }
  styles_->forget_children(group_, dropped_);
  run_.origins().shorten(origins_);
}

bool RowPump::end() {
  if (!group_ || has_own_styles(input_.html.tree(), group_)) return false;
  styles_->extend();
  if (!has_written() || !workbook_->end() || !is_silent()) return false;
  return file_.finish(workbook_->workbook(), workbook_->first_row()) && is_silent();
}

}  // namespace gongwen::engine
