// The rules of breaking (css-break-3), in one place: what forces a break, what forbids one, how good a break is, and
// which of several is chosen. The algorithms (blocks, tables, flex, grid) collect places with BreakSearch and never
// compare styles themselves.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <utility>
#include <vector>

namespace gongwen::layout {

/// What the styles of two neighbours in flow demand of the break between them. The values of first and last children
/// propagate to their parents (css-break-3 section 3.1).
struct BreakBetweenBoxes {
  Forced forced = Forced::No;
  bool avoided = false;
  BreakCost avoid_cost;  // if `avoided`
  PageDemand demand = PageDemand::Any;

  bool is_forced() const { return forced != Forced::No; }
  BreakAppeal appeal() const { return avoided ? BreakAppeal::ViolatesAvoid : BreakAppeal::Perfect; }
  BreakCost cost() const { return cost_of(appeal(), avoid_cost); }
  /// Adds the demands of another pair of boxes at the same place: a forced break wins over `avoid`, and the higher cost
  /// counts.
  void add(const BreakBetweenBoxes& other);
};
/// The break between two siblings in flow. `room` is the space left between them, since `-gw-start-page` ends a page
/// there that is filled far enough.
BreakBetweenBoxes break_between(BoxId before, BoxId after, const Fragmentainer& room, const LayoutContext& context);

/// The break between two siblings of which at least one is a float (css-break-3 section 3.1).
BreakBetweenBoxes break_beside_float(BoxId before, BoxId after, const Fragmentainer& room,
                                     const LayoutContext& context);

/// The demands at the start of a box, including those of its first children.
BreakBetweenBoxes break_before(BoxId box, const Fragmentainer& room, const LayoutContext& context);
BreakBetweenBoxes break_after(BoxId box, const Fragmentainer& room, const LayoutContext& context);

/// Whether a break inside a box may be forced: a quick look at the styles of its descendants. May return true although
/// layout finds no forced break (for example if it does not propagate), but never false if layout finds one.
bool may_force_break_inside(BoxId box, const LayoutContext& context);

/// `break-inside` of the box itself, for the kind of fragmentainer that `room` is.
bool avoids_break_inside(BoxId box, const Fragmentainer& room, const LayoutContext& context);

/// Whether a box that was laid out whole is higher than the space left, and may move to the next page: at the top of a
/// page it may not.
bool overflows(const LayoutResult& result, LayoutUnit top, const Fragmentainer& room);

/// A break inside content that has been laid out, with the cost of the rules that it violates.
struct InsideBreak {
  bool is_possible = false;
  Forced forced = Forced::No;
  BreakAppeal appeal = BreakAppeal::LastResort;
  BreakCost avoid_cost = break_costs::kKeptParted;  // if the appeal is ViolatesAvoid
  BreakCost cost() const { return cost_of(appeal, avoid_cost); }
};
InsideBreak inside_break(const LayoutInput& input, const LayoutResult& result, const LayoutContext& context);

/// The places at which a fragment may end, each with the snapshot from which an algorithm continues if that place is
/// chosen. Places are added in order, so a later one leaves less of the page white.
template <typename Snapshot>
class BreakSearch {
 public:
  struct Place {
    BreakAppeal appeal = BreakAppeal::Perfect;
    BreakCost cost;  // without the white space that the page is left with
    Snapshot at;
  };

  void add(BreakAppeal appeal, Snapshot at) {
    places_.push_back({appeal, cost_of(appeal, break_costs::kKeptParted), std::move(at)});
  }
  void add(const BreakBetweenBoxes& between, Snapshot at) {
    places_.push_back({between.appeal(), between.cost(), std::move(at)});
  }
  void clear() { places_.clear(); }
  /// From the first to the last.
  const std::vector<Place>& places() const { return places_; }

  /// The cheapest place before which something stays on the page, the latest of equals (css-break-3 section 4.5); null
  /// if there is none. `white` returns the cost of the white space on a page that ends at a place.
  template <typename Keeps, typename White>
  const Place* best(const Keeps& keeps_something, const White& white) const {
    const Place* best = nullptr;
    for (const Place& place : places_) {
      if (!keeps_something(place.at)) continue;
      // A place wins by its own cost, or by its cost together with that of the white space.
      if (best == nullptr || place.cost <= best->cost || place.cost + white(place.at) <= best->cost + white(best->at)) {
        best = &place;
      }
    }
    return best;
  }

  /// For fragmentainers whose white space has no cost.
  template <typename Keeps>
  const Place* best(const Keeps& keeps_something) const {
    return best(keeps_something, [](const Snapshot&) { return BreakCost(); });
  }

  /// Whether to break inside the content after all places rather than at the best of them. The inside break leaves no
  /// white space; `white` is the cost of that at the best place. A forced break inside is always taken.
  static bool takes_inside(const InsideBreak& inside, const Place* best, BreakCost white = {}) {
    if (!inside.is_possible) return false;
    return inside.forced != Forced::No || best == nullptr || inside.cost() <= best->cost ||
           inside.cost() < best->cost + white;
  }

 private:
  std::vector<Place> places_;
};

/// The named page on which a box starts or ends (css-page-3 section 3.2): its own, or that of its first or last child.
std::string_view start_page_name(BoxId box, const LayoutContext& context);
std::string_view end_page_name(BoxId box, const LayoutContext& context);

/// How many of `count` lines stay on this page, of which `fitting` fit, by `orphans` and `widows`. If not both can be
/// respected, all lines that fit stay, and the appeal is lower.
struct LineBreakChoice {
  std::uint32_t lines = 0;
  BreakAppeal appeal = BreakAppeal::Perfect;
};
LineBreakChoice choose_line_break(std::uint32_t count, std::uint32_t fitting, bool is_first_part,
                                  const style::ComputedStyle& style);

/// The first child in flow, except markers; an invalid id if there is none.
BoxId first_in_flow_child(BoxId box, const LayoutContext& context);
BoxId previous_in_flow_sibling(BoxId box, const LayoutContext& context);
BoxId next_in_flow_sibling(BoxId box, const LayoutContext& context);

/// Whether more than eight boxes with lower borders or paddings are around this one. Each of them may lay out its
/// content twice to make space for its own end, so each level of nesting would double the time.
bool is_deep_among_ends(BoxId box, LayoutContext& context);

/// Whether space for a box's own lower border and padding is kept free on the page while its content is placed.
enum class EndSpace : std::uint8_t { AsItComes, Reserved };

/// Runs an algorithm. If the content fits, but not the box's own lower border and padding, runs it again with space
/// reserved for them, so that the end of the content moves to the next page.
template <typename Algorithm>
LayoutResult layout_with_end(const LayoutInput& input, LayoutContext& context) {
  if (input.room.is_limited() && is_deep_among_ends(input.box, context)) {
    return Algorithm(input, context, EndSpace::Reserved).run();
  }
  Algorithm algorithm(input, context, EndSpace::AsItComes);
  LayoutResult result = algorithm.run();
  const bool end_overflows = result.outcome == Outcome::Complete && input.room.is_limited() && !result.is_through &&
                             result.offset + result.fragment->size.height > input.room.remaining;
  if (!end_overflows || algorithm.bottom_edges().is_zero()) return result;
  return Algorithm(input, context, EndSpace::Reserved).run();
}

}  // namespace gongwen::layout
