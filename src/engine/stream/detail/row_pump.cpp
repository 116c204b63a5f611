#include "engine/stream/detail/row_pump.h"

#include "diagnostics/catalogue/texts/engine.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/laid_out_fields.h"

#include <algorithm>
#include <utility>

namespace gongwen::engine {

namespace texts = diagnostics::texts;
using dom::NodeId;

RowPump::RowPump(RowPumpInput input, Run& run) : input_(std::move(input)), run_(run), file_(input_.file, file_sink_) {}

/// Called between stretches. False ends the streaming.
bool RowPump::flush() {
  was_asked_ = true;
  const NodeId group = input_.html.innermost();
  if (!group || !is_silent()) return false;
  if (!group_) return begin(group);
  if (group != group_) return false;
  styles_->extend();
  // The rows before must be in the file: the writer works on the same workbook.
  if (!has_written()) return false;
  if (!workbook_->more()) note_obstacle();
  if (reason_ || !is_silent()) return false;
  forget_rows();
  // Cells do not refer to the tree, so another thread can write them while the tree changes.
  writing_ = base::SideTask(
      writer_, [this] { rows_are_written_ = file_.add_rows(workbook_->workbook(), workbook_->first_row()); });
  return static_cast<bool>(group_);
}

/// Waits for the writing thread. Returns whether the rows before are in the file.
bool RowPump::has_written() {
  writing_.finish();
  return rows_are_written_;
}

/// At the first flush, when the document's head is complete, styles it, recognises the table, and opens the file.
bool RowPump::begin(NodeId group) {
  const dom::Tree& tree = input_.html.tree();
  if (!style_document()) return false;
  // Styles are computed for what has been expanded so far and extended with each row.
  styles_.emplace(tree, document_styles_->rules, run_.sink());
  styles_->extend();
  const style::StyleTree& styles = styles_->styles();
  pages_.emplace(document_styles_->rules, styles.style(styles.root()), run_.sink());
  workbook_input_.emplace(
      sheet::WorkbookInput{tree, styles, *pages_, no_fields_, run_.origins(), input_.value_type, false});
  workbook_.emplace(*workbook_input_, run_.sink());
  if (!workbook_->begin(group)) note_obstacle();
  if (reason_ || !is_silent()) return false;
  if (!file_.begin(workbook_->workbook(), workbook_->first_row(), input_.room)) return false;
  group_ = group;
  // From these marks on everything belongs to rows and is removed with them.
  texts_ = tree.text_mark();
  origins_ = run_.origins().size();
  forget_rows();
  return group_ && is_silent();
}

/// Styles the head of the document. Returns whether rows can be styled without their neighbours.
bool RowPump::style_document() {
  const dom::Tree& tree = input_.html.tree();
  document_styles_ = &input_.output.styles;
  // A rule that depends on other rows cannot be applied while those rows are missing.
  if (has_own_styles(tree)) {
    own_styles_ = input_.output.styles;
    StyleFiles(input_.kind.files, run_.sources(), run_.sink()).add_of_document(tree, own_styles_);
    document_styles_ = &own_styles_;
  }
  if (!style::looks_at_other_rows(document_styles_->rules)) return true;
  reason_ = WholeReason{texts::EngineWholeSelectors};
  return false;
}

/// Notes the part of the sheet that needs all rows.
void RowPump::note_obstacle() {
  const auto text = [&]() -> diagnostics::BilingualText {
    switch (workbook_->obstacle()) {
      case sheet::StreamObstacle::None:
      case sheet::StreamObstacle::Sheets: return texts::EngineWholeSheets;
      case sheet::StreamObstacle::Foot: return texts::EngineWholeFoot;
      case sheet::StreamObstacle::Chart: return texts::EngineWholeChart;
      case sheet::StreamObstacle::Widths: return texts::EngineWholeWidths;
      case sheet::StreamObstacle::Cells: return texts::EngineWholeCells;
      case sheet::StreamObstacle::Breaks: return texts::EngineWholeBreaks;
      case sheet::StreamObstacle::Columns: return texts::EngineWholeColumns;
    }
    return texts::EngineWholeSheets;
  };
  reason_ = WholeReason{text()};
}

/// Removes the written rows from tree, styles and origins, so that they do not grow.
void RowPump::forget_rows() {
  const dom::Tree& tree = input_.html.tree();
  for (NodeId row = tree.node(group_).first_child; row; row = tree.node(row).next_sibling) {
    dropped_ += tree.node(row).kind == dom::NodeKind::Element ? 1 : 0;
  }
  // A row that cannot be removed ends the streaming.
  if (!input_.html.forget_children(texts_)) {
    group_ = NodeId();
    return;
  }
  styles_->forget_children(group_, dropped_);
  run_.origins().shorten(origins_);
}

/// Content after the table must not have style sheets that change it.
bool RowPump::end() {
  if (!group_ || has_own_styles(input_.html.tree(), group_)) return false;
  styles_->extend();
  if (!has_written()) return false;
  if (!workbook_->end()) note_obstacle();
  if (reason_ || !is_silent()) return false;
  return file_.finish(workbook_->workbook(), workbook_->first_row()) && is_silent();
}

}  // namespace gongwen::engine
