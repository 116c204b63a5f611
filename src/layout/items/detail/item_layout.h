// ItemLayout: the common part of flex and grid containers: the box whose items are laid out, its part on one page, what
// continues on the next one, and the anchors of boxes out of flow. The algorithms of the containers call it; it calls
// none of them.
#pragma once

#include "layout/core/detail/breaking.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"

#include <functional>

namespace gongwen::layout {

/// The space in which the items of a container are laid out.
struct ItemContainer {
  BoxId box;
  const style::ComputedStyle* style = nullptr;
  LayoutUnit width;                  // of the content box
  std::optional<LayoutUnit> height;  // of the content box, unless it comes from the items
  bool height_is_definite = true;    // percentages refer to it
  LayoutUnit ratio_height;           // of the content box, by its ratio; content may exceed it
  LayoutUnit min_height;             // of the content box, if its height comes from the items
  LayoutUnit max_height = LayoutUnit::max();

  /// The height that percentages refer to.
  std::optional<LayoutUnit> definite_height() const {
    if (!height && !ratio_height.is_zero()) return ratio_height;
    return height_is_definite ? height : std::nullopt;
  }
  /// Everything that sizes and positions of the items depend on. The limits of the height follow from the box and the
  /// available size.
  MeasureKey key() const { return {box, width, {min_height, max_height}, height, height_is_definite}; }
};

/// Alignment of a box in one axis, in halves of the free space, 0 to 2: if the box fits, and if it is larger than its
/// space.
struct AlignedHalves {
  int fitting = 0;
  int overflowing = 0;

  /// `offset` returns the offset that alignment gives a box for an amount of free space.
  template <typename Offset>
  static AlignedHalves of(const Offset& offset) {
    return {offset(LayoutUnit::from_raw(2)).raw(), -offset(LayoutUnit::from_raw(-2)).raw()};
  }
  /// The same, counted from the other end.
  AlignedHalves reversed() const { return {2 - fitting, 2 - overflowing}; }
};

/// The static position of a box out of flow, as if it were the only item. Its anchor is at that fraction of the space
/// that it is aligned in, and the same fraction of the box is placed there.
struct StaticHalves {
  AlignedHalves horizontal;
  AlignedHalves vertical;

  Point in(const Rect& space) const {
    return space.origin + Point{space.size.width * horizontal.fitting / 2, space.size.height * vertical.fitting / 2};
  }
};

/// The alignment of an item in one axis of its container: its own, or what the container sets for all items.
ItemAlignment used_alignment(const ItemAlignment& own, const ItemAlignment& of_container);

/// Borders and paddings of an item. If borders collapse, those of a table belong to its cells.
Edges item_edges(BoxId item, LayoutUnit containing_width, const LayoutContext& context);

/// The first or the last baseline of an item. Without one it is aligned by the edge under its text (css-align-3 section
/// 9.1): in `vertical-lr` that is the edge at which blocks start.
LayoutUnit item_baseline(const Fragment& item, bool is_last, const style::ComputedStyle& container);

/// The upper margin that all items share: it vanishes at an unforced break (css-break-3 section 5.2).
LayoutUnit common_upper_margin(const std::vector<LayoutUnit>& margins);

class ItemLayout {
 public:
  LayoutUnit bottom_edges() const { return builder_.bottom_edges(); }

 protected:
  /// An item laid out on this page, before it is known whether it stays there.
  struct Part {
    std::size_t item = 0;
    const BreakToken* resume = nullptr;  // of an item that has started on earlier pages, or is waiting
    LayoutResult result;
    LayoutUnit top;          // in the content box of this page's part
    bool is_pushed = false;  // it does not fit here at all
    bool is_later = false;   // alignment places it after the end of this page
    LayoutUnit passed;       // of its offset in its line: used up by this page and earlier ones
  };
  /// The break inside the items of a line or a row that have been laid out beside each other.
  struct InsideParts {
    InsideBreak inside;
    bool any_pushed = false;
  };
  enum class Step : std::uint8_t { Next, Stop };

  ItemLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space);

  ItemContainer item_container() const;
  Fragmentainer content_room() const;
  bool are_children_left() const { return input_.resume == nullptr || !input_.resume->children_done; }
  /// Whether all of it is laid out in one go.
  bool is_unlimited() const { return !input_.room.is_limited() && builder_.is_first_part(); }

  /// The input for laying out an item on this page, `top` below the start of the content box.
  LayoutInput on_page(LayoutInput item, LayoutUnit top, const BreakToken* resume) const;
  void lay_out(Part& part, const LayoutInput& input);
  /// `page_input` makes the input for laying out an item.
  template <typename PageInput>
  InsideParts inside_of(const std::vector<Part>& parts, BreakAppeal appeal, const PageInput& page_input) const;
  /// Places the overflow of items that ended on earlier pages at the top; other content continues beside it.
  template <typename Items, typename PageInput, typename Place>
  void resume_overflow(const Items& items, const PageInput& page_input, const Place& place);

  /// The height of this page's part; `natural` is the height that the items need, `content` the end of the placed
  /// content.
  PartHeight part_height(LayoutUnit natural, LayoutUnit content) const;
  /// Makes the token if something continues. `natural_height` is that of the content box, regardless of pages.
  void end_part(LayoutResult& result, const PartHeight& part, LayoutUnit natural_height, BreakPayload payload,
                std::vector<BreakTokenPtr> rests, std::vector<BreakTokenPtr> overflow);
  /// Takes over a token's demands on the next page.
  void demand_as(const BreakToken& token);

  /// Adds anchors. Positioned boxes are marked where `positioned` says, if on this page; all others out of flow beside
  /// the item that they precede in the source, or after the last one. `children` are in the order of the source.
  void add_anchors(std::vector<ChildFragment>& children,
                   const std::function<std::optional<ChildFragment>(BoxId)>& positioned) const;
  LayoutResult nothing_fits() const;
  void add_fragment(LayoutResult& result, Fragment content);

  const LayoutInput& input_;
  LayoutContext& context_;
  const boxes::Box& box_;
  const style::ComputedStyle& style_;
  FragmentBuilder builder_;
  LayoutUnit width_;
  BlockHeight height_;

  std::vector<BreakTokenPtr> waiting_overflow_;  // does not fit on this page
  bool anything_placed_ = false;
  bool broken_ = false;
  bool nothing_fits_ = false;
  Forced forced_ = Forced::No;
  PageDemand demand_ = PageDemand::Any;
  BreakAppeal appeal_ = BreakAppeal::Perfect;

 private:
  /// Whether `visibility: collapse` removes an item of a flex container (css-flexbox-1 section 4.4).
  bool is_collapsed(BoxId child) const;

  LayoutUnit height_here_;  // of this page's fragment
};

template <typename PageInput>
ItemLayout::InsideParts ItemLayout::inside_of(const std::vector<Part>& parts, BreakAppeal appeal,
                                              const PageInput& page_input) const {
  InsideParts found{{false, Forced::No, appeal}, false};
  for (const Part& part : parts) {
    found.any_pushed = found.any_pushed || part.is_pushed;
    found.inside.is_possible = found.inside.is_possible || !part.is_pushed;
    if (part.is_pushed) found.inside.appeal = BreakAppeal::LastResort;
    if (part.result.outcome != Outcome::Broken) continue;
    const InsideBreak own = inside_break(page_input(part.item, part.top, nullptr), part.result, context_);
    found.inside.appeal = std::min(found.inside.appeal, own.appeal);
    found.inside.forced = std::max(found.inside.forced, own.forced);
  }
  return found;
}

template <typename Items, typename PageInput, typename Place>
void ItemLayout::resume_overflow(const Items& items, const PageInput& page_input, const Place& place) {
  if (builder_.is_first_part()) return;
  for (const BreakTokenPtr& token : input_.resume->overflowing) {
    std::size_t item = 0;
    while (items[item].box != token->box) ++item;
    const LayoutResult result = layout_box(page_input(item, LayoutUnit(), token.get()), context_);
    if (result.outcome == Outcome::BreakBefore) {
      waiting_overflow_.push_back(token);
    } else {
      place(item, result);
    }
  }
}

}  // namespace gongwen::layout
