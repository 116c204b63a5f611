#include "layout/items/detail/item_layout.h"

#include "layout/block/detail/block_floats.h"
#include "layout/core/box_metrics.h"

#include <algorithm>

namespace gongwen::layout {

// The common part of flex and grid containers. Derived classes decide what is placed where on a page; this class
// computes the height of the container's part, makes the token if it continues, and adds the anchors of boxes out of
// flow.
ItemAlignment used_alignment(const ItemAlignment& own, const ItemAlignment& of_container) {
  return own.position == style::ItemAlignment::Auto ? of_container : own;
}

/// A table in collapsing-border mode draws no borders itself; the halves at its edges belong to its cells.
Edges item_edges(BoxId item, LayoutUnit containing_width, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(item);
  const bool is_table = context.box(item).kind == boxes::BoxKind::Table;
  if (is_table && style.border_collapse == style::BorderCollapse::Collapse) return {};
  return border_widths(style) + padding_widths(style, containing_width);
}

LayoutUnit item_baseline(const Fragment& item, bool is_last, const style::ComputedStyle& container) {
  const auto& own = is_last ? item.last_baseline : item.baseline;
  if (own) return *own;
  return container.writing_mode == style::WritingMode::VerticalLr ? LayoutUnit() : item.size.height;
}

/// Only the part that all items share: a row whose items have margins of 10 and 30px moves up by 10px at the top of a
/// page.
LayoutUnit common_upper_margin(const std::vector<LayoutUnit>& margins) {
  if (margins.empty()) return {};
  return std::max(LayoutUnit(), *std::min_element(margins.begin(), margins.end()));
}

ItemLayout::ItemLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
    : input_(input),
      context_(context),
      box_(context.box(input.box)),
      style_(context.styles.style(box_.style)),
      builder_(input, context, end_space),
      width_(block_width(input, context)),
      height_(input, context, builder_, width_) {}

/// The content box in which items are laid out. A height that is set or contained is the final one; otherwise there are
/// only limits, and the items decide.
ItemContainer ItemLayout::item_container() const {
  ItemContainer made;
  made.box = input_.box;
  made.style = &style_;
  made.width = builder_.content_width(width_);
  made.height = height_.definite();
  made.height_is_definite =
      height_.definite().has_value() && (!input_.fixed_block_size || input_.fixed_block_size->is_definite);
  made.ratio_height = height_.min_by_ratio();
  if (!made.height && height_.contained()) {
    made.height = builder_.clamped_height(std::max(*height_.contained(), height_.min_by_ratio()));
    made.height_is_definite = true;
  }
  if (!made.height) {
    made.min_height = std::max(builder_.clamped_height({}), height_.min_by_ratio());
    made.max_height = builder_.clamped_height(LayoutUnit::max());
  }
  return made;
}

/// Room below the container's own edges; `strut` holds the margins above it, which have not been placed yet.
Fragmentainer ItemLayout::content_room() const { return builder_.content_room(input_.strut.sum()); }

/// The input of an item, with the room that is left `top` below the start of the content box. The top of the page
/// counts only while nothing has been placed: that item has to be.
LayoutInput ItemLayout::on_page(LayoutInput item, LayoutUnit top, const BreakToken* resume) const {
  item.room = content_room().after(top);
  item.room.at_top = input_.room.at_top && !anything_placed_;
  item.resume = resume;
  item.takes_overflow = input_.takes_overflow;
  return item;
}

/// An item that is too high as a whole also counts as pushed: it may be moved to the next page.
void ItemLayout::lay_out(Part& part, const LayoutInput& input) {
  part.result = layout_box(input, context_);
  part.is_pushed = part.result.outcome == Outcome::BreakBefore || overflows(part.result, LayoutUnit(), input.room);
}

/// css-break-3 §5.4: the own height of the container is divided among its parts; content may make each part higher.
PartHeight ItemLayout::part_height(LayoutUnit natural, LayoutUnit content) const {
  if (builder_.is_done()) return {};
  const LayoutUnit left = std::max(content_room().remaining, LayoutUnit());
  return builder_.height_of(
      {content, height_.wanted(natural, broken_), left, broken_, height_.is_fixed() && !height_.may_grow()});
}

/// Of the breaks that items demand, the strongest one counts; for the side of the sheet, the last demand.
void ItemLayout::demand_as(const BreakToken& token) {
  forced_ = std::max(forced_, token.forced);
  if (token.demand != PageDemand::Any) demand_ = token.demand;
}

void ItemLayout::end_part(LayoutResult& result, const PartHeight& part, LayoutUnit natural_height, BreakPayload payload,
                          std::vector<BreakTokenPtr> rests, std::vector<BreakTokenPtr> overflow) {
  // A container that has ended although items overflow it is complete but still has a token, like a block.
  if (broken_ || part.goes_on || !overflow.empty()) {
    const std::shared_ptr<BreakToken> token = token_inside(input_.box, builder_.consumed() + part.height);
    token->children_done = !broken_;
    token->payload = std::move(payload);
    token->forced = forced_;
    token->demand = demand_;
    token->children = std::move(rests);
    token->box_done = !broken_ && !part.goes_on;
    // If only overflow is left, it decides which side the next page must be on.
    if (token->box_done) token->demand = overflow.front()->demand;
    token->overflowing = std::move(overflow);
    if (!token->box_done) result.outcome = Outcome::Broken;
    result.rest = token;
    if (result.outcome == Outcome::Broken) builder_.cut_end();
  }
  // The edges at the end of the box belong to its last part.
  result.content_height = height_.content(natural_height) + builder_.whole_edges();
  height_here_ = builder_.edges().vertical() + part.height;
  if (result.outcome != Outcome::Complete || !builder_.is_first_part()) return;
  // `block-step-insert: padding-box`: the box grows, but its items keep their positions.
  const StepSpace space = inner_step_space(box_, style_, height_here_, input_.available.inline_size);
  builder_.grow(space.above, space.below);
  height_here_ += space.above + space.below;
}

bool ItemLayout::is_collapsed(BoxId child) const {
  return box_.kind == boxes::BoxKind::Flex && boxes::is_in_flow(context_.box(child)) &&
         context_.style_of(child).visibility == style::Visibility::Collapse;
}

/// Merges anchors into the list of item fragments so that it stays in source order. A box with an own place
/// (positioned) gets its anchor there; others wait for the next item that starts on this page, since they precede it in
/// the source, and are marked where it is.
void ItemLayout::add_anchors(std::vector<ChildFragment>& children,
                             const std::function<std::optional<ChildFragment>(BoxId)>& positioned) const {
  // Most containers have no boxes out of flow.
  bool any = false;
  for (BoxId child = box_.first_child; child && !any; child = context_.box(child).next_sibling) {
    any = !boxes::is_in_flow(context_.box(child));
  }
  if (!any) return;
  std::vector<ChildFragment> all;
  std::vector<BoxId> waiting;
  auto next = children.begin();
  Point last;
  // Whether the item before a mark started on this page: marks after the last item go with it.
  bool last_begun = builder_.is_first_part();
  const auto place_waiting = [&] {
    for (const BoxId box : waiting) all.push_back({last, make_anchor(box, context_)});
    waiting.clear();
  };
  for (BoxId child = box_.first_child; child; child = context_.box(child).next_sibling) {
    const boxes::Box& box = context_.box(child);
    if (box.kind == boxes::BoxKind::Marker || is_collapsed(child)) continue;
    if (!boxes::is_in_flow(box)) {
      if (box.flow != boxes::BoxFlow::Absolute) {
        waiting.push_back(child);
      } else if (const auto anchor = positioned(child)) {
        all.push_back(*anchor);
      }
      continue;
    }
    const bool is_here = next != children.end() && next->fragment->box == child;
    last_begun = is_here && !next->fragment->is_continued_before;
    if (last_begun) {
      last = next->offset;
      place_waiting();
    } else {
      waiting.clear();
    }
    while (next != children.end() && next->fragment->box == child) all.push_back(*next++);
  }
  if (last_begun) place_waiting();
  all.insert(all.end(), next, children.end());
  children = std::move(all);
}

/// The whole container moves to the next page.
LayoutResult ItemLayout::nothing_fits() const {
  LayoutResult result;
  result.outcome = Outcome::BreakBefore;
  result.appeal = appeal_;
  return result;
}

void ItemLayout::add_fragment(LayoutResult& result, Fragment content) {
  result.fragment = builder_.finish(std::move(content), {width_, height_here_}, result.outcome, context_);
  result.offset = input_.strut.sum();
  result.appeal = appeal_;
}

}  // namespace gongwen::layout
