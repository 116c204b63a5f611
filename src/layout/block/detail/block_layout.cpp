#include "layout/block/detail/block_layout.h"

#include "layout/block/detail/block_floats.h"
#include "layout/block/detail/columns.h"
#include "layout/block/detail/fitted_layout.h"
#include "layout/block/detail/float_lines.h"
#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_stack.h"

#include <algorithm>
#include <variant>

namespace gongwen::layout {

// BlockLayout: one block container on one page. It settles where the box starts (margins may collapse with those of its
// first children), has its content laid out as lines, as blocks or in columns, and works out the height of this part
// and the token for the rest.
//
// First, how narrow and how wide block containers would be (css-sizing-3 section 5).

namespace {

using boxes::BoxKind;

/// Which children count. In a multi-column container, boxes over all columns need the width of the whole container, all
/// others that of a column; in other containers all count alike.
enum class Spanners : std::uint8_t { Alike, Not, Only };

/// Whether boxes over all columns may be among the descendants of a box: it is a block in the same formatting context.
/// A box with its own width counts as a whole.
bool may_hold_spanners(BoxId box, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const bool has_own_width = !style.width.is_auto() || style.min_width.is_length() || style.max_width.is_length();
  return context.box(box).kind == BoxKind::Block && !context.box(box).has_inline_children && !has_own_width &&
         !establishes_formatting_context(box, context);
}

IntrinsicSizes children_sizes(BoxId box, Spanners spanners, LayoutContext& context);

/// The widths that a child needs because of the boxes over all columns inside it (Spanners::Only), or because of the
/// others (Spanners::Not), with its borders, paddings and margins.
IntrinsicSizes part_contribution(BoxId child, Spanners spanners, LayoutContext& context) {
  IntrinsicSizes sizes = children_sizes(child, spanners, context);
  if (sizes.max_content.is_zero()) return sizes;
  const style::ComputedStyle& style = context.style_of(child);
  const LayoutUnit around = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal() +
                            margin_widths(style, LayoutUnit()).horizontal();
  return {sizes.min_content + around, sizes.max_content + around};
}

/// Blocks are one below the other, so the widest decides. Floats that follow one another are side by side, and so is a
/// table or another formatting context after them: their max-content widths add up. Their min-content widths do not,
/// since floats may wrap.
IntrinsicSizes children_sizes(BoxId box, Spanners spanners, LayoutContext& context) {
  IntrinsicSizes sizes;
  LayoutUnit floats;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& child_box = context.box(child);
    const bool is_float = child_box.flow == boxes::BoxFlow::Float;
    if (child_box.kind == BoxKind::Marker || (!is_float && !boxes::is_in_flow(child_box))) continue;
    const bool is_spanner = !is_float && context.style_of(child).column_span == style::ColumnSpan::All;
    const bool is_parted = spanners != Spanners::Alike && !is_spanner && !is_float && may_hold_spanners(child, context);
    if (!is_parted && spanners != Spanners::Alike && is_spanner != (spanners == Spanners::Only)) continue;
    const IntrinsicSizes contribution =
        is_parted ? part_contribution(child, spanners, context) : intrinsic_contribution(child, context);
    sizes.min_content = std::max(sizes.min_content, contribution.min_content);
    if (is_float) {
      // A float that clears starts a new row of floats.
      if (context.style_of(child).clear != style::Clear::None) floats = {};
      floats += contribution.max_content;
      sizes.max_content = std::max(sizes.max_content, floats);
      continue;
    }
    const LayoutUnit beside = establishes_formatting_context(child, context) ? floats : LayoutUnit();
    sizes.max_content = std::max(sizes.max_content, contribution.max_content + beside);
    floats = {};
  }
  return sizes;
}

}  // namespace

/// Content-box widths of a block container. With columns: those of all columns together, but wide enough for the boxes
/// over all of them.
IntrinsicSizes natural_block_sizes(BoxId box, LayoutContext& context) {
  const bool has_columns = is_multicol(box, context);
  const bool has_lines = context.box(box).has_inline_children;
  const IntrinsicSizes sizes = has_lines ? inline_content_sizes(box, context)
                                         : children_sizes(box, has_columns ? Spanners::Not : Spanners::Alike, context);
  if (!has_columns) return sizes;
  IntrinsicSizes columns = multicol_sizes(context.style_of(box), sizes);
  if (has_lines) return columns;
  const IntrinsicSizes over_all = children_sizes(box, Spanners::Only, context);
  columns.min_content = std::max(columns.min_content, over_all.min_content);
  columns.max_content = std::max(columns.max_content, over_all.max_content);
  return columns;
}

IntrinsicSizes block_content_sizes(BoxId box, LayoutContext& context) {
  const IntrinsicSizes sizes = natural_block_sizes(box, context);
  return context.box(box).is_fitted ? fitted_content_sizes(box, sizes, context) : sizes;
}

namespace {

/// Whether a fragment has lines that do not count as a baseline outside of it, since its layout is contained
/// (css-contain-2). A list item with only such lines still shows its marker.
bool hides_lines(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.box) return false;
  if (contains_layout(context.box(fragment.box), context.style_of(fragment.box)))
    return !fragment.size.height.is_zero();
  return std::any_of(fragment.children.begin(), fragment.children.end(),
                     [&](const ChildFragment& child) { return hides_lines(*child.fragment, context); });
}

}  // namespace

/// Whether margins of children stay inside at the start (CSS 2.2 §8.3.1). A part that continues from an earlier page
/// has no margins at its start (css-break-3 §5.2).
bool BlockLayout::separates_begin() const {
  // The root's margins do not collapse with anything. Only if it has neither margins nor a height do those of its
  // children act as its own, which looks the same.
  if (flow_.input.is_column) return true;
  const bool keeps_own = flow_.box.parent || flow_.is_multicol || flow_.height.is_fixed() ||
                         !margin_widths(flow_.style, flow_.input.available.inline_size).top.is_zero();
  return (flow_.is_context_root && keeps_own) || !flow_.builder.is_first_part() ||
         !(flow_.builder.borders.top + flow_.builder.padding.top).is_zero() ||
         (flow_.box.has_inline_children &&
          (flow_.box.has_floats_in_lines || has_lines(flow_.input.box, flow_.content_width, flow_.context)));
}

/// Whether margins of the last children stay inside at the end (CSS 2.2 §8.3.1).
bool BlockLayout::separates_end() const {
  return flow_.input.is_column || flow_.is_multicol || (flow_.is_context_root && flow_.box.parent) ||
         !flow_.builder.bottom_edges().is_zero() || flow_.height.is_fixed();
}

/// Order matters: floats of earlier pages come first, then overflow of children that have ended, then the content, so
/// that the content finds them in its way.
LayoutResult BlockLayout::run() {
  flow_.strut = flow_.input.strut;
  // The caller has used up the margins already; those of first children are counted with them.
  if (flow_.input.begin_is_resolved) {
    flow_.resolve_begin({});
    flow_.begin_margins_used = !separates_begin();
    flow_.strut = {};
  } else if (separates_begin()) {
    flow_.resolve_begin(flow_.strut.sum());
    flow_.strut = {};
  }
  // Floats that continue from the previous page belong to the formatting context and are at its top.
  if (flow_.is_context_root && flow_.input.resume != nullptr) {
    FloatPlace place = flow_.float_place();
    flow_.anything_placed = flow_.floats.resume(flow_.input.resume->floats, place, flow_.content.children);
  }
  children_.resume_overflow();
  // With `children_done` only the box's own height continues.
  if (flow_.input.resume == nullptr || !flow_.input.resume->children_done) {
    if (flow_.is_multicol) {
      layout_in_columns();
    } else if (flow_.box.has_inline_children) {
      layout_lines();
    } else {
      children_.run();
    }
  }
  if (flow_.nothing_fits) {
    LayoutResult result;
    result.outcome = Outcome::BreakBefore;
    result.appeal = flow_.appeal;
    result.avoid_cost = flow_.avoid_cost;
    return result;
  }
  return finish();
}

void BlockLayout::layout_lines() {
  const std::uint32_t from = flow_.builder.is_first_part() ? 0 : flow_.input.resume->rest<InlineRest>().first_unit;
  // Units of a stack of lines are valid only for lines of the full width. A paragraph that was beside floats on the
  // previous page may have ended at a unit where no such line starts; then its lines are found one by one.
  const bool goes_on_otherwise =
      from != 0 && !line_stack(flow_.input.box, flow_.content_width, flow_.context).begins_line(from);
  if (goes_on_otherwise || has_lines_beside_floats()) {
    layout_lines_beside_floats();
    return;
  }
  InlineLayoutInput lines;
  lines.box = flow_.input.box;
  lines.width = flow_.content_width;
  lines.room = flow_.content_room();
  lines.first_unit = from;
  lines.is_first_part = flow_.builder.is_first_part();
  const InlineLayoutResult result = layout_inline(lines, flow_.context);
  if (result.outcome == Outcome::BreakBefore) {
    flow_.nothing_fits = true;
    return;
  }
  flow_.content.children = result.lines;
  flow_.content.baseline = result.baseline;
  flow_.content.last_baseline = result.last_baseline;
  flow_.cursor = result.height;
  flow_.anything_placed = !result.height.is_zero();
  flow_.appeal = result.appeal;
  if (result.outcome == Outcome::Broken) {
    flow_.broken = true;
    rest_ = InlineRest{result.next_unit, 0};
  }
}

/// The margin of the last child, if it stays inside. At the end of a page it is cut off, as margins beside a break are
/// (css-break-3 §5.2), instead of pushing the lower edge of the box off the page.
LayoutUnit BlockLayout::end_margin(LayoutUnit content_height_here) const {
  const LayoutUnit margin = flow_.strut.sum();
  const Fragmentainer room = flow_.content_room();
  if (!flow_.input.room.is_limited() || flow_.input.is_column) return margin;
  return std::min(margin, std::max(LayoutUnit(), room.remaining - content_height_here));
}

void BlockLayout::layout_in_columns() {
  ColumnsInput columns;
  columns.box = flow_.input.box;
  columns.width = flow_.content_width;
  columns.percentage_base = flow_.percentage_base();
  if (!flow_.height.may_grow()) columns.max_height = flow_.height.max_left();
  columns.room = flow_.content_room();
  columns.resume = flow_.input.resume;
  ColumnsResult result = layout_columns(columns, flow_.context);
  if (result.outcome == Outcome::BreakBefore) {
    flow_.nothing_fits = true;
    return;
  }
  // Floats and overflow of earlier parts come before the columns.
  const std::size_t before = flow_.content.children.size();
  flow_.content.children.insert(flow_.content.children.end(), result.children.begin(), result.children.end());
  flow_.overflow_rests.insert(flow_.overflow_rests.end(), result.overflowing.begin(), result.overflowing.end());
  flow_.content.baseline = result.baseline;
  flow_.content.last_baseline = result.last_baseline;
  first_line_ = result.first_line;
  rules_ = std::move(result.rules);
  columns_ = std::move(result.columns);
  shift_columns(before);
  flow_.cursor = result.height;
  flow_.anything_placed = !result.height.is_zero();
  flow_.appeal = result.appeal;
  if (result.outcome == Outcome::Complete) return;
  flow_.broken = true;
  flow_.forced = result.forced;
  flow_.demand = result.demand;
  flow_.rest_children = std::move(result.rest);
}

/// Closes the box on this page: settles its start if nothing did, adds the margins that stay inside, and builds the
/// result.
LayoutResult BlockLayout::finish() {
  const bool has_min_height = flow_.style.min_height.is_length() &&
                              !clamp_content_height({}, flow_.style, flow_.input.available.block_size, {}).is_zero();
  const bool has_end =
      !flow_.height.is_zero() || has_min_height || !flow_.builder.bottom_edges().is_zero() || shows_marker();
  // Without height, border or padding, the margins above and below the box collapse through it.
  if (!flow_.resolved && !flow_.broken && !has_end && !flow_.is_context_root) return finish_through();
  if (!flow_.resolved) {
    flow_.resolve_begin(flow_.strut.sum());
    flow_.strut = {};
    flow_.place_pending_floats(flow_.content_origin().y);
  }
  LayoutUnit height = flow_.cursor;
  // Margins below the last child: inside the box, or handed to the caller in `end_strut` to collapse with what follows.
  LayoutResult result;
  if (flow_.spanner || (!flow_.broken && (separates_end() || flow_.keeps_end_margins))) {
    height += flow_.spanner ? flow_.strut.sum() : end_margin(height);
  } else if (!flow_.broken && !flow_.height.is_limited(height)) {
    result.end_strut = flow_.strut;
  }
  if (flow_.is_context_root && flow_.floats.space() != nullptr) {
    // A formatting context holds its floats (CSS 2.2 §10.6.7).
    height = std::max(height, flow_.floats.bottom());
    result.end_strut = flow_.cursor + flow_.strut.sum() < flow_.floats.bottom() ? MarginStrut{} : result.end_strut;
  }
  finish_height(height, result);
  // Block steps are added to whole boxes only: they grow once, not on every page.
  if (result.outcome == Outcome::Complete && flow_.builder.is_first_part() && !flow_.input.is_column) add_inner_step();
  place_marker();
  align_content(result, height);
  finish_columns();
  result.appeal = flow_.appeal;
  result.avoid_cost = flow_.avoid_cost;
  result.spanner = flow_.spanner;
  result.offset = flow_.offset;
  if (result.outcome == Outcome::Broken) result.end_strut = {};
  result.fragment = flow_.builder.finish(std::move(flow_.content), size_, result.outcome, flow_.context);
  result.floats = flow_.is_context_root ? flow_.input.floats : flow_.floats.space();
  if (!flow_.is_context_root) result.float_rests = flow_.floats.rests();
  return result;
}

/// css-align-3 §5.1.1: `align-content` moves the content of a block container as a whole. Not in a box cut by pages,
/// where free space is not known; cells have `vertical-align` for it.
void BlockLayout::align_content(const LayoutResult& result, LayoutUnit content_height) {
  const bool is_normal = flow_.style.align_content.position == style::ContentAlignment::Normal;
  if (is_normal || flow_.input.is_column || flow_.is_multicol || flow_.box.kind == boxes::BoxKind::Cell) return;
  if (flow_.box.part == boxes::BoxPart::Anonymous || !flow_.builder.is_first_part() || result.rest != nullptr) return;
  const LayoutUnit free = size_.height - flow_.builder.edges().vertical() - content_height;
  const LayoutUnit shift = share_space(flow_.style.align_content, free, 1, false).before;
  for (ChildFragment& child : flow_.content.children) child.offset.y += shift;
  if (flow_.content.baseline) flow_.content.baseline = *flow_.content.baseline + shift;
  if (flow_.content.last_baseline) flow_.content.last_baseline = *flow_.content.last_baseline + shift;
}

/// `columns_` refers to children by index; `count` children have been inserted before them.
void BlockLayout::shift_columns(std::size_t count) {
  for (FragmentColumn& column : columns_) {
    column.first_child += count;
    column.children_end += count;
  }
}

/// Turns the columns and rules (lines between them) into coordinates of the border box and hands them to the fragment.
void BlockLayout::finish_columns() {
  if (columns_.empty()) return;
  // The columns of the last row are as high as the container's own height leaves them.
  const LayoutUnit end = size_.height - flow_.builder.edges().vertical();
  const LayoutUnit last = columns_.back().rect.top();
  const auto finish = [&](Rect& rect) {
    const bool is_last = flow_.height.is_fixed() && rect.top() == last && rect.bottom() == flow_.cursor;
    if (is_last) rect.size.height = std::max(rect.size.height, end - last);
    rect.origin = rect.origin + flow_.builder.content_offset();
  };
  for (FragmentColumn& column : columns_) finish(column.rect);
  flow_.content.columns = std::make_unique<const std::vector<FragmentColumn>>(std::move(columns_));
  if (rules_.empty()) return;
  for (InnerBorder& rule : rules_) finish(rule.rect);
  flow_.content.inner_borders = std::make_unique<const std::vector<InnerBorder>>(std::move(rules_));
}

/// The result of a box without height: the margins above it, inside it and below it are one (CSS 2.2 §8.3.1).
LayoutResult BlockLayout::finish_through() {
  LayoutResult result;
  result.is_through = true;
  result.offset = flow_.strut.sum();
  result.end_strut = flow_.strut;
  result.floats = flow_.floats.space();
  result.pending_floats = flow_.floats.pending();
  result.float_rests = flow_.floats.rests();
  result.fragment = flow_.builder.finish(std::move(flow_.content), {flow_.width, {}}, result.outcome, flow_.context);
  return result;
}

/// Whether the box continues because it holds floats that do (CSS 2.2 §10.6.7). Floats of which only overflow is left
/// do not keep it open.
bool BlockLayout::keeps_floats() const {
  return flow_.is_context_root &&
         std::any_of(flow_.floats.rests().begin(), flow_.floats.rests().end(),
                     [&](const FloatRest& rest) { return !flow_.input.takes_overflow || !rest.token->box_done; });
}

/// Decides how high the box is on this page and whether it continues: because content is left, because its own height
/// is not used up, or only as overflow of a box that has ended.
void BlockLayout::finish_height(LayoutUnit content_height_here, LayoutResult& result) {
  if (flow_.box.kind != boxes::BoxKind::Cell) {
    result.content_height = flow_.height.content(content_height_here) + flow_.builder.whole_edges();
  }
  const LayoutUnit wanted = flow_.height.wanted(content_height_here, flow_.broken);
  const bool may_grow = flow_.height.may_grow();
  const LayoutUnit left = std::max(flow_.content_room().remaining, LayoutUnit());
  const bool content_goes_on = flow_.broken || keeps_floats();
  // If the box's own height is used up on this page, the box ends, and its content continues as overflow.
  const bool ends = flow_.builder.is_done() ||
                    (content_goes_on && flow_.input.takes_overflow && !may_grow && flow_.height.max_left() <= left);
  PartHeight part{flow_.builder.is_done() ? LayoutUnit() : flow_.height.max_left(), false};
  // Before a box over all columns, the part that continues after it is as high as its content.
  if (flow_.spanner) part = {content_height_here, false};
  if (!ends && !flow_.spanner)
    part = flow_.builder.height_of(
        {content_height_here, wanted, left, flow_.broken, flow_.height.is_fixed() && !may_grow});
  if ((!ends || flow_.spanner) && (content_goes_on || part.goes_on)) result.outcome = Outcome::Broken;
  const bool overflow_goes_on =
      !flow_.overflow_rests.empty() || (flow_.is_context_root && !flow_.floats.rests().empty());
  if (content_goes_on || part.goes_on || overflow_goes_on) end_page(part.height, result);
  size_ = {flow_.width, flow_.builder.edges().vertical() + part.height};
}

/// Makes the token from which the next page resumes.
void BlockLayout::end_page(LayoutUnit height, LayoutResult& result) {
  const std::shared_ptr<BreakToken> token = token_inside(flow_.input.box, flow_.builder.consumed() + height);
  token->children_done = !flow_.broken;
  token->box_done = result.outcome == Outcome::Complete;
  token->marker_shown = shows_marker() || (flow_.input.resume != nullptr && flow_.input.resume->marker_shown);
  token->payload = rest_;
  token->forced = flow_.forced;
  token->demand = flow_.demand;
  if (flow_.is_context_root) token->floats = flow_.floats.rests();
  token->children = flow_.rest_children;
  token->overflowing = flow_.overflow_rests;
  // If only overflow is left, it alone decides which side of the sheet the next page must be
  // on.
  if (token->box_done && !flow_.broken && !flow_.overflow_rests.empty())
    token->demand = flow_.overflow_rests.front()->demand;
  if (!flow_.broken && !token->floats.empty()) token->demand = token->floats.front().token->demand;
  result.rest = token;
  if (result.outcome == Outcome::Broken) flow_.builder.cut_end();
}

/// The baseline of the line that a list marker is placed beside; of columns, of the line that comes first in reading
/// order.
const std::optional<LayoutUnit>& BlockLayout::marked_line() const {
  return flow_.is_multicol ? first_line_ : flow_.content.baseline;
}

/// The marker of a list item is beside its first line, on any page or in any column; an item without lines shows
/// it where the item ends. Columns leave it to their container, since the first line may be in a box over all
/// columns.
bool BlockLayout::shows_marker() const {
  if (flow_.input.is_column) return false;
  if (!flow_.box.first_child || flow_.context.box(flow_.box.first_child).kind != boxes::BoxKind::Marker) return false;
  if (flow_.input.resume != nullptr && flow_.input.resume->marker_shown) return false;
  if (!flow_.broken || marked_line()) return true;
  return std::any_of(flow_.content.children.begin(), flow_.content.children.end(),
                     [&](const ChildFragment& child) { return hides_lines(*child.fragment, flow_.context); });
}

/// An outside marker is before the start of the first line, on its baseline (css-lists-3 §3.4). An item without lines
/// gets the height of its marker.
void BlockLayout::place_marker() {
  if (!shows_marker()) return;
  const Fragment* const line = layout_marker(flow_.box.first_child, flow_.context);
  if (line == nullptr) return;
  const LayoutUnit baseline = marked_line().value_or(line->baseline.value_or(LayoutUnit()));
  const LayoutUnit top = baseline - line->baseline.value_or(LayoutUnit());
  // A float beside the first line moves the marker with the line.
  const bool has_line =
      !flow_.content.children.empty() && flow_.content.children.front().fragment->kind == FragmentKind::Line;
  LayoutUnit left = -line->size.width;
  if (is_rtl(flow_.style)) left = flow_.content_width;
  if (has_line) {
    const ChildFragment& first = flow_.content.children.front();
    left = is_rtl(flow_.style) ? first.offset.x + first.fragment->size.width : first.offset.x - line->size.width;
  }
  flow_.content.children.insert(flow_.content.children.begin(), {{left, top}, line});
  shift_columns(1);
  if (!marked_line()) size_.height = std::max(size_.height, line->size.height);
}

/// Whether the lines of this box have to be found one by one, because floats make them narrower.
bool BlockLayout::has_lines_beside_floats() const {
  return flow_.box.has_floats_in_lines ||
         (flow_.floats.space() != nullptr && flow_.floats.bottom() > flow_.content_origin().y);
}

/// Lines beside floats: each is as wide as the floats leave it (float_lines.h).
void BlockLayout::layout_lines_beside_floats() {
  FloatLinesInput lines;
  lines.box = flow_.input.box;
  lines.container_height = flow_.percentage_base();
  lines.place = flow_.float_place();
  if (!flow_.builder.is_first_part()) lines.resume = flow_.input.resume->rest<InlineRest>();
  lines.is_first_part = flow_.builder.is_first_part();
  lines.at_top = flow_.input.room.at_top;
  FloatLinesResult result = layout_float_lines(lines, flow_.floats, flow_.context);
  if (result.outcome == Outcome::BreakBefore) {
    flow_.nothing_fits = true;
    return;
  }
  flow_.content.children.insert(flow_.content.children.end(), result.children.begin(), result.children.end());
  flow_.content.baseline = result.baseline;
  flow_.content.last_baseline = result.last_baseline;
  flow_.appeal = result.appeal;
  flow_.broken = result.outcome == Outcome::Broken;
  if (flow_.broken) rest_ = result.rest;
  flow_.cursor = result.height;
  flow_.anything_placed = true;
}

/// Block steps inside the box: its padding grows. Boxes cut by pages are left alone.
void BlockLayout::add_inner_step() {
  const StepSpace space = inner_step_space(flow_.box, flow_.style, size_.height, flow_.input.available.inline_size);
  flow_.builder.grow(space.above, space.below);
  size_.height += space.above + space.below;
}

/// layout_with_end() runs BlockLayout a second time if only the lower border and padding do not fit.
LayoutResult layout_whole_block(const LayoutInput& input, LayoutContext& context) {
  return layout_with_end<BlockLayout>(input, context);
}

LayoutResult layout_block(const LayoutInput& input, LayoutContext& context) {
  return context.box(input.box).is_fitted ? layout_fitted(input, context) : layout_whole_block(input, context);
}

}  // namespace gongwen::layout
