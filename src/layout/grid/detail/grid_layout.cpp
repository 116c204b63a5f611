#include "layout/grid/detail/grid_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/inline_direction.h"

#include <algorithm>

namespace gongwen::layout {

GridLayout::GridLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
    : ItemLayout(input, context, end_space), plan_(grid_plan(item_container(), known_placement(), context)) {}

GridRest GridLayout::rest_of_input() const {
  return builder_.is_first_part() ? GridRest() : input_.resume->rest<GridRest>();
}

std::shared_ptr<const GridPlacement> GridLayout::known_placement() const { return rest_of_input().placement; }

LayoutResult GridLayout::run() {
  resume_overflow(
      plan_.items, [this](auto... part) { return page_input(part...); },
      [this](std::size_t item, const LayoutResult& result) { place(item, result, LayoutUnit(), true); });
  if (are_children_left() && !plan_.rows.empty()) {
    if (is_unlimited()) {
      place_whole();
    } else {
      layout_rows();
    }
  }
  return nothing_fits_ ? nothing_fits() : finish();
}

void GridLayout::place_whole() {
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    const GridItem& item = plan_.items[i];
    place(i, measured_box(final_grid_item_input(item), context_), item.place.y, false);
  }
  row_end_ = plan_.rows.back().end();
}

void GridLayout::place(std::size_t index, const LayoutResult& result, LayoutUnit top, bool is_resumed) {
  const Fragment& fragment = *result.fragment;
  Placed placed;
  placed.item = index;
  placed.child = {{plan_.items[index].place.x, top}, &fragment};
  (result.outcome == Outcome::Complete ? placed.overflow : placed.rest) = result.rest;
  placed.is_resumed = is_resumed;
  placed_.push_back(std::move(placed));
  anything_placed_ = anything_placed_ || !fragment.size.height.is_zero();
}

StaticHalves grid_static_position(BoxId child, const LayoutContext& context) {
  const LayoutUnit free = LayoutUnit::from_raw(2);
  const std::int32_t along = aligned_offset(grid_alignment(child, GridAxis::Inline, context), free, false).raw();
  return {is_in_rtl(child, context) ? free.raw() - along : along,
          aligned_offset(grid_alignment(child, GridAxis::Block, context), free, false).raw()};
}

ChildFragment GridLayout::positioned_anchor(BoxId child) const {
  const StaticHalves at = grid_static_position(child, context_);
  return {{plan_.size.width * at.horizontal / 2, plan_.size.height * at.vertical / 2}, make_anchor(child, context_)};
}

void GridLayout::collect_rests(std::vector<BreakTokenPtr>& rests, std::vector<BreakTokenPtr>& overflow) const {
  overflow = waiting_overflow_;
  for (const Placed& placed : placed_) {
    if (placed.overflow != nullptr) overflow.push_back(placed.overflow);
    if (placed.rest == nullptr) continue;
    // What overflows its area continues beside what follows, and beyond the end of the container.
    const bool is_overflow = !broken_ && !plan_.items[placed.item].fits_area;
    (is_overflow ? overflow : rests).push_back(placed.rest);
  }
  for (const Waiting& waiting : waiting_) rests.push_back(waiting.token);
}

void GridLayout::end_page(LayoutResult& result) {
  std::vector<BreakTokenPtr> rests;
  std::vector<BreakTokenPtr> overflow;
  collect_rests(rests, overflow);
  const LayoutUnit natural =
      builder_.is_first_part() && !broken_ ? plan_.size.height : std::max(row_end_, LayoutUnit());
  // Rows may go on where nothing is in them; items that do not break stay as they are.
  LayoutUnit content = std::min(natural, std::max(content_room().remaining, LayoutUnit()));
  for (const Placed& placed : placed_) {
    if (plan_.items[placed.item].fits_area) content = std::max(content, placed.bottom());
  }
  for (const BreakTokenPtr& rest : rests) demand_as(*rest);
  rest_.placement = plan_.placement;
  end_part(result, part_height(natural, content), plan_.natural_height, rest_, std::move(rests), std::move(overflow));
}

/// By how much `position: relative` moves an item; its area is its containing block.
Point GridLayout::shift_of(const Fragment& fragment) const {
  if (fragment.kind == FragmentKind::Anchor) return {};
  const style::ComputedStyle& style = context_.style_of(fragment.box);
  if (style.position.kind != style::PositionKind::Relative) return {};
  const auto item = std::find_if(plan_.items.begin(), plan_.items.end(),
                                 [&](const GridItem& known) { return known.box == fragment.box; });
  return relative_shift(style, item->area_size.width, item->area_size.height);
}

LayoutResult GridLayout::finish() {
  LayoutResult result;
  end_page(result);
  std::stable_sort(placed_.begin(), placed_.end(), [&](const Placed& a, const Placed& b) {
    return plan_.items[a.item].source < plan_.items[b.item].source;
  });
  Fragment content;
  for (const Placed& placed : placed_) {
    const Fragment& fragment = *placed.child.fragment;
    content.children.push_back(placed.child);
    // A box without a baseline is aligned by its border edge (css-align-3 §9.1).
    if (plan_.baseline_item == placed.item && !fragment.is_continued_before) {
      content.baseline = placed.child.offset.y + fragment.baseline.value_or(fragment.size.height);
    }
    if (plan_.last_baseline_item == placed.item) {
      content.last_baseline = placed.child.offset.y + fragment.last_baseline.value_or(fragment.size.height);
    }
  }
  add_anchors(content.children, [this](BoxId child) { return positioned_anchor(child); });
  // Notes and their like are marked where items would be; so these move last (CSS 2.2 §9.4.3).
  for (ChildFragment& child : content.children) child.offset = child.offset + shift_of(*child.fragment);
  add_fragment(result, std::move(content));
  return result;
}

LayoutResult layout_grid(const LayoutInput& input, LayoutContext& context) {
  return layout_with_end<GridLayout>(input, context);
}

}  // namespace gongwen::layout
