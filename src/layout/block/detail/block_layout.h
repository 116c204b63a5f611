// BlockLayout: a block container and the blocks in it, one below the other (CSS 2.2 sections 9.4.1, 8.3.1 and 10.6.3),
// over pages. Containers of lines share its outside and leave the inside to inline_layout.
#pragma once

#include "layout/block/detail/block_step.h"
#include "layout/core/detail/layout_box.h"

namespace gongwen::layout {

/// Whether room for the box's own lower border and padding is kept free on the page while its content is placed.
enum class EndSpace : std::uint8_t { AsItComes, Reserved };

class BlockLayout {
 public:
  BlockLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space);
  LayoutResult run();
  LayoutUnit bottom_edges() const { return borders_.bottom + padding_.bottom; }

 private:
  friend class FloatLines;

  /// A place before a child at which the page may end, and how things stood there.
  struct Opportunity {
    BoxId before;
    const BreakToken* resume = nullptr;  // of the child behind it, when an earlier page began that
    std::size_t children = 0;            // fragments that stay
    LayoutUnit cursor;
    MarginStrut strut;
    BreakAppeal appeal = BreakAppeal::Perfect;
    FloatSpacePtr floats;
    std::size_t float_rests = 0;
    std::size_t overflow_rests = 0;
    // Whether the box's begin was known, and the floats that waited for it.
    bool resolved = false;
    bool begin_margins_used = false;
    LayoutUnit offset;
    std::vector<PendingFloat> pending_floats;
  };
  enum class Step : std::uint8_t { Next, Stop };

  // Outside
  void resolve_begin(LayoutUnit offset);
  LayoutUnit end_margin(LayoutUnit content_height_here) const;
  LayoutResult finish();
  LayoutResult finish_through();
  void use_aspect_ratio();
  void add_inner_step();
  bool shows_marker() const;
  void place_marker();

  // Its height, and what overflows it (block_height.cpp)
  bool is_limited_in_height(LayoutUnit content_height_here) const;
  LayoutUnit most_height_left() const;
  LayoutUnit wanted_height(LayoutUnit content_height_here) const;
  bool keeps_floats() const;
  void finish_height(LayoutUnit content_height_here, LayoutResult& result);
  void end_page(LayoutUnit height, LayoutResult& result);
  bool splits_overflow(const LayoutInput& space, const LayoutResult& result) const;
  void resume_overflow();
  /// The box itself ended on an earlier page.
  bool is_done() const { return input_.resume != nullptr && input_.resume->box_done; }

  // Children
  void layout_children();
  Step layout_child(BoxId child, const BreakToken* resume, BoxId previous);
  Opportunity place_before(BoxId child, const BreakToken* resume, BreakAppeal appeal) const;
  bool forces_break(BoxId previous, BoxId child, const BreakToken* resume);
  LayoutInput child_input(BoxId child, const BreakToken* resume, const MarginStrut& strut) const;
  void place_anchors(BoxId after, BoxId before);
  StepSpace step_of(const LayoutInput& space, const LayoutResult& result) const;
  MarginStrut margins_before(BoxId child, const BreakToken* resume) const;
  void join_cleared_margins(const Fragment& child);
  void place_child(BoxId child, const LayoutInput& child_space, const LayoutResult& result);
  Step break_at_child(BoxId child, const LayoutResult& result, const LayoutInput& child_space);
  bool break_inside_previous(BoxId child);
  bool break_inside_placed(const Opportunity& begin, std::size_t at, const Opportunity& now);
  void restore(const Opportunity& opportunity);
  void take_back_anchors();
  void rewind_to(const Opportunity& opportunity);
  void break_inside_child(BreakTokenPtr child_token);
  void layout_lines();

  // Floats (block_floats.cpp)
  void layout_float(BoxId child);
  void place_float(const PendingFloat& waiting, LayoutUnit top, const BreakToken* resume);
  void place_pending_floats(LayoutUnit top);
  void resume_floats();
  void wait_for_next_page(const PendingFloat& waiting, BreakTokenPtr token);
  void take_over_floats(const LayoutResult& result, LayoutUnit top);
  void clear_floats(BoxId child, MarginStrut& strut);
  bool stands_beside_floats(BoxId child) const;
  LayoutResult layout_beside_floats(BoxId child, MarginStrut& strut, LayoutInput& space);
  bool has_lines_beside_floats() const;
  void layout_float_lines();
  bool is_at_page_top(LayoutUnit top) const;
  /// Where the content box begins in the formatting context.
  Point content_origin() const;
  PageSpace page_at(LayoutUnit context_top) const;

  bool is_first_part() const { return input_.resume == nullptr || input_.resume->where == BreakToken::Where::Before; }
  bool separates_begin() const;
  bool separates_end() const;
  /// Left for content from the content box's top.
  PageSpace content_page() const;

  const LayoutInput& input_;
  LayoutContext& context_;
  const boxes::Box& box_;
  const style::ComputedStyle& style_;
  LayoutUnit width_;
  LayoutUnit content_width_;
  Edges borders_;
  Edges padding_;
  std::optional<LayoutUnit> height_;  // of the content box, where definite
  LayoutUnit ratio_height_;           // the least that aspect-ratio asks for; content may need more

  Fragment fragment_;
  LayoutUnit offset_;      // of the border box below the margins
  bool resolved_ = false;  // `offset_` is known
  LayoutUnit cursor_;      // in the content box; where the next child's margins begin
  MarginStrut strut_;      // margins that wait for what comes next
  bool anything_placed_ = false;
  bool is_context_root_ = false;  // establishes a block formatting context
  bool hides_overflow_ = false;
  bool begin_margins_used_ = false;  // the margins of the first children are counted already
  BoxId cleared_;                    // the last child that clearance moved
  bool keeps_end_margins_ = false;   // those of a child without height that clearance moved, and of what follows it
  LayoutUnit left_margin_;
  std::optional<LayoutUnit> beside_left_;  // of the child that is being placed beside floats
  FloatSpacePtr floats_;
  std::vector<PendingFloat> pending_floats_;
  std::vector<FloatRest> float_rests_;
  std::vector<BreakTokenPtr> overflow_rests_;
  LayoutUnit reserve_;  // kept free at the end of the page for the box's own end
  std::vector<Opportunity> opportunities_;
  Opportunity first_child_;  // before the first child of this page, which may go on from an earlier one
  BreakTokenPtr rest_child_;
  std::uint32_t rest_position_ = 0;
  std::uint32_t rest_floats_until_ = 0;
  std::size_t children_before_anchors_ = 0;  // fragments before the places of boxes out of flow
  bool broken_ = false;
  bool nothing_fits_ = false;
  bool forced_ = false;
  PageDemand demand_ = PageDemand::Any;
  BreakAppeal appeal_ = BreakAppeal::Perfect;
};

/// Margin-box width of a float that is still to be placed.
LayoutUnit float_width(const PendingFloat& waiting, LayoutContext& context);

}  // namespace gongwen::layout
