// The rules of breaking (css-break-3), in one place: what forces a break, what forbids one, and how good a break is.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// What the break between two boxes in flow must or should not be. The values of first and last children propagate to
/// their parents (css-break-3 section 3.1).
struct BreakBetweenBoxes {
  bool forced = false;
  bool avoided = false;
  PageDemand demand = PageDemand::Any;
};
BreakBetweenBoxes break_between(BoxId before, BoxId after, const LayoutContext& context);

/// What a box demands before its begin, its first children's demands included.
BreakBetweenBoxes break_before(BoxId box, const LayoutContext& context);
BreakBetweenBoxes break_after(BoxId box, const LayoutContext& context);

/// Whether a break inside a box may be forced: a quick look at its boxes, which may be wrong in saying yes.
bool may_force_break_inside(BoxId box, const LayoutContext& context);

bool avoids_break_inside(BoxId box, const LayoutContext& context);

/// The named page on which a box begins or ends (css-page-3 section 3.2): its own, or that of its first or last child.
std::string_view start_page_name(BoxId box, const LayoutContext& context);
std::string_view end_page_name(BoxId box, const LayoutContext& context);

/// How many of `count` lines stay on this page when `fitting` fit, by orphans and widows.
struct LineBreakChoice {
  std::uint32_t lines = 0;
  BreakAppeal appeal = BreakAppeal::Perfect;
};
LineBreakChoice choose_line_break(std::uint32_t count, std::uint32_t fitting, bool is_first_part,
                                  const style::ComputedStyle& style);

/// The first and last child in flow; none for boxes without.
BoxId first_in_flow_child(BoxId box, const LayoutContext& context);
BoxId previous_in_flow_sibling(BoxId box, const LayoutContext& context);
BoxId next_in_flow_sibling(BoxId box, const LayoutContext& context);

/// Whether so many boxes with borders and paddings below lie around this one that none may be laid out twice any more
/// to make room for its own end: each would double the time.
bool is_deep_among_ends(BoxId box, const LayoutContext& context);

}  // namespace gongwen::layout
