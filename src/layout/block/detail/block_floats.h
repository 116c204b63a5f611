// BlockFloats: the floats of a block container on one page: where they are placed, what waits for them, and what of
// them continues on the next page (CSS 2.2 section 9.5, css-break-3 section 4.1).
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <vector>

namespace gongwen::layout {

/// Where a container is when it places floats.
struct FloatPlace {
  Point origin;        // of its content box in the formatting context
  LayoutUnit width;    // of its content box
  LayoutUnit cursor;   // in its content box: floats that end above are done with
  Fragmentainer room;  // from the content box's top
  /// Nothing is on this page yet.
  bool is_at_top(LayoutUnit context_top) const { return room.at_top && context_top <= origin.y; }
  Fragmentainer room_at(LayoutUnit context_top) const {
    Fragmentainer rest = room.after(context_top - origin.y);
    rest.at_top = is_at_top(context_top);
    return rest;
  }
};

class BlockFloats {
 public:
  /// A saved state: what is placed later can be taken back.
  struct State {
    FloatSpacePtr space;
    std::vector<PendingFloat> pending;
    std::size_t rests = 0;
  };

  explicit BlockFloats(LayoutContext& context) : context_(context) {}
  void begin_with(FloatSpacePtr space) { space_ = std::move(space); }

  State state() const { return {space_, pending_, rests_.size()}; }
  void restore(const State& state) {
    space_ = state.space;
    pending_ = state.pending;
  }
  void forget_rests_after(const State& state) { rests_.resize(state.rests); }

  const FloatSpacePtr& space() const { return space_; }
  const std::vector<FloatRest>& rests() const { return rests_; }
  const std::vector<PendingFloat>& pending() const { return pending_; }
  bool has_pending() const { return !pending_.empty(); }
  /// The lower edge of the lowest float, in the formatting context.
  LayoutUnit bottom() const { return space_ == nullptr ? LayoutUnit::min() : space_->bottom(); }
  /// Where content that clears these floats may start.
  LayoutUnit clear_bottom(style::Clear clear) const {
    return space_ == nullptr ? LayoutUnit::min() : space_->clear_bottom(clear);
  }

  /// It is placed as soon as the start of the container is known.
  void wait_for_begin(const PendingFloat& waiting) { pending_.push_back(waiting); }
  /// Places a float at or below `top`, or lets it wait for the next page. True when something with a height was placed.
  bool place(const PendingFloat& waiting, LayoutUnit top, const BreakToken* resume, FloatPlace& at,
             std::vector<ChildFragment>& out);
  bool place_pending(LayoutUnit top, FloatPlace& at, std::vector<ChildFragment>& out);
  /// Those that continue from an earlier page are placed at the top.
  bool resume(const std::vector<FloatRest>& rests, FloatPlace& at, std::vector<ChildFragment>& out);
  /// What a child's floats leave for what comes next.
  void take_over(const LayoutResult& child);

 private:
  void wait_for_next_page(const PendingFloat& waiting, BreakTokenPtr token);

  LayoutContext& context_;
  FloatSpacePtr space_;
  std::vector<PendingFloat> pending_;
  std::vector<FloatRest> rests_;
};

/// Margin-box width of a float that is still to be placed.
LayoutUnit float_width(const PendingFloat& waiting, LayoutContext& context);

}  // namespace gongwen::layout
