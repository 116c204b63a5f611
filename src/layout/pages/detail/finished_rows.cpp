#include "layout/pages/detail/finished_rows.h"

#include "layout/core/detail/layout_box.h"
#include "layout/table/table_model.h"

#include <utility>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;

/// Whether what is in a box is laid out in its place, from its top to its end, and measured by nothing around it.
bool is_plain_block(BoxId box, const LayoutContext& context) {
  return context.box(box).kind == BoxKind::Block && boxes::is_in_flow(context.box(box)) && !is_multicol(box, context);
}

/// Whether the columns of a table are as wide as its first row says: a later page of another width asks all cells of
/// others how wide they are.
bool has_fixed_columns(BoxId table, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(table);
  return style.table_layout == style::TableLayout::Fixed && style.width.is_length();
}

/// The table at whose rows the next page starts, in nothing but plain blocks; null for all others.
const BreakToken* table_at(const BreakToken& rest, const LayoutContext& context) {
  const BreakToken* at = &rest;
  while (is_plain_block(at->box, context) && at->children.size() == 1) at = at->children.front().get();
  const bool is_table = std::holds_alternative<TableRest>(at->payload) && at->children.empty() &&
                        context.box(at->box).kind == BoxKind::Table && boxes::is_in_flow(context.box(at->box));
  return is_table && has_fixed_columns(at->box, context) ? at : nullptr;
}

/// The first row of a group that may be given back. What is asked of the group as a whole, such as a break before it,
/// is asked of its first row, and the borders of that are those of the row below, too.
std::uint32_t first_to_give_back(std::uint32_t row, const TableModel& model) {
  while (row > 0 && model.rows[row - 1].group == model.rows[row].group) --row;
  const std::uint32_t next = model.rows[row].chunk_end;
  return next < model.row_count() ? model.rows[next].chunk_end : next;
}

/// The first of the rows that spanning cells tie to this one.
std::uint32_t chunk_begin(std::uint32_t row, const TableModel& model) {
  const std::uint32_t end = model.rows[row].chunk_end;
  while (row > 0 && model.rows[row - 1].chunk_end == end) --row;
  return row;
}

/// Boxes are numbered in the order of the document, except for those that were put around others later.
bool is_in_order(BoxId box, const LayoutContext& context) { return context.box(box).part == boxes::BoxPart::Element; }

}  // namespace

std::optional<BoxRange> FinishedRows::advance(const BreakToken& rest, LayoutContext& context) {
  const BreakToken* const table = table_at(rest, context);
  if (table == nullptr) return std::nullopt;
  const TableModel& model = table_model(grid_of(table->box, context), context);
  const std::uint32_t row = table->rest<TableRest>().row;
  if (model.whole != nullptr || row == 0 || row >= model.row_count()) return std::nullopt;
  const BoxId group = model.rows[row].group;
  if (group != group_) {
    group_ = group;
    row_ = row;
    const std::uint32_t first = first_to_give_back(row, model);
    next_ = first < model.row_count() && model.rows[first].group == group ? model.rows[first].row : BoxId();
    return std::nullopt;
  }
  if (!next_) return std::nullopt;
  // The borders of the row that comes next are those of cells in the row before, too, which may start further above.
  const BoxId end = model.rows[chunk_begin(row_ - 1, model)].row;
  row_ = row;
  const bool are_in_order = is_in_order(group, context) && is_in_order(next_, context) && is_in_order(end, context);
  if (!are_in_order || !(next_ < end)) return std::nullopt;
  return BoxRange{std::exchange(next_, end), end};
}

}  // namespace gongwen::layout
