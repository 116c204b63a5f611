// Where a page ends inside a block container: the places at which it may, and going back to the best of them
// (css-break-3 sections 3 and 4).
#include "layout/block/detail/block_layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {
namespace {

/// Of boxes between which no break may come, so many are asked for a place inside them.
constexpr std::size_t kMostKeptTogether = 8;

/// For a child that has nothing on this page: it begins on the next one, or goes on there as it was to go on here.
BreakTokenPtr token_to_begin(BoxId child, const BreakToken* resume) {
  if (resume != nullptr) return std::make_shared<BreakToken>(*resume);
  auto token = std::make_shared<BreakToken>();
  token->box = child;
  token->where = BreakToken::Where::Before;
  return token;
}

/// Whether a piece of a box shows some of its lines. As there is an end of them, pages that do so end, too.
bool shows_lines(const Fragment& fragment) {
  if (fragment.kind == FragmentKind::Line) return true;
  return !fragment.is_repeated && std::any_of(fragment.children.begin(), fragment.children.end(),
                                              [](const ChildFragment& child) { return shows_lines(*child.fragment); });
}

}  // namespace

/// Marks the places of boxes out of flow between two children in flow; those before a child go with it when the page
/// ends there. Floats are placed, not marked.
void BlockLayout::place_anchors(BoxId after, BoxId before) {
  children_before_anchors_ = fragment_.children.size();
  const LayoutUnit top = cursor_ + (resolved_ && !begin_margins_used_ ? strut_.sum() : LayoutUnit());
  BoxId child = after ? context_.box(after).next_sibling : box_.first_child;
  for (; child && child != before; child = context_.box(child).next_sibling) {
    const boxes::Box& box = context_.box(child);
    const bool marks = !boxes::is_in_flow(box) && box.flow != boxes::BoxFlow::Float;
    if (marks) fragment_.children.push_back({{LayoutUnit(), top}, make_anchor(child, context_)});
  }
}

BlockLayout::Opportunity BlockLayout::place_before(BoxId child, const BreakToken* resume, BreakAppeal appeal) const {
  Opportunity place;
  place.before = child;
  place.resume = resume;
  place.children = fragment_.children.size();
  place.cursor = cursor_;
  place.strut = strut_;
  place.appeal = appeal;
  place.floats = floats_;
  place.float_rests = float_rests_.size();
  place.overflow_rests = overflow_rests_.size();
  place.resolved = resolved_;
  place.begin_margins_used = begin_margins_used_;
  place.offset = offset_;
  place.pending_floats = pending_floats_;
  return place;
}

bool BlockLayout::forces_break(BoxId previous, BoxId child, const BreakToken* resume) {
  if (!input_.page.is_limited()) return false;
  if (!previous) {
    // A float before the first box in flow may stay when the box itself does not fit.
    if (anything_placed_) {
      opportunities_.push_back(place_before(child, resume, BreakAppeal::Perfect));
    }
    return false;
  }
  const BreakBetweenBoxes between = break_between(previous, child, context_);
  if (!between.forced) {
    opportunities_.push_back(
        place_before(child, nullptr, between.avoided ? BreakAppeal::ViolatesAvoid : BreakAppeal::Perfect));
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

/// Margins that adjoin the begin of a child, its own included.
MarginStrut BlockLayout::margins_before(BoxId child, const BreakToken* resume) const {
  const bool resumed = resume != nullptr && resume->where == BreakToken::Where::Inside;
  MarginStrut strut = strut_;
  if (!resumed) strut.add(margin_widths(context_.style_of(child), content_width_).top);
  // Margins that meet an unforced break vanish (css-break-3 §5.2).
  if (resume != nullptr && !resume->forced) strut = {{}, {}, true};
  if (begin_margins_used_) strut = {};
  return strut;
}

/// The child does not fit as a whole. Of all places to break, its inside included, the best is taken, and of equals the
/// latest (css-break-3 §4.5).
BlockLayout::Step BlockLayout::break_at_child(BoxId child, const LayoutResult& result, const LayoutInput& space) {
  const bool can_break_inside = result.outcome == Outcome::Broken;
  BreakAppeal inside = can_break_inside ? result.appeal : BreakAppeal::LastResort;
  if (can_break_inside && avoids_break_inside(child, context_)) inside = std::min(inside, BreakAppeal::ViolatesAvoid);
  const bool forced_inside = can_break_inside && result.rest->forced;
  const bool kept_together = !opportunities_.empty() && opportunities_.back().before == child &&
                             opportunities_.back().appeal <= BreakAppeal::ViolatesAvoid;
  if (kept_together && !forced_inside && inside <= BreakAppeal::ViolatesAvoid && break_inside_previous(child)) {
    return Step::Stop;
  }
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
    appeal_ = BreakAppeal::LastResort;
    take_back_anchors();
    break_inside_child(token_to_begin(child, space.resume));
    return Step::Stop;
  }
  // Nothing can be broken, and the page is empty: it is placed where it is, and what is too tall is reported.
  place_child(child, space, result);
  return Step::Next;
}

/// The places of boxes out of flow right before a child move on with it.
void BlockLayout::take_back_anchors() {
  std::vector<ChildFragment>& placed = fragment_.children;
  const auto begin = placed.begin() + static_cast<std::ptrdiff_t>(children_before_anchors_);
  placed.erase(std::remove_if(begin, placed.end(),
                              [](const ChildFragment& child) { return child.fragment->kind == FragmentKind::Anchor; }),
               placed.end());
}

/// No break may come between a child that does not fit and the one before, so the end of the latter goes along: the
/// page ends inside it, if there is a good place. If there is none and no break may come before it either, the page
/// ends inside the one before it, and so on (css-break-3 §3.2, §4.5).
bool BlockLayout::break_inside_previous(BoxId child) {
  if (!resolved_) return false;
  const Opportunity now = place_before(child, nullptr, BreakAppeal::Perfect);
  const std::size_t last = opportunities_.size() - 1;
  for (std::size_t at = last; last - at < kMostKeptTogether; --at) {
    const BoxId previous = previous_in_flow_sibling(opportunities_[at].before, context_);
    const bool is_first = previous && previous == first_child_.before;
    const bool is_listed = at > 0 && opportunities_[at - 1].before == previous;
    if (!is_first && !is_listed) return false;
    const Opportunity begin = is_first ? first_child_ : opportunities_[at - 1];
    if (break_inside_placed(begin, opportunities_[at].children - 1, now)) return true;
    if (is_first || begin.appeal > BreakAppeal::ViolatesAvoid) return false;
  }
  return false;
}

/// Ends the page inside the child that begins at a place and is fragment number `at`, before its end, if there is a
/// good place in it. Otherwise all stays as it was.
bool BlockLayout::break_inside_placed(const Opportunity& begin, std::size_t at, const Opportunity& now) {
  const BoxId child = begin.before;
  const ChildFragment placed = fragment_.children[at];
  const style::ComputedStyle& style = context_.style_of(child);
  const bool is_plain = style.position.kind == style::PositionKind::Static && style.clear == style::Clear::None &&
                        begin.pending_floats.empty();
  if (placed.fragment->box != child || !is_plain || avoids_break_inside(child, context_)) return false;
  if (stands_beside_floats(child)) return false;
  const bool anything_placed = std::exchange(anything_placed_, anything_placed_ && !begin.cursor.is_zero());
  // A first child that decided where this box begins counts from where the margins of both do.
  const LayoutUnit origin = begin.resolved ? begin.cursor : -offset_;
  const LayoutUnit bottom = placed.offset.y + placed.fragment->size.height;
  restore(begin);
  LayoutInput space = child_input(child, begin.resume, margins_before(child, begin.resume));
  space.page.remaining = std::min(space.page.remaining, bottom - origin - LayoutUnit::from_raw(1));
  const LayoutResult result = layout_box(space, context_);
  if (result.outcome == Outcome::Broken && result.appeal == BreakAppeal::Perfect && !result.rest->forced &&
      shows_lines(*result.fragment)) {
    fragment_.children.resize(at);
    float_rests_.resize(begin.float_rests);
    overflow_rests_.resize(begin.overflow_rests);
    place_child(child, space, result);
    appeal_ = result.appeal;
    break_inside_child(result.rest);
    return true;
  }
  restore(now);
  anything_placed_ = anything_placed;
  return false;
}

/// How things stood at an earlier place, but for what was placed since.
void BlockLayout::restore(const Opportunity& opportunity) {
  cursor_ = opportunity.cursor;
  strut_ = opportunity.strut;
  floats_ = opportunity.floats;
  resolved_ = opportunity.resolved;
  begin_margins_used_ = opportunity.begin_margins_used;
  offset_ = opportunity.offset;
  pending_floats_ = opportunity.pending_floats;
}

void BlockLayout::rewind_to(const Opportunity& opportunity) {
  restore(opportunity);
  fragment_.children.resize(opportunity.children);
  float_rests_.resize(opportunity.float_rests);
  overflow_rests_.resize(opportunity.overflow_rests);
  break_inside_child(token_to_begin(opportunity.before, opportunity.resume));
}

void BlockLayout::break_inside_child(BreakTokenPtr child_token) {
  broken_ = true;
  rest_child_ = std::move(child_token);
}

}  // namespace gongwen::layout
