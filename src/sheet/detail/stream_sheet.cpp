// The part of SheetBuilder that builds a sheet in parts, while the rows of its table are added to the tree and removed.
#include "sheet/detail/sheet_builder.h"
#include "sheet/detail/sheet_sizes.h"

#include <algorithm>

namespace gongwen::sheet {

using dom::NodeId;

bool SheetBuilder::begin_stream(std::string name, NodeId group) {
  sheet_.name = std::move(name);
  open_group_ = group;
  // A foot precedes the rows in the tree but is shown after them.
  if (parts_.foot_rows > 0) obstacle_ = StreamObstacle::Foot;
  if (context_.input.tree.find_custom_attribute(table_, "data-chart") != nullptr) obstacle_ = StreamObstacle::Chart;
  const auto has_mark = [&](NodeId node) { return context_.input.tree.find_custom_attribute(node, "data-mark") != nullptr; };
  if (has_mark(table_) || has_mark(group)) obstacle_ = StreamObstacle::Cells;
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
  complete_part_formulas();
  sheet_.columns = resolve_column_widths(plans_, std::nullopt);
  set_row_heights(sheet_, looks_, context_.looks, context_.sink, true, first_row_);
  spread_titles();
  set_groups();
  return is_streamable();
}

bool SheetBuilder::stream_rows() {
  forget_rows();
  parts_ = read_rows(open_group_, context_.content);
  for (TableRowPart& part : parts_.rows) part.rows_left += 1;
  add_rows();
  complete_part_formulas();
  set_row_heights(sheet_, looks_, context_.looks, context_.sink, true, first_row_);
  spread_titles();
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
  open_group_ = NodeId();
  add_rows();
  add_captions(parts_.notes);
  complete_captions();
  complete_part_formulas();
  set_row_heights(sheet_, looks_, context_.looks, context_.sink, true, first_row_);
  spread_titles();
  set_print_ranges();
  set_filter();
  return is_streamable();
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
