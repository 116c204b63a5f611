#include "layout/grid/detail/grid_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/layout_box.h"
#include "layout/grid/detail/grid_plan.h"
#include "style/writing_modes.h"

#include <algorithm>

namespace gongwen::layout {

// The rows of a grid container on one page (css-grid-1 section 11, css-break-3). Items of a row are beside each other
// and break independently; items that span rows may continue across a break between rows. A row that pages made higher
// pushes the rows below it down.

/// The input of an item on this page, with its final size from the plan.
LayoutInput GridLayout::page_input(std::size_t item, LayoutUnit top, const BreakToken* resume) const {
  return on_page(final_grid_item_input(plan_.items[item]), top, resume);
}

/// Lays out an item, unless alignment places it below the end of this page.
GridLayout::Part GridLayout::lay_out_part(std::size_t item, LayoutUnit top, const BreakToken* resume) {
  Part part;
  part.item = item;
  part.resume = resume;
  part.top = top;
  const bool continues = goes_on_inside(resume);
  const LayoutUnit room = content_room().remaining;
  // An item that is aligned below the page's end would only make an empty part here.
  part.is_later = input_.room.is_limited() && !continues && room > LayoutUnit() && top >= room &&
                  plan_.items[item].place.y - page_start_ >= room;
  if (part.is_later) return part;
  lay_out(part, page_input(item, top, continues ? resume : nullptr));
  return part;
}

/// Takes over a part: places its fragment, or notes that it waits for the next page.
void GridLayout::settle(const Part& part) {
  if (!part.is_pushed && !part.is_later) {
    place(part.item, part.result, part.top, part.resume != nullptr);
    return;
  }
  waiting_.push_back({part.item, token_to_begin(plan_.items[part.item].box, part.resume)});
}

/// Places items that started on earlier pages, or were left for later, before the rows of this page.
void GridLayout::resume_items() {
  if (builder_.is_first_part()) return;
  std::vector<Part> parts;
  // Each token belongs to an item of the plan.
  for (const BreakTokenPtr& token : input_.resume->children) {
    std::size_t item = 0;
    while (plan_.items[item].box != token->box) ++item;
    LayoutUnit top;
    if (!goes_on_inside(token.get())) top = std::max(LayoutUnit(), plan_.items[item].place.y - page_start_);
    parts.push_back(lay_out_part(item, top, token.get()));
  }
  for (const Part& part : parts) settle(part);
}

/// The loop over rows. The items of a row that continues come with resume_items().
void GridLayout::layout_rows() {
  // `from.passed` is how much of the row earlier pages have used.
  const GridRest from = rest_of_input();
  std::size_t row = from.row;
  // After all rows, nothing waits for its place: what is left starts at the top.
  page_start_ = LayoutUnit::max();
  if (row < plan_.rows.size()) page_start_ = plan_.rows[row].start + (from.has_begun ? from.passed : LayoutUnit());
  if (builder_.is_first_part()) page_start_ = {};
  resume_items();
  bool begins_page = true;
  // The row that the page before broke: its items came with the tokens.
  if (from.has_begun && row < plan_.rows.size()) {
    if (continue_row(row, from.passed) == Step::Stop) return;
    ++row;
    begins_page = false;
  }
  for (; row < plan_.rows.size(); ++row) {
    if (layout_row(row, begins_page) == Step::Stop) return;
    begins_page = false;
  }
  // The rows have ended; overflow continues by itself, everything else ends in its rows.
  if (!waiting_.empty()) {
    broken_ = true;
    rest_.row = static_cast<std::uint32_t>(plan_.rows.size());
    rest_.has_begun = false;
  }
}

/// Ends a row that started on an earlier page: `passed` of its height is on these pages.
GridLayout::Step GridLayout::continue_row(std::size_t row, LayoutUnit passed) {
  row_end_ = std::max(LayoutUnit(), plan_.rows[row].size - passed);
  // The row starts above this page.
  return end_row(row, -passed);
}

/// Ends a row whose items are placed, as far as they fit. An item that pages made higher makes its last row higher. If
/// something in the row continues, the page ends inside it.
GridLayout::Step GridLayout::end_row(std::size_t row, LayoutUnit top) {
  const auto ends_here = [&](std::size_t item) {
    return plan_.items[item].area.rows.end == row + 1;
  };
  bool unfinished =
      std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& waiting) { return ends_here(waiting.item); });
  for (const Placed& placed : placed_) {
    // An item that overflows its area does not delay the rows.
    const GridItem& item = plan_.items[placed.item];
    if (!ends_here(placed.item) || !item.fits_area) continue;
    unfinished = unfinished || placed.rest != nullptr;
    // An item that has just ended decides the height of its last row.
    if (placed.is_resumed && placed.rest == nullptr) {
      row_end_ = std::max(row_end_, placed.bottom() + item.margins.bottom);
    }
  }
  if (unfinished && input_.room.is_limited()) {
    break_inside_row(row, content_room().remaining - top);
    return Step::Stop;
  }
  // Stretched items stay as high as their rows.
  for (Placed& placed : placed_) {
    const GridItem& item = plan_.items[placed.item];
    const bool grows = placed.is_resumed && ends_here(placed.item) && item.stretches && item.fits_area &&
                       item.style->max_height.kind == style::Size::Kind::None;
    if (grows) {
      const LayoutUnit height = row_end_ - placed.child.offset.y - item.margins.bottom;
      placed.child.fragment = grown_fragment(placed.child.fragment, height, context_);
    }
  }
  return Step::Next;
}

/// Upper margins of the items that start in a row.
std::vector<LayoutUnit> GridLayout::upper_margins(std::size_t row) const {
  std::vector<LayoutUnit> margins;
  for (const std::size_t item : plan_.items_of_row[row]) margins.push_back(plan_.items[item].margins.top);
  return margins;
}

namespace {

/// The demands of the items between two rows: of those that end above the border, and of those that start below it.
BreakBetweenBoxes break_between_rows(const GridPlan& plan, std::size_t row, const Fragmentainer& room,
                                     const LayoutContext& context) {
  BreakBetweenBoxes total;
  for (const std::size_t item : plan.items_of_row[row - 1]) {
    if (plan.items[item].area.rows.end == row) total.add(break_after(plan.items[item].box, room, context));
  }
  for (const std::size_t item : plan.items_of_row[row]) {
    total.add(break_before(plan.items[item].box, room, context));
  }
  return total;
}

}  // namespace

/// Whether a break above this row would cut an item that should stay whole.
BreakAppeal GridLayout::span_appeal(std::size_t row) const {
  for (const Placed& placed : placed_) {
    const GridItem& item = plan_.items[placed.item];
    const bool is_cut = item.area.rows.begin < row && item.area.rows.end > row;
    if (is_cut && avoids_break_inside(item.box, input_.room, context_)) return BreakAppeal::ViolatesAvoid;
  }
  return BreakAppeal::Perfect;
}

/// Whether the page ends in the empty space at the end of the row above, so that nothing else of this row continues.
bool GridLayout::is_trailing_cut(std::size_t row) const {
  const LayoutUnit room = content_room().remaining;
  return row > 0 && input_.room.is_limited() && room > LayoutUnit() && row_end_ > room;
}

/// Places a row below the one before, or breaks before it, inside it, or in the space that the row above left.
GridLayout::Step GridLayout::layout_row(std::size_t row, bool begins_page) {
  LayoutUnit top;
  const LayoutUnit start = plan_.rows[row].start;
  if (!begins_page) {
    // Between rows, as between blocks: forced breaks end the page at once.
    const BreakBetweenBoxes between = break_between_rows(plan_, row, content_room().after(row_end_), context_);
    const Snapshot here{row, placed_.size(), row_end_};
    if (between.is_forced() && input_.room.is_limited()) {
      end_page_before_row(here);
      forced_ = between.forced;
      demand_ = between.demand;
      return Step::Stop;
    }
    breaks_.add(std::min(between.appeal(), span_appeal(row)), here);
    if (is_trailing_cut(row)) {
      const LayoutUnit left = row_end_ - content_room().remaining;
      break_inside_row(row - 1, plan_.rows[row - 1].size - left);
      return Step::Stop;
    }
    // The gap above a row is that of the plan, also if the row above became higher.
    top = row_end_ + start - plan_.rows[row - 1].end();
  } else if (builder_.is_first_part()) {
    top = start;
  } else {
    // At the start of a page the margins that all items share are cut off (css-break-3 §5.2).
    if (!input_.resume->is_forced()) top = -common_upper_margin(upper_margins(row));
    // If no part of the row fits beside the continued items, it waits until these have ended.
    LayoutUnit bottom;
    for (const Placed& placed : placed_) bottom = std::max(bottom, placed.bottom());
    if (!placed_.empty()) breaks_.add(BreakAppeal::LastResort, {row, placed_.size(), bottom});
  }
  // Marks of boxes out of flow need the place of the row on this page.
  row_tops_.emplace_back(row, top);
  std::vector<Part> parts;
  for (const std::size_t item : plan_.items_of_row[row]) {
    parts.push_back(lay_out_part(item, top + plan_.items[item].place.y - start, nullptr));
  }
  // A row fits if its items end in it; items that span further rows may continue.
  const bool fits = std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
    const GridItem& item = plan_.items[part.item];
    const bool goes_on = item.area.rows.end > row + 1 || !item.fits_area;
    if (part.is_pushed) return false;
    return part.is_later ? item.area.rows.end > row + 1
                         : part.result.outcome == Outcome::Complete || (goes_on && !part.result.rest->is_forced());
  });
  // Without room for the whole row, the best place to break is chosen among all seen so far.
  if (!fits) return break_at_row(row, top, parts);
  for (const Part& part : parts) settle(part);
  row_end_ = top + plan_.rows[row].size;
  return end_row(row, top);
}

/// A row does not fit, or its items demand a break. Of all places to break, including those inside the row, the best is
/// chosen, and of equals the latest (css-break-3 §4.5). Items of a broken row continue side by side, each
/// independently.
GridLayout::Step GridLayout::break_at_row(std::size_t row, LayoutUnit top, const std::vector<Part>& parts) {
  // The appeal of breaking inside: that of the worst item.
  auto [inside, any_pushed] = inside_of(parts, span_appeal(row), [this](auto... part) { return page_input(part...); });
  const Breaks::Place* const best =
      breaks_.best([](const Snapshot& place) { return place.placed > 0 || place.bottom > LayoutUnit(); });
  // There is no place to go back to, and some item has no space at all: the whole row waits.
  const bool may_wait = best == nullptr && !input_.room.at_top && any_pushed;
  if (may_wait && inside.forced == Forced::No) inside.is_possible = false;
  if (Breaks::takes_inside(inside, best)) {
    appeal_ = inside.appeal;
    for (const Part& part : parts) settle(part);
    // A broken row fills the page.
    row_end_ = std::max(top, content_room().remaining);
    break_inside_row(row, content_room().remaining - top);
    return Step::Stop;
  }
  if (best != nullptr) {
    appeal_ = best->appeal;
    end_page_before_row(best->at);
    return Step::Stop;
  }
  // Not even a part of the row fits: the caller moves the container to the next page.
  nothing_fits_ = true;
  return Step::Stop;
}

/// Notes that the next page continues the row, of which `passed` is on this and earlier pages.
void GridLayout::break_inside_row(std::size_t row, LayoutUnit passed) {
  broken_ = true;
  rest_.row = static_cast<std::uint32_t>(row);
  rest_.has_begun = true;
  rest_.passed = std::max(LayoutUnit(), passed);
}

/// Ends the page before a row. Items that span the border are cut there, so that they end together with the row above.
void GridLayout::end_page_before_row(const Snapshot& place) {
  broken_ = true;
  rest_.row = static_cast<std::uint32_t>(place.row);
  rest_.has_begun = false;
  // Rows after the break are taken back.
  placed_.resize(place.placed);
  std::erase_if(waiting_,
                [&](const Waiting& waiting) { return plan_.items[waiting.item].area.rows.begin >= place.row; });
  row_end_ = place.bottom;
  for (Placed& placed : placed_) {
    const bool spans = plan_.items[placed.item].area.rows.end > place.row;
    if (spans && placed.rest == nullptr && placed.bottom() > place.bottom) cut_item(placed, place.bottom);
  }
  std::erase_if(placed_, [](const Placed& placed) { return placed.child.fragment == nullptr; });
}

/// Lays an item out again in the space above the page's end; if it has no space there, it waits.
void GridLayout::cut_item(Placed& placed, LayoutUnit bottom) {
  const BreakToken* const resume =
      placed.is_resumed ? token_of(plan_.items[placed.item].box, input_.resume->children) : nullptr;
  const LayoutUnit top = placed.child.offset.y;
  LayoutInput input = page_input(placed.item, top, goes_on_inside(resume) ? resume : nullptr);
  input.room.remaining = bottom - top;
  input.room.at_top = false;
  // No room above the break: the item starts on the next page.
  if (bottom <= top && !goes_on_inside(resume)) {
    waiting_.push_back({placed.item, token_to_begin(plan_.items[placed.item].box, resume)});
    placed.child.fragment = nullptr;
    return;
  }
  const LayoutResult result = layout_box(input, context_);
  // The item fits after all.
  if (result.outcome != Outcome::Broken) return;
  placed.child.fragment = result.fragment;
  placed.rest = result.rest;
  placed.overflow = nullptr;
}

namespace {

/// The minimum width by `min-height` through the ratio (css-sizing-4 §5.2).
std::optional<LayoutUnit> transferred_least(const style::ComputedStyle& style) {
  // Without a ratio a minimum height says nothing about the width.
  if (!style.width.is_auto() || !style.aspect_ratio.has_ratio()) return std::nullopt;
  const Edges edges = border_widths(style) + padding_widths(style, LayoutUnit());
  const LayoutUnit least = transferred_width(LayoutUnit(), style, std::nullopt, edges) - edges.horizontal();
  return least > LayoutUnit() ? std::optional(least) : std::nullopt;
}

/// Heights of areas whose rows all have definite sizes are known before any item is measured.
void know_fixed_areas(const style::ComputedStyle& style, const GridPlacement& placement, std::vector<GridItem>& items) {
  const LayoutUnit edges = border_widths(style).vertical() + padding_widths(style, LayoutUnit()).vertical();
  const auto height = content_height(style, std::nullopt, edges);
  const LayoutUnit gap = used_gap(style.row_gap, height.value_or(LayoutUnit()));
  const auto heights = fixed_area_heights(placement.rows, items, height, gap);
  for (std::size_t i = 0; i < items.size(); ++i) items[i].known_area_height = heights[i];
}

}  // namespace

/// Intrinsic content-box widths (css-grid-1 §5.2): the sum of the columns, sized under a min-content and a max-content
/// constraint. Percentages of that width count as `auto`.
IntrinsicSizes grid_content_sizes(BoxId box, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const LayoutUnit gap = used_gap(style.column_gap, LayoutUnit());
  GridContainer container;
  container.box = box;
  container.style = &style;
  // `repeat(auto-fill)` needs a definite size: the width, or the limits of it.
  GridRepeatRoom columns{std::nullopt, std::nullopt, gap};
  const auto limit = [&](const style::Size& size) -> std::optional<LayoutUnit> {
    const auto width = border_box_size(size, std::nullopt, edges, style.box_sizing);
    return width ? std::optional(std::max(LayoutUnit(), *width - edges)) : std::nullopt;
  };
  columns.size = limit(style.width);
  if (!columns.size) columns.size = limit(style.max_width);
  columns.least = limit(style.min_width);
  if (const auto least = transferred_least(style)) columns.least = std::max(columns.least.value_or(*least), *least);
  const auto placement = place_grid_items(box, columns, {}, context);
  std::vector<GridItem> items;
  // With size containment, items contribute nothing.
  if (!contains_width(box, context)) {
    items = collect_grid_items(container, *placement, context);
    align_inline_baselines(items, context);
    know_fixed_areas(style, *placement, items);
    items = column_contributors(style, *placement, items, gap, context);
  }
  std::vector<GridSpan> spans;
  for (const GridItem& item : items) spans.push_back(item.area.columns);
  ColumnContributions contributions(items, context);
  const auto sum_under = [&](GridConstraint constraint) {
    GridTrackRoom room;
    room.gap = gap;
    room.constraint = constraint;
    const GridTrackList& tracks = placement->columns;
    LayoutUnit sum = grid_gaps(tracks, {0, static_cast<std::uint32_t>(tracks.sizes.size())}, gap);
    for (const LayoutUnit size : size_grid_tracks(tracks, spans, contributions, room)) sum += size;
    return sum;
  };
  // Both sums share the contributions, which measure each item once.
  const LayoutUnit least = sum_under(GridConstraint::MinContent);
  return {least, std::max(least, sum_under(GridConstraint::MaxContent))};
}

/// The plan is made for the whole container, and is the same on each page.
GridLayout::GridLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
    : ItemLayout(input, context, end_space), plan_(grid_plan(container(), known_placement(), context)) {}

/// The state that earlier pages left, or the start of the grid.
GridRest GridLayout::rest_of_input() const {
  return builder_.is_first_part() ? GridRest() : input_.resume->rest<GridRest>();
}

/// The container as input for the plan.
GridContainer GridLayout::container() const {
  GridContainer made;
  static_cast<ItemContainer&>(made) = item_container();
  made.subgrid = input_.subgrid;
  return made;
}

/// The placement of items does not change on later pages, and a subgrid has it from the grid around.
std::shared_ptr<const GridPlacement> GridLayout::known_placement() const {
  return input_.subgrid != nullptr ? input_.subgrid->placement : rest_of_input().placement;
}

LayoutResult GridLayout::run() {
  // Overflow of earlier pages continues beside everything else.
  resume_overflow(
      plan_.items, [this](auto... part) { return page_input(part...); },
      [this](std::size_t item, const LayoutResult& result) { place(item, result, LayoutUnit(), true); });
  if (are_children_left() && !plan_.rows.empty()) {
    // Unlimited room, as when measuring: no breaks to decide.
    if (is_unlimited()) {
      place_whole();
    } else {
      layout_rows();
    }
  }
  return nothing_fits_ ? nothing_fits() : finish();
}

/// Without pages each item is where the plan puts it.
void GridLayout::place_whole() {
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    const GridItem& item = plan_.items[i];
    place(i, measured_box(final_grid_item_input(item), context_), item.place.y, false);
  }
  row_end_ = plan_.rows.back().end();
  for (std::size_t row = 0; row < plan_.rows.size(); ++row) row_tops_.emplace_back(row, plan_.rows[row].start);
}

/// Records a part of an item, with the token if it continues.
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

/// css-grid-1 §9.2: as if the box were the only item in an area as large as the content box.
StaticHalves grid_static_position(BoxId child, const LayoutContext& context) {
  const auto aligned = [&](GridAxis axis) {
    ItemAlignment alignment = grid_alignment(child, axis, context);
    // Alone, a box shares its baseline with nothing (css-align-3 §4.2), so it is at the start, or at the end.
    if (alignment.position == style::ItemAlignment::Baseline) {
      alignment.position = alignment.is_last ? style::ItemAlignment::End : style::ItemAlignment::Start;
    }
    return AlignedHalves::of([&](LayoutUnit free) { return aligned_offset(alignment, free, false); });
  };
  const AlignedHalves along = aligned(GridAxis::Inline);
  return {is_in_rtl(child, context) ? along.reversed() : along, aligned(GridAxis::Block)};
}

/// Whether a row starts on this page: marks of boxes out of flow are on the page of their row.
bool GridLayout::begins_here(std::size_t row) const {
  if (!are_children_left()) return false;
  const auto begun_before = [](const GridRest& rest) {
    return std::size_t{rest.row} + (rest.has_begun ? 1 : 0);
  };
  const std::size_t first = builder_.is_first_part() ? 0 : begun_before(rest_of_input());
  return row >= first && row < (broken_ ? begun_before(rest_) : plan_.rows.size());
}

/// The position of a row on this page; rows of earlier pages are above its start.
LayoutUnit GridLayout::row_top(std::size_t row) const {
  const auto found =
      std::find_if(row_tops_.begin(), row_tops_.end(), [row](const auto& top) { return top.first == row; });
  return found == row_tops_.end() ? plan_.rows[row].start - page_start_ : found->second;
}

namespace {

/// One axis of a grid area. On a side without a named line, it extends to the edge of the container's padding box.
struct AreaExtent {
  LayoutUnit begin;
  LayoutUnit end;
};
/// Lines that do not exist leave the edge of the padding box.
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

/// The box with the borders and the position of the grid. A grid with its own writing mode is inside a box that has
/// everything but its tracks.
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

/// The grid area of a positioned child, in the content box of this page's part.
Rect GridLayout::area_of(const PositionedGridChild& child) const {
  Edges padding = padding_widths(style_, input_.available.inline_size);
  // A turned container: its padding is mapped to the axes of the grid.
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
  // A row that pages have moved takes its area with it.
  if (child.rows.begin && !plan_.rows.empty()) {
    const std::size_t row = std::min<std::size_t>(*child.rows.begin, plan_.rows.size() - 1);
    const LayoutUnit shift = row_top(row) - plan_.rows[row].start;
    down = {down.begin + shift, down.end + shift};
  }
  return {{across.begin, down.begin}, {across.end - across.begin, down.end - down.begin}};
}

/// The anchor of a positioned child. If the grid is its containing block, it is in its grid area, on the page on which
/// that area starts (§9.1); otherwise it is where it would be in the content box, on the first page (§9.2).
std::optional<ChildFragment> GridLayout::positioned_anchor(BoxId child) const {
  const auto& all = plan_.placement->positioned;
  const auto lines =
      std::find_if(all.begin(), all.end(), [child](const PositionedGridChild& known) { return known.box == child; });
  const bool has_area = lines != all.end() && !(lines->columns.is_auto() && lines->rows.is_auto()) && holds(child);
  if (!has_area || !lines->rows.begin || plan_.rows.empty()) {
    // Without an area in the block axis, the anchor is on the first page.
    if (!builder_.is_first_part()) return std::nullopt;
  } else if (!begins_here(std::min<std::size_t>(*lines->rows.begin, plan_.rows.size() - 1))) {
    return std::nullopt;
  }
  // The static position refers to the area in each axis in which lines are named.
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

/// Sorts continued items into rests, which keep the container open, and overflow, which continues after its end.
void GridLayout::collect_rests(std::vector<BreakTokenPtr>& rests, std::vector<BreakTokenPtr>& overflow) const {
  overflow = waiting_overflow_;
  for (const Placed& placed : placed_) {
    if (placed.overflow != nullptr) overflow.push_back(placed.overflow);
    if (placed.rest == nullptr) continue;
    // An item that overflows its area continues beside the following content, and beyond the end of the container.
    const bool is_overflow = !broken_ && !plan_.items[placed.item].fits_area;
    (is_overflow ? overflow : rests).push_back(placed.rest);
  }
  for (const Waiting& waiting : waiting_) rests.push_back(waiting.token);
}

/// The height of this page's part, and the token.
void GridLayout::end_page(LayoutResult& result) {
  std::vector<BreakTokenPtr> rests;
  std::vector<BreakTokenPtr> overflow;
  collect_rests(rests, overflow);
  // A container that ends here is as high as the plan says; one that continues is as high as its rows.
  const LayoutUnit natural =
      builder_.is_first_part() && !broken_ ? plan_.size.height : std::max(row_end_, LayoutUnit());
  // Empty rows may be cut anywhere; items that do not break keep their height.
  LayoutUnit content = std::min(natural, std::max(content_room().remaining, LayoutUnit()));
  for (const Placed& placed : placed_) {
    if (plan_.items[placed.item].fits_area) content = std::max(content, placed.bottom());
  }
  // The next page must satisfy the demands of the rests.
  for (const BreakTokenPtr& rest : rests) demand_as(*rest);
  rest_.placement = plan_.placement;
  end_part(result, part_height(natural, content), plan_.natural_height, rest_, std::move(rests), std::move(overflow));
}

/// How far `position: relative` moves an item; its containing block is its area.
Point GridLayout::shift_of(const GridItem& item) {
  const style::ComputedStyle& style = *item.style;
  if (style.position.kind != style::PositionKind::Relative) return {};
  return relative_shift(style, item.area_size.width, item.area_size.height);
}

/// Builds the fragment of this page, in source order.
LayoutResult GridLayout::finish() {
  LayoutResult result;
  end_page(result);
  // Painting follows the source, even if `order` changes positions.
  std::stable_sort(placed_.begin(), placed_.end(), [&](const Placed& a, const Placed& b) {
    return plan_.items[a.item].source < plan_.items[b.item].source;
  });
  Fragment content;
  for (const Placed& placed : placed_) {
    const Fragment& fragment = *placed.child.fragment;
    content.children.push_back(placed.child);
    // The baseline of an item that continues from above is on an earlier page.
    if (plan_.baseline_item == placed.item && !fragment.is_continued_before) {
      content.baseline = placed.child.offset.y + item_baseline(fragment, false, style_);
    }
    if (plan_.last_baseline_item == placed.item) {
      content.last_baseline = placed.child.offset.y + item_baseline(fragment, true, style_);
    }
  }
  add_anchors(content.children, [this](BoxId child) { return positioned_anchor(child); });
  // Notes are marked where items would be without their shift, so items are shifted last (CSS 2.2 §9.4.3).
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
