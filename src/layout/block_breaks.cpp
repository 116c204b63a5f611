// Where a page ends inside a block container: the places at which it may, and going back to the best of them
// (css-break-3 sections 3 and 4).
#include "layout/block_layout.h"
#include "layout/breaking.h"

namespace gongwen::layout {

/// Marks the places of boxes out of flow between two children in flow; those before a child go with it when the page
/// ends there. Floats are placed, not marked.
void BlockLayout::place_anchors(BoxId after, BoxId before) {
  const LayoutUnit top = cursor_ + (resolved_ && !begin_margins_used_ ? strut_.sum() : LayoutUnit());
  BoxId child = after ? context_.box(after).next_sibling : box_.first_child;
  for (; child && child != before; child = context_.box(child).next_sibling) {
    const boxes::Box& box = context_.box(child);
    const bool marks = !boxes::is_in_flow(box) && box.flow != boxes::BoxFlow::Float;
    if (marks) fragment_.children.push_back({{LayoutUnit(), top}, make_anchor(child, context_)});
  }
}

bool BlockLayout::forces_break(BoxId previous, BoxId child) {
  if (!input_.page.is_limited()) return false;
  if (!previous) {
    // A float before the first box in flow may stay when the box itself does not fit.
    if (anything_placed_) {
      opportunities_.push_back(
          {child, fragment_.children.size(), cursor_, strut_, BreakAppeal::Perfect, floats_, float_rests_.size()});
    }
    return false;
  }
  const BreakBetweenBoxes between = break_between(previous, child, context_);
  if (!between.forced) {
    opportunities_.push_back({child, fragment_.children.size(), cursor_, strut_,
                              between.avoided ? BreakAppeal::ViolatesAvoid : BreakAppeal::Perfect, floats_,
                              float_rests_.size()});
    return false;
  }
  auto token = std::make_shared<BreakToken>();
  token->box = child;
  token->where = BreakToken::Where::Before;
  token->demand = between.demand;
  token->forced = true;
  forced_ = true;
  demand_ = between.demand;
  break_inside_child(std::move(token));
  return true;
}

/// The child does not fit as a whole. Of all places to break, its inside included, the best is taken, and of equals the
/// latest (css-break-3 §4.5).
BlockLayout::Step BlockLayout::break_at_child(BoxId child, const LayoutResult& result, const LayoutInput& space) {
  const bool can_break_inside = result.outcome == Outcome::Broken;
  BreakAppeal inside = can_break_inside ? result.appeal : BreakAppeal::LastResort;
  if (can_break_inside && avoids_break_inside(child, context_)) inside = std::min(inside, BreakAppeal::ViolatesAvoid);
  const bool forced_inside = can_break_inside && result.rest->forced;
  const Opportunity* best = nullptr;
  for (const Opportunity& opportunity : opportunities_) {
    const bool keeps_something = opportunity.children > 0;
    if (keeps_something && (best == nullptr || opportunity.appeal >= best->appeal)) best = &opportunity;
  }
  if (can_break_inside && (forced_inside || best == nullptr || inside >= best->appeal)) {
    place_child(child, space, result);
    appeal_ = inside;
    forced_ = result.rest->forced;
    demand_ = result.rest->demand;
    break_inside_child(result.rest);
    return Step::Stop;
  }
  if (best != nullptr) {
    appeal_ = best->appeal;
    const Opportunity chosen = *best;
    rewind_to(chosen);
    return Step::Stop;
  }
  if (!input_.page.at_top) {
    nothing_fits_ = true;
    return Step::Stop;
  }
  if (result.outcome == Outcome::BreakBefore) {
    // Only floats stand on the page so far; they stay, and the child comes after them.
    const bool resumed = space.resume != nullptr && space.resume->where == BreakToken::Where::Inside;
    auto token = resumed ? std::make_shared<BreakToken>(*space.resume) : std::make_shared<BreakToken>();
    token->box = child;
    if (!resumed) token->where = BreakToken::Where::Before;
    appeal_ = BreakAppeal::LastResort;
    break_inside_child(std::move(token));
    return Step::Stop;
  }
  // Nothing can be broken, and the page is empty: it is placed where it is, and what is too tall is reported.
  place_child(child, space, result);
  return Step::Next;
}

void BlockLayout::rewind_to(const Opportunity& opportunity) {
  fragment_.children.resize(opportunity.children);
  cursor_ = opportunity.cursor;
  strut_ = opportunity.strut;
  floats_ = opportunity.floats;
  float_rests_.resize(opportunity.float_rests);
  auto token = std::make_shared<BreakToken>();
  token->box = opportunity.before;
  token->where = BreakToken::Where::Before;
  break_inside_child(std::move(token));
}

void BlockLayout::break_inside_child(BreakTokenPtr child_token) {
  broken_ = true;
  rest_child_ = std::move(child_token);
}

}  // namespace gongwen::layout
