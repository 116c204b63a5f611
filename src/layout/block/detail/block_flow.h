// BlockFlow: the content box of a block container while it is filled on one page: where the next content starts, which
// margins wait for it, the floats beside it, and what continues on the next page. The container (block_layout.h) and
// its children (block_children.h) work on it in turn.
#pragma once

#include "layout/block/detail/block_floats.h"
#include "layout/core/context.h"
#include "layout/core/detail/block_height.h"

namespace gongwen::layout {

// The steps of blocks (css-rhythm-1 section 2): `block-step: 28.95pt` makes a heading or a table as high as whole lines
// of the grid, so that the text after it is on the grid again.

/// What a box gets above and below itself.
struct StepSpace {
  LayoutUnit above;
  LayoutUnit below;
};

/// For a margin box of this height. Nothing when the style has no step.
StepSpace step_space(const style::ComputedStyle& style, LayoutUnit height);

/// Whether the step makes the box itself higher: `block-step-insert: padding-box` and `content-box` of block containers
/// and flex containers. Tables and images have no room for it inside; their margin box grows whatever is asked.
bool steps_inside(const boxes::Box& box, const style::ComputedStyle& style);

/// The space outside the border box of a whole block.
StepSpace outer_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width);
/// What a whole block gets inside its borders. Nothing for cells and boxes in lines.
StepSpace inner_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width);

struct BlockFlow {
  BlockFlow(const LayoutInput& layout_input, LayoutContext& layout_context, EndSpace end_space);
  BlockFlow(const BlockFlow&) = delete;
  BlockFlow& operator=(const BlockFlow&) = delete;

  /// What the heights of children in percent refer to: the content box, or that of the box around where this one is
  /// anonymous or a column of it (CSS 2.2 §9.2.1.1, §10.5).
  std::optional<LayoutUnit> percentage_base() const;
  /// Left for content from the content box's top.
  Fragmentainer content_room() const;
  /// Where the content box starts in the formatting context.
  Point content_origin() const;
  FloatPlace float_place() const;
  /// Called when the start of the box is known.
  void resolve_begin(LayoutUnit begin);
  void place_pending_floats(LayoutUnit top);
  /// The page ends in a child, or before it.
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

  // What is placed so far
  Fragment content;
  LayoutUnit offset;      // of the border box below the margins
  bool resolved = false;  // `offset` is known
  LayoutUnit cursor;      // in the content box; where the next child's margins start
  MarginStrut strut;      // margins that wait for what comes next
  bool anything_placed = false;
  bool begin_margins_used = false;  // the margins of the first children are counted already
  bool keeps_end_margins = false;   // those of a child without height that clearance moved, and of what follows it
  BlockFloats floats;

  // What continues
  std::vector<BreakTokenPtr> overflow_rests;
  std::vector<BreakTokenPtr> rest_children;
  BoxId spanner;  // over all columns, at which this one ended
  bool broken = false;
  bool nothing_fits = false;
  Forced forced = Forced::No;
  PageDemand demand = PageDemand::Any;
  BreakAppeal appeal = BreakAppeal::Perfect;
  BreakCost avoid_cost = break_costs::kKeptParted;  // where the appeal is that of `avoid`
};

}  // namespace gongwen::layout
