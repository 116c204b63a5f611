// BlockChildren: places the blocks of a block container one below the other (CSS 2.2 sections 9.4.1, 8.3.1 and 9.5),
// and decides where a page ends among them: it collects the places at which it may end, and goes back to the best of
// them (css-break-3 sections 3 and 4).
#pragma once

#include "layout/block/detail/block_floats.h"

namespace gongwen::layout {

class BlockChildren {
 public:
  explicit BlockChildren(BlockFlow& flow) : flow_(flow) {}
  /// Places the remaining children while there is room on the page.
  void run();
  /// Places the overflow of children that ended on earlier pages at the top, and the following children beside it.
  void resume_overflow();

 private:
  /// A place before a child at which the page may end, with the state to restore when it does. Fragments are only
  /// appended, so a count is enough to drop the later ones.
  struct Snapshot {
    BoxId before;
    const BreakToken* resume = nullptr;  // of the next child, if an earlier page started it
    std::size_t children = 0;            // fragments that stay
    LayoutUnit cursor;
    MarginStrut strut;
    BlockFloats::State floats;
    std::size_t overflow_rests = 0;
    // Whether the start of the box was already known.
    bool resolved = false;
    bool begin_margins_used = false;
    LayoutUnit offset;
  };
  using Breaks = BreakSearch<Snapshot>;
  enum class Step : std::uint8_t { Next, Stop };

  Step layout_child(BoxId child, const BreakToken* resume, BoxId previous);
  LayoutInput child_input(BoxId child, const BreakToken* resume, const MarginStrut& strut) const;
  StepSpace step_of(const LayoutInput& space, const LayoutResult& result) const;
  MarginStrut margins_before(BoxId child, const BreakToken* resume) const;
  void join_cleared_margins(const Fragment& child);
  void place_child(BoxId child, const LayoutInput& space, const LayoutResult& result);
  void place_anchors(BoxId after, BoxId before);
  bool is_spanner(BoxId child) const;
  bool splits_overflow(const LayoutInput& space, const LayoutResult& result) const;

  // Floats and the boxes beside them.
  void layout_float(BoxId child);
  void take_over_floats(const LayoutResult& result, LayoutUnit top);
  void clear_floats(BoxId child, MarginStrut& strut);
  bool stands_beside_floats(BoxId child) const;
  LayoutResult layout_beside_floats(BoxId child, MarginStrut& strut, LayoutInput& space);

  // Where the page ends: forced breaks, possible places, and the choice among them.
  Snapshot place_before(BoxId child, const BreakToken* resume) const;
  bool forces_break_beside_float(BoxId before, BoxId after);
  bool forces_break(BoxId previous, BoxId child, const BreakToken* resume);
  bool is_beyond_hidden_end() const;
  bool waives_break(BoxId previous, BoxId child) const;
  Step break_at_child(BoxId child, const LayoutResult& result, const LayoutInput& space);
  Fragmentainer room_left() const;
  BreakCost cost_of_white(LayoutUnit white) const;
  BreakCost white_without(const LayoutInput& space) const;
  bool is_better_parted(const LayoutResult& result, const LayoutInput& space) const;
  bool fills_page_against_avoid(const InsideBreak& inside, const LayoutResult& result, const LayoutInput& space) const;
  Step part_child(BoxId child, const LayoutInput& space, const LayoutResult& result, const InsideBreak& inside);
  std::optional<LayoutResult> layout_with_less_blank(const LayoutInput& space) const;
  void end_page_inside(BoxId child, const LayoutInput& space, const LayoutResult& result, const InsideBreak& inside);
  bool break_inside_previous(BoxId child);
  bool break_inside_placed(const Snapshot& begin, std::size_t at, const Snapshot& now);
  void restore(const Snapshot& place);
  void rewind_to(const Snapshot& place);
  void take_back_anchors();

  BlockFlow& flow_;
  Breaks breaks_;
  Snapshot first_child_;  // before the first child of this page, which may continue from an earlier one
  BoxId cleared_;         // the last child that clearance moved
  std::optional<LayoutUnit> beside_left_;    // left edge of the child that is being placed beside floats
  std::size_t children_before_anchors_ = 0;  // fragments before the anchors of boxes out of flow
};

}  // namespace gongwen::layout
