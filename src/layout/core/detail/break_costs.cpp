#include "layout/core/detail/break_costs.h"

namespace gongwen::layout {

using base::LayoutUnit;

BreakCost BreakCost::of_white(LayoutUnit white, LayoutUnit page) {
  constexpr LayoutUnit kWhole = LayoutUnit::from_raw(1000);
  return BreakCost(LayoutUnit::scaled(kWhole, white.raw(), page.raw()).raw());
}

BreakCost cost_of_parting(const style::ComputedStyle& style, BreakCost usual) {
  if (!style.avoid_limit) return usual;
  const LayoutUnit page = LayoutUnit::from_px(1000);
  return BreakCost::of_white(style.avoid_limit->resolve(page), page);
}

BreakCost cost_of(BreakAppeal appeal, BreakCost avoided) {
  switch (appeal) {
    case BreakAppeal::Perfect: return {};
    case BreakAppeal::ViolatesOrphansWidows: return break_costs::kFewLines;
    case BreakAppeal::ViolatesAvoid: return avoided;
    case BreakAppeal::LastResort: return break_costs::kLastResort;
  }
  return {};
}

bool waives_forced_break(const style::ComputedStyle& style, const BreakToken* before) {
  return gives_blank_room(style) && goes_on_inside(before) && !before->is_forced();
}

}  // namespace gongwen::layout
