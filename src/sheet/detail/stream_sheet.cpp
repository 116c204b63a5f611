// The part of SheetBuilder that builds a sheet in parts, while the rows of its table are added to the tree and removed.
#include "sheet/detail/sheet_builder.h"
#include "sheet/detail/sheet_marks.h"
#include "sheet/detail/sheet_sizes.h"

#include <algorithm>
#include <utility>

namespace gongwen::sheet {

using dom::NodeId;

bool SheetBuilder::begin_stream(std::string name, NodeId group) {
  sheet_.name = std::move(name);
  open_group_ = group;
  // A foot precedes the rows in the tree but is shown after them.
  if (parts_.foot_rows > 0) obstacle_ = StreamObstacle::Foot;
  if (context_.input.tree.find_custom_attribute(table_, "data-chart") != nullptr) obstacle_ = StreamObstacle::Chart;
  if (obstacle_ != StreamObstacle::None) return false;
  for (TableRowPart& part : parts_.rows) part.rows_left += part.group == group ? 1 : 0;
  add_head();
  add_rows();
  plans_.resize(std::max<std::size_t>({plans_.size(), grid_.column_count(), 1}));
  const bool all_stated =
      std::all_of(plans_.begin(), plans_.end(), [](const ColumnPlan& plan) { return plan.stated.has_value(); });
  if (!all_stated) {
    obstacle_ = StreamObstacle::Widths;
    return false;
  }
  complete_captions();
  read_columns();
  sheet_.columns = resolve_column_widths(plans_, std::nullopt);
  complete_rows();
  set_groups();
  begin_list();
  return is_streamable();
}

/// Formats of columns are written before the rows, so those for rows that people type below must be known here.
void SheetBuilder::begin_list() {
  const ListRows rows = list_rows();
  list_ = begin_list_table(table_, sheet_, rows, context_);
  if (list_ && rows.last > rows.head) format_columns_below(sheet_, sheet_.rows[rows.last], context_.formats);
}

/// Formulas, heights and titles of a part.
void SheetBuilder::complete_rows() {
  complete_part_formulas();
  set_row_heights(sheet_, looks_, context_.looks, context_.sink, true, first_row_);
  spread_titles();
  const std::uint32_t end = knows_all_rows_ ? columns_.end : row_index() + 1;
  if (end > columns_.first) totals_.add(sheet_, first_row_, {columns_.first, end - 1});
}

bool SheetBuilder::stream_rows() {
  forget_rows();
  parts_ = read_rows(open_group_, context_.content);
  for (TableRowPart& part : parts_.rows) part.rows_left += 1;
  add_rows();
  complete_rows();
  return is_streamable();
}

bool SheetBuilder::end_stream() {
  forget_rows();
  parts_ = read_table(table_, context_.content);
  std::erase_if(parts_.rows, [&](const TableRowPart& part) { return part.group.index() < open_group_.index(); });
  // The last row of the group draws the closing lines, so it must not have been written yet.
  const bool group_goes_on = !parts_.rows.empty() && parts_.rows.front().group == open_group_;
  if (!group_goes_on) return false;
  parts_.rows.front().begins_group = false;
  const NodeId group = std::exchange(open_group_, NodeId());
  knows_all_rows_ = true;
  columns_.end = title_rows_ + table_row_count() - parts_.foot_rows;
  context_.tables = {columns_};
  add_rows();
  add_captions(parts_.notes);
  complete_captions();
  complete_rows();
  complete_totals();
  set_print_ranges();
  set_marks(group);
  place_marks(sheet_, columns_, context_);
  end_list();
  return is_streamable();
}

/// Results of the foot's formulas, whose cells are not in memory any more.
void SheetBuilder::complete_totals() {
  if (columns_.end <= columns_.first) return;
  for (const Row& row : sheet_.rows) {
    for (const Cell& cell : sheet_.cells_of(row)) {
      const auto* const formula = std::get_if<Formula>(&cell.value);
      if (formula == nullptr) continue;
      FormulaText& text = sheet_.formulas[formula->index];
      if (text.states_result || text.result || text.text) continue;
      text.result = totals_.compute(text.expression, {{columns_.first, cell.column}, {columns_.end - 1, cell.column}});
    }
  }
}

void SheetBuilder::end_list() {
  if (list_ && end_list_table(*list_, sheet_, list_rows(), first_row_, context_)) {
    sheet_.table = std::move(list_);
    let_table_grow(sheet_);
  } else {
    set_filter();
  }
}

void SheetBuilder::forget_rows() {
  first_row_ += static_cast<std::uint32_t>(sheet_.rows.size());
  forgotten_rows_ += static_cast<std::uint32_t>(parts_.rows.size());
  forgotten_links_ += sheet_.links.size();
  sheet_.rows.clear();
  sheet_.cells.clear();
  sheet_.rich_texts.clear();
  sheet_.formulas.clear();
  sheet_.merges.clear();
  sheet_.links.clear();
  looks_.clear();
}

bool SheetBuilder::is_streamable() {
  if (needs_all_rows_) obstacle_ = StreamObstacle::Cells;
  if (parts_.breaks_pages) obstacle_ = StreamObstacle::Breaks;
  if (plans_.size() != sheet_.columns.size()) obstacle_ = StreamObstacle::Columns;
  return obstacle_ == StreamObstacle::None;
}

}  // namespace gongwen::sheet
