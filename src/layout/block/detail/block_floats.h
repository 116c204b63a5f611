// BlockFloats: the floats of a block container on one page: where they are placed, which of them still wait for their
// place, and what continues on the next page (CSS 2.2 section 9.5, css-break-3 section 4.1).
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_input.h"

#include <vector>

namespace gongwen::layout {

/// The position of a container that places floats. It links the container's content box, in which its children are
/// measured, with its formatting context, in which all floats are.
struct FloatPlace {
  Point origin;        // of its content box in the formatting context
  LayoutUnit width;    // of its content box
  LayoutUnit cursor;   // in its content box: floats that end above it no longer matter
  Fragmentainer room;  // from the content box's top
  /// Whether this page has no content above that height yet.
  bool is_at_top(LayoutUnit context_top) const { return room.at_top && context_top <= origin.y; }
  Fragmentainer room_at(LayoutUnit context_top) const {
    Fragmentainer rest = room.after(context_top - origin.y);
    rest.at_top = is_at_top(context_top);
    return rest;
  }
};

class BlockFloats {
 public:
  /// A saved state: floats placed later can be taken back. Rests are only appended, so their number is enough.
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
  /// The lower edge of the lowest float, in the formatting context; LayoutUnit::min() without floats.
  LayoutUnit bottom() const { return space_ == nullptr ? LayoutUnit::min() : space_->bottom(); }
  /// The height from which content that clears these floats may start.
  LayoutUnit clear_bottom(style::Clear clear) const {
    return space_ == nullptr ? LayoutUnit::min() : space_->clear_bottom(clear);
  }

  /// Keeps a float until the start of the container is known.
  void wait_for_begin(const PendingFloat& waiting) { pending_.push_back(waiting); }
  /// Places a float at or below `top`, or leaves it for the next page. Returns whether something with a height was
  /// placed.
  bool place(const PendingFloat& waiting, LayoutUnit top, const BreakToken* resume, FloatPlace& at,
             std::vector<ChildFragment>& out);
  bool place_pending(LayoutUnit top, FloatPlace& at, std::vector<ChildFragment>& out);
  /// Places floats that continue from an earlier page at the top of this one.
  bool resume(const std::vector<FloatRest>& rests, FloatPlace& at, std::vector<ChildFragment>& out);
  /// Takes over the floats of a child in the same formatting context, including those that still wait.
  void take_over(const LayoutResult& child);

 private:
  void wait_for_next_page(const PendingFloat& waiting, BreakTokenPtr token);

  LayoutContext& context_;
  FloatSpacePtr space_;
  std::vector<PendingFloat> pending_;
  std::vector<FloatRest> rests_;
};

/// Margin-box width of a float that is not placed yet.
LayoutUnit float_width(const PendingFloat& waiting, LayoutContext& context);

// BlockFlow: the content box of a block container while it is filled on one page: where the next content starts, which
// margins wait for it, the floats beside it, and what continues on the next page. The container (block_layout.h) and
// its children (block_children.h) work on it in turn.

// Block steps (css-rhythm-1 section 2): `block-step: 28.95pt` makes a heading or a table as high as a whole number of
// lines of the grid, so that the text after it is on the grid again.

/// Space added above and below a box.
struct StepSpace {
  LayoutUnit above;
  LayoutUnit below;
};

/// The space that rounds the height of a margin box up or down to whole steps; zero if the style has no step.
StepSpace step_space(const style::ComputedStyle& style, LayoutUnit height);

/// Whether the step makes the box itself higher: `block-step-insert: padding-box` and `content-box` of block containers
/// and flex containers. Tables and images cannot take the space inside; their margin box grows, whatever the style asks
/// for.
bool steps_inside(const boxes::Box& box, const style::ComputedStyle& style);

/// The space added outside the border box of a whole block, for boxes that do not take it inside.
StepSpace outer_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width);
/// The space added inside the borders of a whole block; zero for cells and boxes in lines.
StepSpace inner_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width);

struct BlockFlow {
  BlockFlow(const LayoutInput& layout_input, LayoutContext& layout_context, EndSpace end_space);
  BlockFlow(const BlockFlow&) = delete;
  BlockFlow& operator=(const BlockFlow&) = delete;

  /// The height that percentages of children's heights refer to: that of the content box, or of the box around this one
  /// if it is anonymous or a column of that box (CSS 2.2 §9.2.1.1, §10.5).
  std::optional<LayoutUnit> percentage_base() const;
  /// The space for content, from the top of the content box.
  Fragmentainer content_room() const;
  /// Where the content box starts in the formatting context.
  Point content_origin() const;
  FloatPlace float_place() const;
  /// Called when the start of the box is known.
  void resolve_begin(LayoutUnit begin);
  void place_pending_floats(LayoutUnit top);
  /// Ends the page in a child, or before it.
  void break_inside_child(BreakTokenPtr child_token);

  const LayoutInput& input;
  LayoutContext& context;
  const boxes::Box& box;
  const style::ComputedStyle& style;
  FragmentBuilder builder;
  LayoutUnit width;
  BlockHeight height;
  LayoutUnit content_width;
  LayoutUnit left_margin;
  bool is_multicol = false;      // its content is in columns
  bool is_context_root = false;  // establishes a block formatting context
  bool hides_overflow = false;

  // The content placed so far.
  Fragment content;
  LayoutUnit offset;      // of the border box below the margins
  bool resolved = false;  // `offset` is known
  LayoutUnit cursor;      // in the content box; where the next child's margins start
  MarginStrut strut;      // margins that may adjoin those of the following content
  bool anything_placed = false;
  bool begin_margins_used = false;  // the margins of the first children are counted already
  bool keeps_end_margins = false;   // of a child without height that clearance moved, and of the content after it
  BlockFloats floats;

  // The parts that continue on the next page, and how this one ended.
  std::vector<BreakTokenPtr> overflow_rests;
  std::vector<BreakTokenPtr> rest_children;
  BoxId spanner;  // box over all columns at which this one ended
  bool broken = false;
  bool nothing_fits = false;
  Forced forced = Forced::No;
  PageDemand demand = PageDemand::Any;
  BreakAppeal appeal = BreakAppeal::Perfect;
  BreakCost avoid_cost = break_costs::kKeptParted;  // if the appeal is ViolatesAvoid
};

}  // namespace gongwen::layout
