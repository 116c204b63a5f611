#include "layout/flex/detail/flex_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/flex/detail/flex_plan.h"

#include <algorithm>

namespace gongwen::layout {
// Three parts: intrinsic widths of the container; placing without pages; and pages, for rows (lines below each other)
// and columns (lines side by side) separately.
// Sections without a name are those of css-flexbox-1. The plan (flex_plan.h) is made without pages:
// lines, sizes, places. Then this file places it on one page after the other; a *row* below is a flex
// line of a row container, a *column* one of a column container.
namespace {

using style::ComputedStyle;

/// Widths with margins. The sum may be negative: such an item leaves more space to the others on its line.
IntrinsicSizes outer_sizes(BoxId item, LayoutContext& context) {
  IntrinsicSizes sizes = intrinsic_sizes(item, context);
  const LayoutUnit margins = margin_widths(context.style_of(item), LayoutUnit()).horizontal();
  sizes.min_content += margins;
  sizes.max_content += margins;
  return sizes;
}

/// The width that an item with a ratio gets from the height to which it is stretched, if its single line is as high as
/// the container (§9.8).
std::optional<LayoutUnit> width_by_stretch(BoxId item, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(item);
  const ComputedStyle& container = context.style_of(context.box(item).parent);
  const ItemAlignment align = used_alignment(style.align_self, container.align_items);
  const bool stretches = align.position == style::ItemAlignment::Stretch ||
                         align.position == style::ItemAlignment::Normal || align.position == style::ItemAlignment::Auto;
  const bool is_auto =
      style.width.is_auto() && style.height.is_auto() && !style.margin_top.is_auto && !style.margin_bottom.is_auto;
  // Only if nothing else determines the width or height.
  if (!stretches || !is_auto || !style.aspect_ratio.has_ratio() || container.flex_wrap != style::FlexWrap::Nowrap)
    return std::nullopt;
  const LayoutUnit around = border_widths(container).vertical() + padding_widths(container, LayoutUnit()).vertical();
  const auto height = content_height(container, std::nullopt, around);
  if (!height) return std::nullopt;
  const Edges edges = border_widths(style) + padding_widths(style, LayoutUnit());
  const LayoutUnit outer = *height - margin_widths(style, LayoutUnit()).vertical();
  const LayoutUnit stretched = clamp_content_height(outer - edges.vertical(), style, std::nullopt, edges.vertical());
  return ratio_width(item, stretched, edges, context);
}

/// §9.9.3: an item that may not grow counts at most its flex base size, one that may not shrink at least that.
IntrinsicSizes item_contribution(BoxId item, LayoutContext& context) {
  IntrinsicSizes sizes = outer_sizes(item, context);
  const ComputedStyle& style = context.style_of(item);
  if (const auto width = width_by_stretch(item, context)) {
    const LayoutUnit outer = *width + margin_widths(style, LayoutUnit()).horizontal();
    sizes = {outer, outer};
  }
  // A basis of `auto` is the width, which is in the contribution already.
  if (style.flex_basis.is_content || !style.flex_basis.size.is_length()) return sizes;
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const auto basis = border_box_size(style.flex_basis.size, std::nullopt, edges, style.box_sizing);
  if (!basis) return sizes;
  // Limits apply to the border box, contributions include margins.
  const LayoutUnit margins = margin_widths(style, LayoutUnit()).horizontal();
  LayoutUnit least;
  // The automatic minimum (§4.5): min-content, or the set width if that is smaller.
  if (style.min_width.is_auto()) {
    least = sizes.min_content - margins;
    if (style.width.is_length()) least = std::min(least, content_based_sizes(item, context).min_content);
  }
  const auto limit = [&](LayoutUnit size) {
    LayoutUnit inner = size - margins;
    // An item that cannot grow is no wider than its basis, one that cannot shrink no narrower (css-flexbox-1 §9.9.1).
    if (style.flex_grow <= 0) inner = std::min(inner, *basis);
    if (style.flex_shrink <= 0) inner = std::max(inner, *basis);
    if (const auto most = border_box_size(style.max_width, std::nullopt, edges, style.box_sizing)) {
      inner = std::min(inner, *most);
    }
    if (const auto own = border_box_size(style.min_width, std::nullopt, edges, style.box_sizing)) {
      inner = std::max(inner, *own);
    }
    return std::max(inner, least) + margins;
  };
  return {limit(sizes.min_content), limit(sizes.max_content)};
}

/// The width of a wrapping column: its lines side by side. Wrapping depends on the height, so the plan is made with a
/// width that limits nothing.
LayoutUnit wrapped_column_width(BoxId box, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).vertical() + padding_widths(style, LayoutUnit()).vertical();
  FlexContainer container;
  container.box = box;
  container.style = &style;
  container.axes = FlexAxes::of(style);
  container.is_multi_line = true;
  // Wide enough for any content.
  container.width = LayoutUnit::from_px(1'000'000);
  container.height = content_height(style, std::nullopt, edges);
  container.min_height = clamp_content_height({}, style, std::nullopt, edges);
  container.max_height = clamp_content_height(LayoutUnit::max(), style, std::nullopt, edges);
  return flex_plan(container, context).lines_sum;
}

}  // namespace

/// Sums over the items of a row, the widest item of a column. A row that wraps may put each item on its own line, so
/// its minimum is that of the widest item.
IntrinsicSizes flex_content_sizes(BoxId box, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  const bool is_row = FlexAxes::of(style).is_row;
  const bool wraps = style.flex_wrap != style::FlexWrap::Nowrap;
  IntrinsicSizes sizes;
  int count = 0;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    // Positioned children and markers are no items.
    if (context.box(child).kind == boxes::BoxKind::Marker || !boxes::is_in_flow(context.box(child))) continue;
    if (is_row && context.style_of(child).visibility == style::Visibility::Collapse) continue;
    const IntrinsicSizes item = is_row ? item_contribution(child, context) : intrinsic_contribution(child, context);
    if (is_row && !wraps) {
      sizes.min_content += item.min_content;
    } else {
      // AD-HOC: as in the browsers, flex base sizes do not count where each item may have its own line.
      sizes.min_content = std::max(sizes.min_content, intrinsic_contribution(child, context).min_content);
    }
    // Side by side widths add up; below each other the widest one counts.
    sizes.max_content = is_row ? sizes.max_content + item.max_content : std::max(sizes.max_content, item.max_content);
    ++count;
  }
  if (is_row && count > 1) {
    const LayoutUnit gaps = used_gap(style.column_gap, LayoutUnit()) * (count - 1);
    sizes.max_content += gaps;
    if (!wraps) sizes.min_content += gaps;
  }
  sizes.min_content = std::max(LayoutUnit(), sizes.min_content);
  sizes.max_content = std::max(LayoutUnit(), sizes.max_content);
  // Without a limit of height a column never wraps.
  const bool has_height = style.height.is_length() || style.max_height.is_length();
  if (!is_row && wraps && has_height && count > 1) sizes.max_content = wrapped_column_width(box, context);
  return sizes;
}

FlexLayout::FlexLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
    : ItemLayout(input, context, end_space), plan_(flex_plan(container(), context)) {}

/// The container as input for the plan; a container that continues keeps the lines that have started (break_token.h).
FlexContainer FlexLayout::container() const {
  FlexContainer made;
  static_cast<ItemContainer&>(made) = item_container();
  made.axes = FlexAxes::of(style_);
  made.is_multi_line = style_.flex_wrap != style::FlexWrap::Nowrap;
  // Lines that have begun may not be divided anew.
  if (!builder_.is_first_part()) made.begun_lines = input_.resume->rest<FlexRest>().lines;
  return made;
}

/// Tokens of the items that continue on this page.
const std::vector<BreakTokenPtr>& FlexLayout::tokens() const {
  static const std::vector<BreakTokenPtr> kNone;
  return builder_.is_first_part() ? kNone : input_.resume->children;
}

/// Overflow of earlier pages comes first, at the top; then the lines of this page.
LayoutResult FlexLayout::run() {
  // Overflow of items that have ended takes up no space.
  resume_overflow(
      plan_.items, [this](auto... part) { return page_input(part...); },
      [this](std::size_t item, const LayoutResult& result) { place(item, result, LayoutUnit()); });
  if (are_children_left() && !plan_.items.empty()) {
    if (is_unlimited()) {
      place_whole();
    } else if (plan_.container.axes.is_row) {
      layout_rows();
    } else {
      layout_columns();
    }
  }
  return nothing_fits_ ? nothing_fits() : finish();
}

/// Without pages each item is where the plan puts it.
void FlexLayout::place_whole() {
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    const FlexItem& item = plan_.items[i];
    place(i, measured_box(final_item_input(item, plan_), context_), item.place.y);
  }
}

/// Appends the fragment of an item and notes the baselines that the plan took from it.
void FlexLayout::place(std::size_t index, const LayoutResult& result, LayoutUnit top) {
  const FlexItem& item = plan_.items[index];
  const Fragment& fragment = *result.fragment;
  placed_.push_back({item.source, {{item.place.x, top}, &fragment}});
  // Its item is complete, but its overflow continues.
  if (result.outcome == Outcome::Complete) placed_.back().overflow = result.rest;
  cursor_ = std::max(cursor_, top + fragment.size.height);
  anything_placed_ = anything_placed_ || !fragment.size.height.is_zero();
  const auto baseline_of = [&](bool is_last) {
    return top + item_baseline(fragment, is_last, style_);
  };
  // Only the part in which the item begins has its first baseline.
  if (plan_.baseline && plan_.baseline->item == index && !fragment.is_continued_before) {
    baseline_ = baseline_of(plan_.baseline->is_last);
  }
  if (plan_.last_baseline && plan_.last_baseline->item == index) {
    last_baseline_ = baseline_of(plan_.last_baseline->is_last);
  }
}

/// The anchor of a positioned child. It marks its static position on the first page only.
std::optional<ChildFragment> FlexLayout::positioned_anchor(BoxId child) const {
  if (!builder_.is_first_part()) return std::nullopt;
  auto area = std::make_unique<const AnchorArea>(AnchorArea{plan_.size, std::nullopt});
  return ChildFragment{flex_static_position(child, context_).in({{}, plan_.size}),
                       make_anchor(child, context_, std::move(area))};
}

/// Builds the fragment of this page. Relative positions move items last, so that they do not affect anything else.
LayoutResult FlexLayout::finish() {
  LayoutResult result;
  // On the first page of a container without a break, the planned size is used, even if it is larger than the items. A
  // part that is cut ends where its content does.
  const LayoutUnit natural = builder_.is_first_part() && !broken_ ? plan_.size.height : cursor_;
  end_part(result, part_height(natural, cursor_), plan_.natural_height, FlexRest{rest_lines_}, rest_, overflow_rests());
  // Fragments are in source order, which is that of reading; `order` only moves them.
  std::stable_sort(placed_.begin(), placed_.end(),
                   [](const Placed& a, const Placed& b) { return a.source < b.source; });
  Fragment content;
  content.children.reserve(placed_.size());
  for (const Placed& placed : placed_) content.children.push_back(placed.child);
  add_anchors(content.children, [this](BoxId child) { return positioned_anchor(child); });
  const FlexContainer& container = plan_.container;
  for (ChildFragment& child : content.children) {
    if (child.fragment->kind == FragmentKind::Anchor) continue;
    child.offset = child.offset +
                   relative_shift(context_.style_of(child.fragment->box), container.width, container.definite_height());
  }
  content.baseline = baseline_;
  content.last_baseline = last_baseline_;
  add_fragment(result, std::move(content));
  return result;
}

LayoutResult layout_flex(const LayoutInput& input, LayoutContext& context) {
  return layout_with_end<FlexLayout>(input, context);
}

namespace {

/// The break between two lines of a row: all items of both lines are at it, so each of them may ask for one.
BreakBetweenBoxes break_between_lines(std::span<const FlexItem> before, std::span<const FlexItem> after,
                                      const Fragmentainer& room, const LayoutContext& context) {
  // The strongest demand of all items wins.
  BreakBetweenBoxes total;
  for (const FlexItem& item : before) total.add(break_after(item.box, room, context));
  for (const FlexItem& item : after) total.add(break_before(item.box, room, context));
  return total;
}

}  // namespace

LayoutInput FlexLayout::page_input(std::size_t item, LayoutUnit top, const BreakToken* resume) const {
  return on_page(final_item_input(plan_.items[item], plan_), top, resume);
}

std::vector<BreakTokenPtr> FlexLayout::overflow_rests() const {
  std::vector<BreakTokenPtr> rests = waiting_overflow_;
  for (const Placed& placed : placed_) {
    if (placed.overflow != nullptr) rests.push_back(placed.overflow);
  }
  return rests;
}

/// A token for an item that starts later; `passed` is how much of the space above it earlier pages have used up.
BreakTokenPtr FlexLayout::token_before(std::size_t item, LayoutUnit passed) const {
  auto token = std::make_shared<BreakToken>();
  token->box = plan_.items[item].box;
  token->where = BreakToken::Where::Before;
  token->payload = WaitingItem{passed};
  return token;
}

/// Adds a token of an item that continues on the next page.
void FlexLayout::end_page(BreakTokenPtr token) {
  broken_ = true;
  demand_as(*token);
  rest_.push_back(std::move(token));
}

/// Drops all fragments after the first `kept` ones, and finds the end of the rest.
void FlexLayout::take_back(std::size_t kept) {
  // The end of what is left may be higher than before.
  placed_.resize(kept);
  cursor_ = {};
  for (const Placed& placed : placed_) {
    cursor_ = std::max(cursor_, placed.child.offset.y + placed.child.fragment->size.height);
  }
}

/// The best place at which something besides the first `kept` fragments stays on the page. Those belong to other
/// columns and stay in any case.
const FlexLayout::Breaks::Place* FlexLayout::best_break(std::size_t kept) const {
  return breaks_.best([&](const Snapshot& place) { return place.placed > kept; });
}

namespace {

FlexLineRange line_range(const FlexLine& line) {
  return {static_cast<std::uint32_t>(line.begin), static_cast<std::uint32_t>(line.end)};
}

}  // namespace

/// The line at this place from top to bottom: `wrap-reverse` has them in the opposite order.
const FlexLine& FlexLayout::row_at(std::size_t row) const {
  return plan_.lines[plan_.lines_reversed ? plan_.lines.size() - 1 - row : row];
}

/// The row at which this page starts: the one that continues, or the next one.
std::size_t FlexLayout::first_row() const {
  std::size_t row = 0;
  if (builder_.is_first_part()) return row;
  for (const FlexLineRange& begun : input_.resume->rest<FlexRest>().lines) {
    // Empty ranges mark a border between lines: the row after it comes next.
    const auto comes_first = [&](const FlexLine& line) {
      return plan_.lines_reversed ? line.end == begun.end : line.begin == begun.begin;
    };
    while (row < plan_.lines.size() && !comes_first(row_at(row))) ++row;
  }
  return row;
}

/// Rows of one page, from the top, until one ends it.
void FlexLayout::layout_rows() {
  const std::size_t first = first_row();
  std::size_t row = first;
  while (row < plan_.lines.size() && layout_row(row, row == first) == Step::Next) ++row;
}

/// Places a line below the one before, or breaks.
FlexLayout::Step FlexLayout::layout_row(std::size_t row, bool begins_page) {
  const FlexLine& line = row_at(row);
  const std::span<const FlexItem> items(plan_.items);
  if (!begins_page) {
    const FlexLine& previous = row_at(row - 1);
    const BreakBetweenBoxes between =
        break_between_lines(items.subspan(previous.begin, previous.size()), items.subspan(line.begin, line.size()),
                            content_room().after(line_top_), context_);
    if (between.is_forced() && input_.room.is_limited()) {
      end_page_before_row(row);
      forced_ = between.forced;
      demand_ = between.demand;
      return Step::Stop;
    }
    breaks_.add(between, {row, placed_.size()});
    // The gap between the rows, as the plan has distributed it.
    line_top_ += line.start - previous.start - previous.cross_size;
  } else if (builder_.is_first_part()) {
    line_top_ = line.start;
    // At an unforced break, margins that all items of the line share vanish (css-break-3 §5.2).
  } else if (tokens().empty() && !input_.resume->is_forced()) {
    // Margins are cut at the break; what one item has more than the others stays.
    line_top_ = -common_upper_margin(upper_margins(line));
  }
  const bool is_resumed = begins_page && !tokens().empty();
  const std::vector<Part> parts = layout_row_items(line, is_resumed ? tokens() : std::vector<BreakTokenPtr>());
  // A row is kept whole if all its items fit completely.
  const bool fits = std::all_of(parts.begin(), parts.end(), [](const Part& part) {
    return part.result.outcome == Outcome::Complete && !part.is_pushed && !part.is_later;
  });
  if (!fits) return break_at_row(row, parts);
  place_row(line, parts, is_resumed);
  return Step::Next;
}

std::vector<LayoutUnit> FlexLayout::upper_margins(const FlexLine& line) const {
  std::vector<LayoutUnit> margins;
  for (std::size_t i = line.begin; i < line.end; ++i) margins.push_back(plan_.items[i].margins.top);
  return margins;
}

/// Lays out the items of a line, or, if it continues, only those that do.
std::vector<FlexLayout::Part> FlexLayout::layout_row_items(const FlexLine& line,
                                                           const std::vector<BreakTokenPtr>& resumed) {
  std::vector<Part> parts;
  for (std::size_t i = line.begin; i < line.end; ++i) {
    const FlexItem& item = plan_.items[i];
    const BreakToken* const token = token_of(item.box, resumed);
    // An item without a token was finished on an earlier page.
    if (!resumed.empty() && token == nullptr) continue;
    Part part;
    part.item = i;
    part.resume = token;
    // Each item has its own position in the line (alignment, margins), so it may start on a later page than its line.
    const LayoutUnit room = content_room().after(line_top_).remaining;
    const LayoutUnit offset = item.place.y - line.start;
    // WaitingItem: how much of the offset earlier pages have passed.
    const LayoutUnit passed = token == nullptr ? LayoutUnit() : token->rest<WaitingItem>().passed;
    // An item that continues starts at the top. One that has not started moves up by the height that its line had on
    // earlier pages.
    part.top = line_top_;
    if (token == nullptr) part.top += offset;
    if (token != nullptr && !goes_on_inside(token)) part.top += std::max(LayoutUnit(), offset - passed);
    const LayoutInput input = page_input(i, part.top, goes_on_inside(token) ? token : nullptr);
    // Its place is below the end of this page.
    part.is_later = room > LayoutUnit() && input.room.is_limited() && !goes_on_inside(token) && offset - passed >= room;
    part.passed = part.is_later ? passed + room : offset;
    if (!part.is_later) lay_out(part, input);
    parts.push_back(std::move(part));
  }
  return parts;
}

/// Places all items of a line; the cursor moves to its planned end, or, in a line that pages made higher, to its real
/// end.
void FlexLayout::place_row(const FlexLine& line, const std::vector<Part>& parts, bool is_resumed) {
  LayoutUnit bottom = line_top_;
  for (const Part& part : parts) {
    const LayoutUnit margin = plan_.items[part.item].margins.bottom;
    bottom = std::max(bottom, part.top + part.result.fragment->size.height + margin);
  }
  for (const Part& part : parts) {
    LayoutResult result = part.result;
    // Stretched items stay as high as their line.
    const FlexItem& item = plan_.items[part.item];
    if (is_resumed && item.stretches && item.style->max_height.kind == style::Size::Kind::None) {
      result.fragment = grown_fragment(result.fragment, bottom - part.top - item.margins.bottom, context_);
    }
    place(part.item, result, part.top);
  }
  line_top_ = is_resumed ? bottom : line_top_ + line.cross_size;
  cursor_ = std::max(cursor_, line_top_);
}

/// Ends the page before a line. The token holds an empty range, so that lines can be divided again if the next page has
/// another width.
void FlexLayout::end_page_before_row(std::size_t row) {
  broken_ = true;
  const FlexLine& line = row_at(row);
  // The border of the next line, in the order of the source.
  const auto border = static_cast<std::uint32_t>(plan_.lines_reversed ? line.end : line.begin);
  rest_lines_ = {{border, border}};
  rest_.clear();
}

/// A line does not fit, or its items demand a break. Of all places to break, including those inside the line, the best
/// is chosen, and of equals the latest (css-break-3 §4.5). The items of a broken line continue side by side, each
/// independently.
FlexLayout::Step FlexLayout::break_at_row(std::size_t row, const std::vector<Part>& parts) {
  auto [inside, any_pushed] =
      inside_of(parts, BreakAppeal::Perfect, [this](auto... part) { return page_input(part...); });
  const Breaks::Place* const best = best_break(0);
  // An item that is pushed as a whole would leave its line incomplete at the top of the box: better to move the
  // container.
  const bool may_wait = best == nullptr && !input_.room.at_top && any_pushed;
  if (may_wait && inside.forced == Forced::No) inside.is_possible = false;
  if (Breaks::takes_inside(inside, best)) {
    break_inside_row(row, parts, inside.appeal);
    return Step::Stop;
  }
  if (best != nullptr) {
    appeal_ = best->appeal;
    take_back(best->at.placed);
    end_page_before_row(best->at.before);
    return Step::Stop;
  }
  nothing_fits_ = true;
  return Step::Stop;
}

/// Places the parts of the line that are here; everything else becomes a token.
void FlexLayout::break_inside_row(std::size_t row, const std::vector<Part>& parts, BreakAppeal appeal) {
  appeal_ = appeal;
  rest_lines_ = {line_range(row_at(row))};
  for (const Part& part : parts) {
    if (part.is_pushed || part.is_later) {
      // A new item keeps what it has passed; one that continues keeps its token.
      end_page(goes_on_inside(part.resume) ? token_to_begin(plan_.items[part.item].box, part.resume)
                                           : token_before(part.item, part.passed));
      continue;
    }
    place(part.item, part.result, part.top);
    if (part.result.outcome == Outcome::Broken) end_page(part.result.rest);
  }
}

/// Places the lines of a column container side by side; each line breaks independently, and may have its own token.
void FlexLayout::layout_columns() {
  const bool alone = plan_.lines.size() == 1;
  const bool at_top = input_.room.at_top;
  for (const FlexLine& line : plan_.lines) {
    rest_lines_.push_back(line_range(line));
    const BreakToken* resume = nullptr;
    for (std::size_t i = line.begin; i < line.end && resume == nullptr && !tokens().empty(); ++i) {
      // With one line the first token is its own; with several, tokens are found by their boxes.
      resume = alone ? tokens().front().get() : token_of(plan_.items[i].box, tokens());
    }
    if (resume == nullptr && !tokens().empty()) continue;
    breaks_.clear();
    // Each line starts at the top again.
    // At the top of a page, each line may place something that does not fit.
    if (at_top) anything_placed_ = false;
    Column column = layout_column(line, resume);
    if (column.nothing_fits && (alone || builder_.is_first_part())) {
      nothing_fits_ = true;
      return;
    }
    if (column.rest != nullptr) end_page(std::move(column.rest));
  }
}

/// The number of an item from its place in the column, counted from the top.
std::size_t FlexLayout::item_at(const FlexLine& line, std::size_t index) const {
  return plan_.items_reversed ? line.end - 1 - index : line.begin + index;
}

/// Whether alignment puts something on a later page although this page has room.
bool FlexLayout::is_behind_page(LayoutUnit top) const {
  const LayoutUnit room = content_room().remaining;
  return input_.room.is_limited() && room > LayoutUnit() && top >= room;
}

/// The items of one line of a column, one below the other, from the one that continues.
FlexLayout::Column FlexLayout::layout_column(const FlexLine& line, const BreakToken* resume) {
  Column column;
  std::size_t index = 0;
  if (resume != nullptr) {
    // The item is in the line: its token was made there.
    while (plan_.items[item_at(line, index)].box != resume->box) ++index;
  }
  const std::size_t first = index;
  const std::size_t first_placed = placed_.size();
  LayoutUnit bottom;  // bottom of the content above
  // Items of a column break like blocks.
  for (; index < line.size(); ++index) {
    const FlexItem& item = plan_.items[item_at(line, index)];
    // Space that alignment adds above is kept across a page end; margins and gaps are cut off.
    LayoutUnit spread;  // the part of the space above that is kept at a page end
    if (index > first) {
      const FlexItem& above = plan_.items[item_at(line, index - 1)];
      const BreakBetweenBoxes between = break_between(above.box, item.box, content_room().after(bottom), context_);
      // No part of the next item is here, so the break is clean.
      if (between.is_forced() && input_.room.is_limited()) {
        column.rest = forced_token_before(item.box, between.forced, between.demand);
        return column;
      }
      breaks_.add(between, {index, placed_.size()});
      const LayoutUnit space = item.place.y - above.place.y - above.main_size;
      // Space that justify-content adds between items is cut off like their margins.
      const bool is_auto = item.main_start_auto || item.main_end_auto || above.main_start_auto || above.main_end_auto;
      // Only auto margins keep their space across a page end.
      if (is_auto) spread = space - above.margins.bottom - item.margins.top - plan_.main_gap;
      bottom += space;
    } else if (builder_.is_first_part()) {
      bottom = item.place.y;
      spread = bottom - item.margins.top;
    } else if (resume != nullptr && !goes_on_inside(resume)) {
      spread = resume->rest<WaitingItem>().passed;
      bottom = spread + (resume->is_forced() ? item.margins.top : LayoutUnit());
    }
    // Alignment puts the item below the end of the page: it starts on the next one with the rest of that space.
    if (spread > LayoutUnit() && is_behind_page(bottom)) {
      column.rest = token_before(item_at(line, index), bottom - content_room().remaining);
      return column;
    }
    const BreakToken* const token = index == first && goes_on_inside(resume) ? resume : nullptr;
    Part part;
    part.item = item_at(line, index);
    part.resume = index == first ? resume : nullptr;
    part.top = bottom;
    const LayoutInput input = page_input(part.item, bottom, token);
    lay_out(part, input);
    const LayoutUnit height = part.result.fragment == nullptr ? LayoutUnit() : part.result.fragment->size.height;
    if (part.result.outcome == Outcome::Complete && !part.is_pushed) {
      place(part.item, part.result, part.top);
      bottom += height;
      continue;
    }
    if (break_at_item(part, line, first_placed, column)) return column;
    bottom += height;
  }
  return column;
}

/// Chooses between a break inside the item and the places before it. Returns false if the item was placed although it
/// does not fit, because nothing else is possible.
bool FlexLayout::break_at_item(const Part& part, const FlexLine& line, std::size_t first_placed, Column& column) {
  const InsideBreak inside = inside_break(page_input(part.item, part.top, nullptr), part.result, context_);
  const Breaks::Place* const best = best_break(first_placed);
  if (Breaks::takes_inside(inside, best)) {
    place(part.item, part.result, part.top);
    appeal_ = std::min(appeal_, inside.appeal);
    column.rest = part.result.rest;
    return true;
  }
  if (best != nullptr) {
    appeal_ = std::min(appeal_, best->appeal);
    take_back(best->at.placed);
    column.rest = token_before(item_at(line, best->at.before));
    return true;
  }
  if (!input_.room.at_top) {
    column.nothing_fits = true;
    column.rest = token_to_begin(plan_.items[part.item].box, part.resume);
    return true;
  }
  // At the top of a page an item that cannot be broken overflows the page.
  place(part.item, part.result, part.top);
  return false;
}

}  // namespace gongwen::layout
