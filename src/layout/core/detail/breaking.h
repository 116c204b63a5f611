// The rules of breaking (css-break-3), in one place: what forces a break, what forbids one, how good a break is, and
// which of several is taken.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <utility>
#include <vector>

namespace gongwen::layout {

/// What the break between two boxes in flow must or should not be. The values of first and last children propagate to
/// their parents (css-break-3 section 3.1).
struct BreakBetweenBoxes {
  Forced forced = Forced::No;
  bool avoided = false;
  BreakCost avoid_cost;  // where it is
  PageDemand demand = PageDemand::Any;

  bool is_forced() const { return forced != Forced::No; }
  BreakAppeal appeal() const { return avoided ? BreakAppeal::ViolatesAvoid : BreakAppeal::Perfect; }
  BreakCost cost() const { return cost_of(appeal(), avoid_cost); }
  /// Takes over what another pair of boxes at the same place wants.
  void add(const BreakBetweenBoxes& other);
};
/// `room` is what is left between them: a page that is filled so far ends there (`-gw-start-page`).
BreakBetweenBoxes break_between(BoxId before, BoxId after, const Fragmentainer& room, const LayoutContext& context);

/// Between two siblings of which one or both are floats (css-break-3 section 3.1).
BreakBetweenBoxes break_beside_float(BoxId before, BoxId after, const Fragmentainer& room,
                                     const LayoutContext& context);

/// What a box demands before its start, its first children's demands included.
BreakBetweenBoxes break_before(BoxId box, const Fragmentainer& room, const LayoutContext& context);
BreakBetweenBoxes break_after(BoxId box, const Fragmentainer& room, const LayoutContext& context);

/// Whether a break inside a box may be forced: a quick look at its boxes, which may be wrong in saying yes.
bool may_force_break_inside(BoxId box, const LayoutContext& context);

bool avoids_break_inside(BoxId box, const Fragmentainer& room, const LayoutContext& context);

/// Whether something that has been laid out whole is higher than what is left, though it need not be placed here.
bool overflows(const LayoutResult& result, LayoutUnit top, const Fragmentainer& room);

/// A break inside of something that has been laid out.
struct InsideBreak {
  bool is_possible = false;
  Forced forced = Forced::No;
  BreakAppeal appeal = BreakAppeal::LastResort;
  BreakCost avoid_cost = break_costs::kKeptParted;  // where the appeal is that of `avoid`
  BreakCost cost() const { return cost_of(appeal, avoid_cost); }
};
InsideBreak inside_break(const LayoutInput& input, const LayoutResult& result, const LayoutContext& context);

/// The places at which a fragment may end, each with what an algorithm needs to go back there.
template <typename Snapshot>
class BreakSearch {
 public:
  struct Place {
    BreakAppeal appeal = BreakAppeal::Perfect;
    BreakCost cost;  // without the room that stays white
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

  /// The cheapest place, the latest of equals (css-break-3 section 4.5), of those at which something stays;
  /// null where there is none. `white` says what a page that ends at a place leaves white, as a cost.
  template <typename Keeps, typename White>
  const Place* best(const Keeps& keeps_something, const White& white) const {
    const Place* best = nullptr;
    for (const Place& place : places_) {
      if (!keeps_something(place.at)) continue;
      // A later place leaves less white.
      if (best == nullptr || place.cost <= best->cost || place.cost + white(place.at) <= best->cost + white(best->at)) {
        best = &place;
      }
    }
    return best;
  }

  /// Where white room does not count.
  template <typename Keeps>
  const Place* best(const Keeps& keeps_something) const {
    return best(keeps_something, [](const Snapshot&) { return BreakCost(); });
  }

  /// Whether a break inside the content after all places is taken instead of the best of them. It is later than they
  /// are; `white` is what the page would leave white at the best one.
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

/// Whether too many boxes with borders and paddings below are around this one to lay out any of them twice to make room
/// for its own end: each would double the time.
bool is_deep_among_ends(BoxId box, LayoutContext& context);

/// Whether room for a box's own lower border and padding is kept free on the page while its content is placed.
enum class EndSpace : std::uint8_t { AsItComes, Reserved };

/// Runs an algorithm, and once more where only the box's own end does not fit: its content gives it room.
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
