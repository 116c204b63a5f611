#include "layout/grid/detail/grid_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/inline_direction.h"
#include "style/writing_modes.h"

#include <algorithm>

namespace gongwen::layout {

GridLayout::GridLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
    : ItemLayout(input, context, end_space), plan_(grid_plan(container(), known_placement(), context)) {}

GridRest GridLayout::rest_of_input() const {
  return builder_.is_first_part() ? GridRest() : input_.resume->rest<GridRest>();
}

GridContainer GridLayout::container() const {
  GridContainer made;
  static_cast<ItemContainer&>(made) = item_container();
  made.subgrid = input_.subgrid;
  return made;
}

std::shared_ptr<const GridPlacement> GridLayout::known_placement() const {
  return input_.subgrid != nullptr ? input_.subgrid->placement : rest_of_input().placement;
}

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
  for (std::size_t row = 0; row < plan_.rows.size(); ++row) row_tops_.emplace_back(row, plan_.rows[row].start);
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
  const auto aligned = [&](GridAxis axis) {
    ItemAlignment alignment = grid_alignment(child, axis, context);
    // Alone, it shares its baseline with nothing (css-align-3 §4.2).
    if (alignment.position == style::ItemAlignment::Baseline) {
      alignment.position = alignment.is_last ? style::ItemAlignment::End : style::ItemAlignment::Start;
    }
    return AlignedHalves::of([&](LayoutUnit free) { return aligned_offset(alignment, free, false); });
  };
  const AlignedHalves along = aligned(GridAxis::Inline);
  return {is_in_rtl(child, context) ? along.reversed() : along, aligned(GridAxis::Block)};
}

/// Whether a row starts on this page.
bool GridLayout::begins_here(std::size_t row) const {
  if (!are_children_left()) return false;
  const auto begun_before = [](const GridRest& rest) {
    return std::size_t{rest.row} + (rest.has_begun ? 1 : 0);
  };
  const std::size_t first = builder_.is_first_part() ? 0 : begun_before(rest_of_input());
  return row >= first && row < (broken_ ? begun_before(rest_) : plan_.rows.size());
}

LayoutUnit GridLayout::row_top(std::size_t row) const {
  const auto found =
      std::find_if(row_tops_.begin(), row_tops_.end(), [row](const auto& top) { return top.first == row; });
  return found == row_tops_.end() ? plan_.rows[row].start - page_start_ : found->second;
}

namespace {

/// One axis of a grid area between lines, of which the container's padding box takes the place where there is none.
struct AreaExtent {
  LayoutUnit begin;
  LayoutUnit end;
};
AreaExtent area_extent(const GridLineRange& lines, const std::vector<GridTrackPlace>& tracks,
                       const AreaExtent& padding_box) {
  AreaExtent extent = padding_box;
  // A grid without tracks has one line, at its start.
  if (tracks.empty()) return {lines.begin ? LayoutUnit() : extent.begin, lines.end ? LayoutUnit() : extent.end};
  if (lines.begin) extent.begin = *lines.begin < tracks.size() ? tracks[*lines.begin].start : tracks.back().end();
  if (lines.end) extent.end = *lines.end > 0 ? tracks[*lines.end - 1].end() : tracks.front().start;
  return {extent.begin, std::max(extent.begin, extent.end)};
}

}  // namespace

/// The box with the borders and the position of the grid: one with its own writing mode is inside the box that has all
/// but its tracks.
BoxId GridLayout::outer_box() const {
  const bool is_inside = box_.parent && context_.box(box_.parent).kind == boxes::BoxKind::Turned;
  return is_inside ? context_.box(box_.parent).parent : input_.box;
}

/// Whether the grid is the containing block of a child out of flow.
bool GridLayout::holds(BoxId child) const {
  if (contains_fixed(outer_box(), context_)) return true;
  const style::PositionKind own = context_.style_of(child).position.kind;
  return own != style::PositionKind::Fixed &&
         context_.style_of(outer_box()).position.kind != style::PositionKind::Static;
}

/// The area between lines, on this page.
Rect GridLayout::area_of(const PositionedGridChild& child) const {
  Edges padding = padding_widths(style_, input_.available.inline_size);
  if (const BoxId outer = outer_box(); outer != input_.box) {
    const style::StyleId physical = context_.boxes.physical_style(context_.box(outer).style);
    padding = padding_widths(style::along_lines(context_.styles.style(physical), style_.writing_mode),
                             input_.available.inline_size);
  }
  const bool from_right = is_rtl(style_);
  const AreaExtent padding_box{-(from_right ? padding.right : padding.left),
                               plan_.size.width + (from_right ? padding.left : padding.right)};
  AreaExtent across = area_extent(child.columns, plan_.columns, padding_box);
  if (from_right) across = {plan_.size.width - across.end, plan_.size.width - across.begin};
  AreaExtent down = area_extent(child.rows, plan_.rows, {-padding.top, plan_.size.height + padding.bottom});
  if (child.rows.begin && !plan_.rows.empty()) {
    const std::size_t row = std::min<std::size_t>(*child.rows.begin, plan_.rows.size() - 1);
    const LayoutUnit shift = row_top(row) - plan_.rows[row].start;
    down = {down.begin + shift, down.end + shift};
  }
  return {{across.begin, down.begin}, {across.end - across.begin, down.end - down.begin}};
}

/// A positioned child of a grid that is its containing block is in its grid area, on the page on which that area starts
/// (§9.1); all others are where they would be in the content box, on the first page (§9.2).
std::optional<ChildFragment> GridLayout::positioned_anchor(BoxId child) const {
  const auto& all = plan_.placement->positioned;
  const auto lines =
      std::find_if(all.begin(), all.end(), [child](const PositionedGridChild& known) { return known.box == child; });
  const bool has_area = lines != all.end() && !(lines->columns.is_auto() && lines->rows.is_auto()) && holds(child);
  if (!has_area || !lines->rows.begin || plan_.rows.empty()) {
    if (!builder_.is_first_part()) return std::nullopt;
  } else if (!begins_here(std::min<std::size_t>(*lines->rows.begin, plan_.rows.size() - 1))) {
    return std::nullopt;
  }
  Rect space{{}, plan_.size};
  std::optional<Rect> area;
  if (has_area) {
    area = area_of(*lines);
    if (!lines->columns.is_auto()) space = {{area->origin.x, space.origin.y}, {area->size.width, space.size.height}};
    if (!lines->rows.is_auto()) space = {{space.origin.x, area->origin.y}, {space.size.width, area->size.height}};
  }
  const Point point = grid_static_position(child, context_).in(space);
  if (area) area->origin = area->origin - point;
  return ChildFragment{point,
                       make_anchor(child, context_, std::make_unique<const AnchorArea>(AnchorArea{space.size, area}))};
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
  // Rows may continue where they are empty; items that do not break stay as they are.
  LayoutUnit content = std::min(natural, std::max(content_room().remaining, LayoutUnit()));
  for (const Placed& placed : placed_) {
    if (plan_.items[placed.item].fits_area) content = std::max(content, placed.bottom());
  }
  for (const BreakTokenPtr& rest : rests) demand_as(*rest);
  rest_.placement = plan_.placement;
  end_part(result, part_height(natural, content), plan_.natural_height, rest_, std::move(rests), std::move(overflow));
}

/// By how much `position: relative` moves an item; its area is its containing block.
Point GridLayout::shift_of(const GridItem& item) {
  const style::ComputedStyle& style = *item.style;
  if (style.position.kind != style::PositionKind::Relative) return {};
  return relative_shift(style, item.area_size.width, item.area_size.height);
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
    if (plan_.baseline_item == placed.item && !fragment.is_continued_before) {
      content.baseline = placed.child.offset.y + item_baseline(fragment, false, style_);
    }
    if (plan_.last_baseline_item == placed.item) {
      content.last_baseline = placed.child.offset.y + item_baseline(fragment, true, style_);
    }
  }
  add_anchors(content.children, [this](BoxId child) { return positioned_anchor(child); });
  // Notes and their like are marked where items would be; so these move last (CSS 2.2 §9.4.3).
  auto placed = placed_.begin();
  for (ChildFragment& child : content.children) {
    if (child.fragment->kind == FragmentKind::Anchor) continue;
    child.offset = child.offset + shift_of(plan_.items[placed->item]);
    ++placed;
  }
  add_fragment(result, std::move(content));
  return result;
}

LayoutResult layout_grid(const LayoutInput& input, LayoutContext& context) {
  return layout_with_end<GridLayout>(input, context);
}

}  // namespace gongwen::layout
