#include "layout/table/detail/table_trials.h"

#include "layout/table/detail/table_layout.h"

#include <memory>

namespace gongwen::layout {

namespace {

/// A layout of a table on one page, kept so that its result can be checked.
struct TablePage {
  std::unique_ptr<TableLayout> layout;
  LayoutResult result;
};

TablePage lay_out_page(const LayoutInput& input, LayoutContext& context, BlankShare given, FootPlan plan) {
  TablePage page{std::make_unique<TableLayout>(input, context, given, plan), {}};
  page.result = page.layout->run();
  return page;
}

/// Tries the foot of the last page first; if rows are left over, that of the other pages.
TablePage lay_out_with_foot(const LayoutInput& input, LayoutContext& context, BlankShare given) {
  const TableModel& model = table_model(grid_of(input.box, context), context);
  if (!model.has_changing_foot) return lay_out_page(input, context, given, FootPlan::Alike);
  TablePage last = lay_out_page(input, context, given, FootPlan::OfLastPage);
  if (last.result.outcome == Outcome::BreakBefore || last.layout->has_all_rows()) return last;
  TablePage other = lay_out_page(input, context, given, FootPlan::OfOtherPage);
  if (!other.layout->has_all_rows()) return other;
  return lay_out_page(input, context, given, FootPlan::OfOtherPageInRoomOfLast);
}

}  // namespace

LayoutResult layout_table(const LayoutInput& input, LayoutContext& context) {
  const BlankShare asked = input.room.is_limited() ? input.room.blank_given : BlankShare::none();
  const TablePage page = lay_out_with_foot(input, context, asked);
  if (asked != BlankShare::none() || !page.layout->gains_by_giving(page.result)) return page.result;
  return lay_out_with_foot(input, context, BlankShare::all()).result;
}

}  // namespace gongwen::layout
