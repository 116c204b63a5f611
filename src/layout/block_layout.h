// BlockLayout: a block container and the blocks in it, one below the other (CSS 2.2 sections 9.4.1, 8.3.1 and 10.6.3),
// over pages. Containers of lines share its outside and leave the inside to inline_layout.
#pragma once

#include "layout/layout_box.h"

namespace gongwen::layout {

/// Whether room for the box's own lower border and padding is kept free on the page while its content is placed.
enum class EndSpace : std::uint8_t { AsItComes, Reserved };

class BlockLayout {
 public:
  BlockLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space);
  LayoutResult run();
  LayoutUnit bottom_edges() const { return borders_.bottom + padding_.bottom; }

 private:
  /// A place before a child at which the page may end, and how things stood there.
  struct Opportunity {
    BoxId before;
    std::size_t children = 0;  // fragments that stay
    LayoutUnit cursor;
    MarginStrut strut;
    BreakAppeal appeal = BreakAppeal::Perfect;
  };
  enum class Step : std::uint8_t { Next, Stop };

  // Outside
  void resolve_begin(LayoutUnit offset);
  LayoutResult finish();
  LayoutResult finish_through();
  void finish_height(LayoutUnit content_height, LayoutResult& result);
  bool shows_marker() const;
  void place_marker();

  // Children
  void layout_children();
  Step layout_child(BoxId child, const BreakToken* resume, BoxId previous);
  bool forces_break(BoxId previous, BoxId child);
  LayoutInput child_input(BoxId child, const BreakToken* resume, const MarginStrut& strut) const;
  void place_anchors(BoxId after, BoxId before);
  void place_child(BoxId child, const LayoutInput& child_space, const LayoutResult& result);
  Step break_at_child(BoxId child, const LayoutResult& result, const LayoutInput& child_space);
  void rewind_to(const Opportunity& opportunity);
  void break_inside_child(BreakTokenPtr child_token);
  void layout_lines();

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

  Fragment fragment_;
  LayoutUnit offset_;      // of the border box below the margins
  bool resolved_ = false;  // `offset_` is known
  LayoutUnit cursor_;      // in the content box; where the next child's margins begin
  MarginStrut strut_;      // margins that wait for what comes next
  bool anything_placed_ = false;
  LayoutUnit reserve_;  // kept free at the end of the page for the box's own end
  std::vector<Opportunity> opportunities_;
  BreakTokenPtr rest_child_;
  std::uint32_t rest_position_ = 0;
  bool broken_ = false;
  bool nothing_fits_ = false;
  bool forced_ = false;
  PageDemand demand_ = PageDemand::Any;
  BreakAppeal appeal_ = BreakAppeal::Perfect;
};

}  // namespace gongwen::layout
