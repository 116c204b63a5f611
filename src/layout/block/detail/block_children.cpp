#include "layout/block/detail/block_children.h"

#include "layout/block/detail/float_lines.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "style/apply_property.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {

// The first half of the file deals with floats (CSS 2.2 section 9.5): it places floats that are children, moves boxes
// below the floats that they clear, and gives boxes that must not overlap floats the room beside them.
//
// The second half is the loop over the children. Each is laid out with the room that is left; if it does not fit,
// break_at_child() weighs all places at which the page may end: before this child or an earlier one (`breaks_`), or
// inside a child. A place before a child is a Snapshot of everything that placing changes, so going back means
// restoring that state and dropping the fragments after it.

namespace {

using boxes::BoxKind;

/// The margins at the start of a box that collapse with its own: those of its first children, down to the first one
/// that has a border, a padding or lines (CSS 2.2 §8.3.1). Needed before the box is laid out, to know where it would
/// start.
void add_begin_margins(BoxId box, LayoutUnit containing_width, MarginStrut& strut, LayoutContext& context) {
  // Deeper nesting does not change where any real document clears its floats; the limit bounds the time.
  constexpr int kDeepest = 64;
  for (int depth = 0; depth < kDeepest; ++depth) {
    const style::ComputedStyle& style = context.style_of(box);
    const LayoutUnit edges = border_widths(style).top + padding_widths(style, containing_width).top;
    const bool lets_through =
        edges.is_zero() && !context.box(box).has_inline_children && !establishes_formatting_context(box, context);
    box = lets_through ? first_in_flow_child(box, context) : BoxId();
    // Clearance parts the margins of that child from those above it.
    if (!box || context.style_of(box).clear != style::Clear::None) return;
    strut.add(margin_widths(context.style_of(box), containing_width).top);
  }
}

}  // namespace

/// Places a float among the children at the current height. While the margins above this box may still grow, its start
/// is unknown, and the float waits (place_pending_floats).
void BlockChildren::layout_float(BoxId child) {
  const PendingFloat waiting{child, flow_.content_origin().x, flow_.content_width, flow_.percentage_base()};
  if (!flow_.resolved) {
    flow_.floats.wait_for_begin(waiting);
    return;
  }
  const LayoutUnit margins = flow_.begin_margins_used ? LayoutUnit() : flow_.strut.sum();
  FloatPlace place = flow_.float_place();
  const bool is_placed =
      flow_.floats.place(waiting, place.origin.y + flow_.cursor + margins, nullptr, place, flow_.content.children);
  flow_.anything_placed = flow_.anything_placed || is_placed;
}

/// Takes over the floats of a child for the content that follows.
void BlockChildren::take_over_floats(const LayoutResult& result, LayoutUnit top) {
  if (establishes_formatting_context(result.fragment->box, flow_.context)) return;
  flow_.floats.take_over(result);
  if (flow_.resolved) flow_.place_pending_floats(flow_.content_origin().y + top);
}

/// CSS 2.2 §9.5.2: a box that clears and would start beside floats starts below them instead; its margins then no
/// longer count. `strut` has the margins above the child and is emptied in that case.
void BlockChildren::clear_floats(BoxId child, MarginStrut& strut) {
  const style::Clear clear = flow_.context.style_of(child).clear;
  if (clear == style::Clear::None) return;
  const LayoutUnit before = flow_.floats.clear_bottom(clear);
  // Floats that wait must be placed before clearing can look at them, so the start of this box is settled with the
  // margins collected so far.
  if (!flow_.resolved && flow_.floats.has_pending()) {
    flow_.resolve_begin(flow_.strut.sum());
    flow_.strut = {};
    flow_.place_pending_floats(flow_.content_origin().y);
  }
  if (flow_.floats.space() == nullptr) return;
  const LayoutUnit below = flow_.floats.clear_bottom(clear);
  // Floats that would move down with the margins of the box are never cleared by these.
  const bool move_with_margins = below != before;
  // The position that the child would have without clearance: with its own margins and those of its first children.
  MarginStrut margins = strut;
  add_begin_margins(child, flow_.content_width, margins, flow_.context);
  const LayoutUnit origin = flow_.resolved ? flow_.content_origin().y : flow_.input.context_offset.y;
  if (!move_with_margins && below <= origin + flow_.cursor + margins.sum()) return;
  // Clearance separates the margins of the child from those of this box, so the start of this box is final.
  if (!flow_.resolved) {
    flow_.resolve_begin(flow_.strut.sum());
    flow_.strut = {};
  }
  flow_.cursor = below - flow_.content_origin().y;
  strut = {};
  flow_.begin_margins_used = true;
  cleared_ = child;
}

/// Whether floats reach down to the child and the child may not flow around them: it keeps its own floats and margins
/// inside.
bool BlockChildren::stands_beside_floats(BoxId child) const {
  return flow_.floats.space() != nullptr && flow_.floats.bottom() > flow_.content_origin().y + flow_.cursor &&
         establishes_formatting_context(child, flow_.context);
}

/// A table, or another box that establishes a formatting context, must not overlap floats (CSS 2.2 §9.5): it is placed
/// in the room they leave, or below them. The search tries one position after the other downwards; `height` is how far
/// below it the box is known to reach, since a float that starts further down may narrow the room. `strut` is emptied
/// if the start of this box is settled here; `space` is the input of the last attempt.
LayoutResult BlockChildren::layout_beside_floats(BoxId child, MarginStrut& strut, LayoutInput& space) {
  // The positions of floats are known only after the start of this box.
  if (!flow_.resolved) {
    flow_.resolve_begin(strut.sum());
    flow_.strut = strut = {};
    flow_.begin_margins_used = true;
    flow_.place_pending_floats(flow_.content_origin().y);
  }
  const style::ComputedStyle& child_style = flow_.context.style_of(child);
  const Edges margins = margin_widths(child_style, flow_.content_width);
  const Point origin = flow_.content_origin();
  // Only a box with `width: auto` adapts to the room; others keep their width and move below the floats if they are too
  // wide.
  const bool is_flexible = child_style.width.is_auto() && flow_.context.box(child).kind != boxes::BoxKind::Replaced;
  LayoutUnit top = origin.y + flow_.cursor + strut.sum();
  LayoutUnit height;  // over which the box keeps clear of floats
  while (true) {
    const FloatBand band = flow_.floats.space()->band(top, height, origin.x, origin.x + flow_.content_width);
    LayoutUnit left = std::max(origin.x + margins.left, band.left);
    const LayoutUnit right = std::max(left, std::min(origin.x + flow_.content_width - margins.right, band.right));
    space.strut = {};
    space.begin_is_resolved = false;
    space.room = flow_.float_place().room_at(top);
    space.floats = nullptr;
    if (is_flexible) {
      const LayoutUnit edges =
          border_widths(child_style).horizontal() + padding_widths(child_style, flow_.content_width).horizontal();
      space.fixed_inline_size = clamp_width(right - left, child, flow_.content_width, edges, flow_.context);
    }
    LayoutResult result = layout_box(space, flow_.context);
    if (result.outcome == Outcome::BreakBefore) return result;
    const Size size = result.fragment->size;
    const bool is_table = flow_.context.box(child).kind == BoxKind::Table;
    // `auto` margins share what the floats leave.
    const bool is_shared = child_style.margin_left.is_auto;
    const LayoutUnit own = origin.x + left_margin_in_flow(child, flow_.content_width, size.width, flow_.context);
    if (is_rtl(flow_.style)) {
      left = is_flexible ? right - size.width : std::min(band.right - size.width, own);
    } else if (!is_flexible || (is_table && is_shared)) {
      left = is_shared ? band.left + used_left_margin(child_style, band.width(), size.width) : std::max(band.left, own);
    }
    // Text may overflow a box beside floats; a table is as wide as it must be.
    const bool too_wide =
        size.width > band.right - std::max(left, band.left) || left < std::min(band.left, own) ||
        (is_table && intrinsic_sizes(child, flow_.context).min_content > std::max(right - left, LayoutUnit()));
    const FloatBand whole = flow_.floats.space()->band(top, size.height, origin.x, origin.x + flow_.content_width);
    const bool overlaps = whole.left > left || whole.right < left + size.width;
    // The box is lower than expected, so it meets a float that the first look did not see: try the same place with that
    // height.
    if (overlaps && !too_wide && size.height > height) {
      // A float that starts further down leaves it less room at the same place.
      height = size.height;
      continue;
    }
    // No room here: continue at the lower edge of the highest float in the way. Below the last float the box is placed
    // even if it overflows.
    if ((overlaps || too_wide) && whole.bottom != LayoutUnit::max()) {
      top = whole.bottom;
      height = {};
      continue;
    }
    // place_child() uses this instead of the position that the margins give.
    beside_left_ = left - origin.x;
    result.offset = top - origin.y - flow_.cursor;
    space.room = flow_.float_place().room_at(origin.y + flow_.cursor);
    return result;
  }
}

namespace {

/// Collects the margins of all boxes inside a box without height: they collapse with one another and with its own.
void add_margins_within(const Fragment& parent, MarginStrut& strut, const LayoutContext& context) {
  const LayoutUnit width = parent.size.width - parent.borders.horizontal() - parent.padding.horizontal();
  for (const auto& [offset, fragment] : parent.children) {
    if (fragment->kind != FragmentKind::Box || !boxes::is_in_flow(context.box(fragment->box))) continue;
    const Edges margins = margin_widths(context.style_of(fragment->box), width);
    strut.add(margins.top);
    strut.add(margins.bottom);
    if (!establishes_formatting_context(fragment->box, context)) add_margins_within(*fragment, strut, context);
  }
}

/// Maximum number of boxes kept together in which a place for a break is searched, going backwards from the child that
/// does not fit.
constexpr std::size_t kMaxKeptTogether = 8;

/// Whether a part of a box shows some of its lines, or boxes that end in it. Each page that ends after such a part uses
/// some of them up, so pagination terminates. Repeated fragments (table heads) do not count: they would appear on every
/// page.
bool shows_content(const Fragment& fragment) {
  if (fragment.kind == FragmentKind::Line) return true;
  if (fragment.is_repeated) return false;
  return std::any_of(fragment.children.begin(), fragment.children.end(), [](const ChildFragment& child) {
    const Fragment& inside = *child.fragment;
    const bool ends_here = inside.kind == FragmentKind::Box && !inside.is_repeated && !inside.is_continued_after &&
                           !inside.size.height.is_zero();
    return ends_here || shows_content(inside);
  });
}

}  // namespace

/// The loop over the children that are left. Resumes at the child that the token names; stops when a child ends the
/// page or, in a column, when a box over all columns comes (`finds_spanners`).
void BlockChildren::run() {
  BoxId child = flow_.box.first_child;
  BoxId above;  // the last child in flow that has been placed, on this page or an earlier one
  const BreakToken* child_token = nullptr;
  if (!flow_.builder.is_first_part() && !flow_.input.resume->children.empty()) {
    child_token = flow_.input.resume->children.front().get();
    child = child_token->box;
    // A box that ended an earlier row of columns has already been placed with the rows.
    if (flow_.input.finds_spanners && is_spanner(child)) {
      above = child;
      child = flow_.context.box(child).next_sibling;
      child_token = nullptr;
    } else if (!boxes::is_in_flow(flow_.context.box(child))) {
      // The child is a float before which a break was forced.
      above = previous_in_flow_sibling(child, flow_.context);
      child_token = nullptr;
    }
  }
  // The two differ after a float: breaks are considered between the child and the box in flow before it, and between
  // the child and the float.
  BoxId previous;
  BoxId last;  // the previous box or a float after it
  for (; child; child = flow_.context.box(child).next_sibling) {
    const boxes::Box& box = flow_.context.box(child);
    if (box.kind == BoxKind::Marker) continue;
    const bool is_float = box.flow == boxes::BoxFlow::Float;
    if (!is_float && !boxes::is_in_flow(box)) continue;
    if (last && (is_float || last != previous) && forces_break_beside_float(last, child)) return;
    last = child;
    if (is_float) {
      layout_float(child);
      continue;
    }
    if (flow_.input.finds_spanners && is_spanner(child)) {
      flow_.spanner = child;
      place_anchors(above, child);
      flow_.break_inside_child(token_to_begin(child));
      return;
    }
    if (layout_child(child, child_token, previous) == Step::Stop) return;
    child_token = nullptr;
    previous = above = child;
  }
  place_anchors(above, BoxId());
}

/// The input of a child: the width and the percentage base of this content box, the space left on the page, and the
/// floats around it. `at_top` is passed on only while nothing has been placed: that child must be placed even if it
/// does not fit.
LayoutInput BlockChildren::child_input(BoxId child, const BreakToken* resume, const MarginStrut& strut) const {
  LayoutInput space;
  space.box = child;
  space.available = {flow_.content_width, flow_.percentage_base()};
  space.resume = resume;
  space.strut = strut;
  space.room = room_left();
  space.room.at_top = flow_.input.room.at_top && !flow_.anything_placed;
  space.begin_is_resolved = flow_.begin_margins_used;
  space.floats = flow_.floats.space();
  space.takes_overflow = flow_.input.takes_overflow;
  space.finds_spanners = flow_.input.finds_spanners && !establishes_formatting_context(child, flow_.context);
  // While the start of this box is unknown, the child counts from the same place as this box.
  const Point origin = flow_.content_origin();
  space.context_offset = {origin.x,
                          flow_.resolved ? origin.y + flow_.cursor : flow_.input.context_offset.y + flow_.cursor};
  return space;
}

/// Lays out one child and places it, or ends the page before it, inside it, or inside an earlier one. `previous` is the
/// box in flow before it on this page; none if this child is the first here.
BlockChildren::Step BlockChildren::layout_child(BoxId child, const BreakToken* resume, BoxId previous) {
  if (forces_break(previous, child, resume)) return Step::Stop;
  // Anchors of boxes out of flow before the child are placed first, so that they can move to the next page with it
  // (take_back_anchors).
  if (!goes_on_inside(resume)) place_anchors(previous_in_flow_sibling(child, flow_.context), child);
  if (!previous && flow_.input.room.is_limited()) {
    first_child_ = place_before(child, resume);
  }
  MarginStrut strut = margins_before(child, resume);
  clear_floats(child, strut);
  LayoutInput space = child_input(child, resume, strut);
  LayoutResult result =
      stands_beside_floats(child) ? layout_beside_floats(child, strut, space) : layout_box(space, flow_.context);
  if (!flow_.resolved && !result.is_through && flow_.floats.has_pending() && result.outcome != Outcome::BreakBefore) {
    // The first box with height decides where this one starts, and the floats that wait with it. The box is laid out
    // again beside them.
    flow_.resolve_begin(result.offset);
    flow_.strut = strut = {};
    flow_.begin_margins_used = true;
    flow_.place_pending_floats(flow_.content_origin().y);
    space = child_input(child, resume, {});
    result = stands_beside_floats(child) ? layout_beside_floats(child, strut, space) : layout_box(space, flow_.context);
  }
  // A column ended at a box over all columns inside the child.
  if (result.spanner) {
    place_child(child, space, result);
    flow_.spanner = result.spanner;
    flow_.break_inside_child(result.rest);
    return Step::Stop;
  }
  const bool is_too_high = result.outcome == Outcome::Complete &&
                           overflows(result, result.offset + step_of(space, result).above, space.room);
  if (result.outcome == Outcome::Complete && !is_too_high && !splits_overflow(space, result)) {
    place_child(child, space, result);
    return Step::Next;
  }
  return break_at_child(child, result, space);
}

/// Block steps (css-rhythm-1): the space that rounds a whole child up to full steps. A box that pages cut keeps its
/// height: rounding each part would add space more than once.
StepSpace BlockChildren::step_of(const LayoutInput& space, const LayoutResult& result) const {
  const bool is_whole = result.outcome == Outcome::Complete && !goes_on_inside(space.resume);
  if (!is_whole || result.is_through) return {};
  return outer_step_space(flow_.context.box(space.box), flow_.context.style_of(space.box), result.fragment->size.height,
                          flow_.content_width);
}

/// Appends the child's fragment and moves the cursor below it. A box that margins pass through leaves the cursor where
/// it is and hands on all its margins together.
void BlockChildren::place_child(BoxId child, const LayoutInput& space, const LayoutResult& result) {
  const style::ComputedStyle& child_style = flow_.context.style_of(child);
  const LayoutUnit left =
      beside_left_ ? *beside_left_
                   : left_margin_in_flow(child, flow_.content_width, result.fragment->size.width, flow_.context);
  beside_left_.reset();
  // The lower margin of a box that continues comes at its end, on a later page.
  const LayoutUnit bottom_margin =
      result.outcome == Outcome::Complete ? margin_widths(child_style, flow_.content_width).bottom : LayoutUnit();
  LayoutUnit top = flow_.cursor;
  if (result.is_through) {
    if (!flow_.begin_margins_used) {
      flow_.strut = result.end_strut;
      flow_.strut.add(bottom_margin);
    }
    top += flow_.resolved ? space.strut.sum() : LayoutUnit();
  } else {
    if (!flow_.resolved) {
      // The first child with height decides where this box starts: their margins collapse into one.
      flow_.resolve_begin(result.offset);
    } else {
      top += result.offset;
    }
    const StepSpace step = step_of(space, result);
    top += step.above;
    flow_.cursor = top + result.fragment->size.height + step.below;
    flow_.strut = result.end_strut;
    flow_.strut.add(bottom_margin);
    flow_.anything_placed = flow_.anything_placed || !result.fragment->size.height.is_zero();
    flow_.begin_margins_used = false;
    // Its margins adjoin what follows, but not the lower margin of this box; finish() keeps them inside.
    flow_.keeps_end_margins = cleared_ == child && result.fragment->size.height.is_zero();
    if (flow_.keeps_end_margins) join_cleared_margins(*result.fragment);
  }
  take_over_floats(result, top);
  if (result.outcome == Outcome::Complete && result.rest != nullptr) flow_.overflow_rests.push_back(result.rest);
  const std::optional<LayoutUnit> height = flow_.percentage_base();
  const Point shift = relative_shift(child_style, flow_.content_width, height) +
                      shift_of_inlines(child, flow_.context, flow_.content_width, height);
  flow_.content.children.push_back({Point{left, top} + shift, result.fragment});
  if (result.fragment->baseline && !flow_.content.baseline) flow_.content.baseline = top + *result.fragment->baseline;
  if (child_style.is_scroll_container() && flow_.context.box(child).kind == boxes::BoxKind::Block) {
    // Its last baseline is its lower margin edge (css-align-3 §9.1).
    flow_.content.last_baseline = top + result.fragment->size.height + bottom_margin;
  } else if (result.fragment->last_baseline) {
    flow_.content.last_baseline = top + *result.fragment->last_baseline;
  }
}

/// The margins of a box without height that clearance moved collapse with those of what follows it, but not with the
/// lower one of its parent (CSS 2.2 §8.3.1). The box itself is placed as if it had a lower border: its upper margin and
/// those inside it are counted, then the cursor moves back so that the next margin can collapse with them.
void BlockChildren::join_cleared_margins(const Fragment& child) {
  const Edges margins = margin_widths(flow_.context.style_of(child.box), flow_.content_width);
  flow_.strut = {};
  flow_.strut.add(margins.top);
  if (!establishes_formatting_context(child.box, flow_.context)) add_margins_within(child, flow_.strut, flow_.context);
  flow_.cursor -= flow_.strut.sum();
  flow_.strut.add(margins.bottom);
}

/// Whether a child spans all columns of the container around it (css-multicol-1 section 6.1).
bool BlockChildren::is_spanner(BoxId child) const {
  return flow_.context.style_of(child).column_span == style::ColumnSpan::All &&
         !flow_.context.box(child).is_inline_level;
}

/// Whether the overflow of a child would continue on the next page although `break-inside` keeps the child together. At
/// the top of a page it may: the next page would not hold it either.
bool BlockChildren::splits_overflow(const LayoutInput& space, const LayoutResult& result) const {
  return result.rest != nullptr && !goes_on_inside(space.resume) && !space.room.at_top &&
         avoids_break_inside(space.box, space.room, flow_.context);
}

/// Places the overflow of children that ended on earlier pages at the top; what follows these children is placed beside
/// it, as in the flow without pages (css-break-3 section 2.1).
void BlockChildren::resume_overflow() {
  if (flow_.input.resume == nullptr) return;
  for (const BreakTokenPtr& token : flow_.input.resume->overflowing) {
    LayoutInput space = child_input(token->box, token.get(), {});
    // Overflow does not end a row of columns.
    space.finds_spanners = false;
    const LayoutResult result = layout_box(space, flow_.context);
    // Still no room, for example because of floats at the top: it waits for another page.
    if (result.outcome == Outcome::BreakBefore) {
      flow_.overflow_rests.push_back(token);
      continue;
    }
    place_child(token->box, space, result);
    flow_.strut = {};
  }
}

/// Marks where boxes out of flow (absolutely positioned ones, notes) would be if they were in flow, by anchors between
/// two children in flow. Anchors before a child move to the next page with it. Floats are placed, not marked.
void BlockChildren::place_anchors(BoxId after, BoxId before) {
  children_before_anchors_ = flow_.content.children.size();
  const LayoutUnit top =
      flow_.cursor + (flow_.resolved && !flow_.begin_margins_used ? flow_.strut.sum() : LayoutUnit());
  BoxId child = after ? flow_.context.box(after).next_sibling : flow_.box.first_child;
  for (; child && child != before; child = flow_.context.box(child).next_sibling) {
    const boxes::Box& box = flow_.context.box(child);
    const bool marks = !boxes::is_in_flow(box) && box.flow != boxes::BoxFlow::Float;
    if (!marks) continue;
    const style::Display display = flow_.context.style_of(child).display;
    const FloatSpacePtr floats = flow_.resolved ? flow_.floats.space() : nullptr;
    const Point at = flow_.content_origin() + Point{{}, top};
    const LayoutUnit left = static_left(flow_.style, display, floats, at, flow_.content_width);
    flow_.content.children.push_back({{left, top}, make_anchor(child, flow_.context)});
  }
}

/// The state before a child, for a break there: restore() sets it again, rewind_to() also drops what was placed after
/// it. `resume` continues a child that an earlier page started.
BlockChildren::Snapshot BlockChildren::place_before(BoxId child, const BreakToken* resume) const {
  Snapshot place;
  place.before = child;
  place.resume = resume;
  place.children = flow_.content.children.size();
  place.cursor = flow_.cursor;
  place.strut = flow_.strut;
  place.floats = flow_.floats.state();
  place.overflow_rests = flow_.overflow_rests.size();
  place.resolved = flow_.resolved;
  place.begin_margins_used = flow_.begin_margins_used;
  place.offset = flow_.offset;
  return place;
}

/// Ends the page between two siblings, at least one of which floats, if a forced break is between them; returns whether
/// it did.
bool BlockChildren::forces_break_beside_float(BoxId before, BoxId after) {
  if (!flow_.input.room.is_limited()) return false;
  const BreakBetweenBoxes between = break_beside_float(before, after, flow_.input.room, flow_.context);
  if (!between.is_forced()) return false;
  flow_.forced = between.forced;
  flow_.demand = between.demand;
  flow_.break_inside_child(forced_token_before(after, flow_.forced, flow_.demand));
  return true;
}

/// Ends the page before a child if the style forces a break there. Otherwise it notes the place as one at which the
/// page may end, with its cost.
bool BlockChildren::forces_break(BoxId previous, BoxId child, const BreakToken* resume) {
  if (!flow_.input.room.is_limited()) return false;
  if (!previous) {
    // A float before the first box in flow may stay when the box itself does not fit.
    if (flow_.anything_placed) breaks_.add(BreakAppeal::Perfect, place_before(child, resume));
    return false;
  }
  const BreakBetweenBoxes between = break_between(previous, child, room_left(), flow_.context);
  // A forced break that is waived, or that is below the visible end of a box, is still a place where the page may end.
  if (!between.is_forced() || waives_break(previous, child) || is_beyond_hidden_end()) {
    breaks_.add(between, place_before(child, nullptr));
    return false;
  }
  flow_.forced = between.forced;
  flow_.demand = between.demand;
  flow_.break_inside_child(forced_token_before(child, flow_.forced, flow_.demand));
  return true;
}

/// Whether the following content is below the end of a box that hides its overflow: it would not be visible, so no page
/// is made for it.
bool BlockChildren::is_beyond_hidden_end() const {
  return flow_.hides_overflow && flow_.resolved && flow_.cursor >= flow_.height.max_left();
}

/// Whether a forced break is ignored because the box before continued on this page (see waives_forced_break): a form
/// would otherwise leave most of the page white.
bool BlockChildren::waives_break(BoxId previous, BoxId child) const {
  return flow_.input.resume != nullptr &&
         waives_forced_break(flow_.context.style_of(child), token_of(previous, flow_.input.resume->children));
}

/// The space on the page below the last child.
Fragmentainer BlockChildren::room_left() const {
  return flow_.resolved ? flow_.content_room().after(flow_.cursor)
                        : flow_.input.room.after(flow_.cursor + flow_.builder.reserve());
}

/// The margins that adjoin the start of a child: those waiting in the flow and its own.
MarginStrut BlockChildren::margins_before(BoxId child, const BreakToken* resume) const {
  MarginStrut strut = flow_.strut;
  if (!goes_on_inside(resume)) strut.add(margin_widths(flow_.context.style_of(child), flow_.content_width).top);
  // Margins that meet an unforced break vanish (css-break-3 §5.2). So do margins above a box that starts a page because
  // the one before is filled (`-gw-start-page`): they would separate it from content that is on the page before.
  const bool starts_by_filling = flow_.context.style_of(child).start_page &&
                                 flow_.context.style_of(child).break_before == style::BreakBetween::Auto;
  if (resume != nullptr && (!resume->is_forced() || starts_by_filling)) strut = {{}, {}, true};
  if (flow_.begin_margins_used) strut = {};
  return strut;
}

/// The child does not fit as a whole. Of all places to break, including those inside the child, the cheapest is chosen,
/// and of equals the latest (css-break-3 §4.5). The cost is that of the violated rules (`avoid`, orphans, widows) plus
/// that of the white space that the page is left with.
BlockChildren::Step BlockChildren::break_at_child(BoxId child, const LayoutResult& result, const LayoutInput& space) {
  if (is_better_parted(result, space)) return part_child(child, space, result, {true, Forced::No, result.appeal});
  // If the child must not be separated from the box before it, a break inside that one is tried first; the child goes
  // to the next page with its end. An acceptable break inside the child wins if it costs less than the white.
  const InsideBreak inside = inside_break(space, result, flow_.context);
  const bool kept_together = !breaks_.places().empty() && breaks_.places().back().at.before == child &&
                             breaks_.places().back().appeal <= BreakAppeal::ViolatesAvoid;
  const bool is_forced_inside = inside.forced != Forced::No;
  const bool is_worth_it = inside.is_possible && inside.cost() < white_without(space);
  if (kept_together && !is_forced_inside && inside.appeal < BreakAppeal::Perfect && !is_worth_it &&
      break_inside_previous(child)) {
    return Step::Stop;
  }
  // A break before boxes without height brings the child no further up on the next page than it is here, so a page at
  // whose top it already is gains nothing.
  const bool gains_room = !space.room.at_top;
  const auto white_at = [&](const Snapshot& place) {
    return cost_of_white(space.room.remaining + flow_.cursor - place.cursor);
  };
  const Breaks::Place* const best =
      breaks_.best([&](const Snapshot& place) { return gains_room && place.children > 0; }, white_at);
  const BreakCost white = best == nullptr ? BreakCost() : white_at(best->at);
  if (Breaks::takes_inside(inside, best, white) || fills_page_against_avoid(inside, result, space)) {
    return part_child(child, space, result, inside);
  }
  // Break before a child. Reported upwards with its appeal, so that containers can compare it with their own places.
  if (best != nullptr) {
    flow_.appeal = best->appeal;
    if (best->appeal == BreakAppeal::ViolatesAvoid) flow_.avoid_cost = best->cost;
    rewind_to(best->at);
    return Step::Stop;
  }
  // Not even a bad place here, but the caller has something on the page: let it break before this whole box.
  if (!flow_.input.room.at_top) {
    flow_.nothing_fits = true;
    return Step::Stop;
  }
  if (result.outcome == Outcome::BreakBefore) {
    // Only floats are on the page so far; they stay, and the child comes after them.
    flow_.appeal = BreakAppeal::LastResort;
    take_back_anchors();
    flow_.break_inside_child(token_to_begin(child, space.resume));
    return Step::Stop;
  }
  // At the top of a page something must be placed, even if that violates all rules.
  if (result.outcome == Outcome::Broken) {
    end_page_inside(child, space, result, {true, result.rest->forced, BreakAppeal::LastResort});
    return Step::Stop;
  }
  // Nothing can be broken, and the page is empty: it is placed where it is, and what is too tall is reported.
  place_child(child, space, result);
  return Step::Next;
}

/// Ends the page inside a child, unless the child fits on this page after giving up blank room of its `min-height`: a
/// box that continues on the next page with nothing but blank room looks like a mistake.
BlockChildren::Step BlockChildren::part_child(BoxId child, const LayoutInput& space, const LayoutResult& result,
                                              const InsideBreak& inside) {
  if (inside.forced == Forced::No) {
    if (const auto whole = layout_with_less_blank(space)) {
      place_child(child, space, *whole);
      return Step::Next;
    }
  }
  end_page_inside(child, space, result, inside);
  return Step::Stop;
}

/// The child with just enough blank room given up to end on this page; nullopt if it does not fit even without any.
/// Tries all of it first, then searches for the smallest share that fits.
std::optional<LayoutResult> BlockChildren::layout_with_less_blank(const LayoutInput& space) const {
  const bool may_give = gives_blank_room(flow_.context.style_of(space.box)) && !space.room.is_column() &&
                        space.room.blank_given == BlankShare::none();
  if (!may_give) return std::nullopt;
  std::optional<LayoutResult> best;
  const auto fits = [&](BlankShare share) {
    LayoutInput less = space;
    less.room.blank_given = share;
    LayoutResult result = layout_box(less, flow_.context);
    const bool does =
        result.outcome == Outcome::Complete && result.offset + result.fragment->size.height <= space.room.remaining;
    if (does) best = std::move(result);
    return does;
  };
  if (fits(BlankShare::all())) BlankShare::find_least(fits);
  return best;
}

/// Places the part of the child that is on this page and takes over how and why it ended.
void BlockChildren::end_page_inside(BoxId child, const LayoutInput& space, const LayoutResult& result,
                                    const InsideBreak& inside) {
  place_child(child, space, result);
  flow_.appeal = inside.appeal;
  flow_.avoid_cost = inside.avoid_cost;
  flow_.forced = result.rest->forced;
  flow_.demand = result.rest->demand;
  flow_.break_inside_child(result.rest);
}

/// The cost of leaving `white` of the page unused, as a share of the page's height.
BreakCost BlockChildren::cost_of_white(LayoutUnit white) const {
  return BreakCost::of_white(white, flow_.input.room.height);
}

/// The white that the page would be left with if the child moved to the next page, together with everything before it
/// that must not be separated from it.
BreakCost BlockChildren::white_without(const LayoutInput& space) const {
  const std::vector<Breaks::Place>& places = breaks_.places();
  if (places.empty() || places.back().appeal > BreakAppeal::ViolatesAvoid) return cost_of_white(space.room.remaining);
  const auto good = std::find_if(places.rbegin(), places.rend(),
                                 [](const Breaks::Place& place) { return place.appeal > BreakAppeal::ViolatesAvoid; });
  if (good == places.rend()) return cost_of_white(flow_.input.room.remaining);
  return cost_of_white(space.room.remaining + flow_.cursor - good->at.cursor);
}

/// Whether a box that is kept together only up to a limit should be broken at a good place inside it. That is the case
/// if the page would stay too white without it, and for boxes that give up blank room also if no page can hold the box
/// together with the lines that would move with it.
bool BlockChildren::is_better_parted(const LayoutResult& result, const LayoutInput& space) const {
  const bool is_concerned = result.outcome == Outcome::Broken && result.appeal == BreakAppeal::Perfect &&
                            !space.room.is_column() && !result.rest->is_forced() &&
                            avoids_break_inside(space.box, space.room, flow_.context);
  if (!is_concerned) return false;
  const style::ComputedStyle& style = flow_.context.style_of(space.box);
  const bool gives = gives_blank_room(style) || style.avoid_limit;
  const BreakCost cost = cost_of_parting(style, gives ? break_costs::kFormBoxParted : break_costs::kKeptParted);
  if (white_without(space) > cost) return true;
  // Otherwise moving it is useless where the next page cannot hold it either.
  if (!gives) return false;
  LayoutInput whole = space;
  whole.room = {};
  const bool lines_go_along = !breaks_.places().empty() && breaks_.places().back().appeal <= BreakAppeal::ViolatesAvoid;
  const LayoutUnit along =
      lines_go_along ? style::line_height_length(style.line_height, style.font_size) * style.widows : LayoutUnit();
  return layout_box(whole, flow_.context).fragment->size.height + along > space.room.height;
}

/// Whether a box of a form ends the page inside although `avoid` asks it not to, since moving it would leave too much
/// white. Only if the part shows content, so that the page does not end with an empty frame.
bool BlockChildren::fills_page_against_avoid(const InsideBreak& inside, const LayoutResult& result,
                                             const LayoutInput& space) const {
  const bool is_avoided = inside.is_possible && inside.forced == Forced::No &&
                          inside.appeal == BreakAppeal::ViolatesAvoid && !space.room.is_column();
  return is_avoided && gives_blank_room(flow_.context.style_of(space.box)) &&
         !avoids_break_inside(space.box, space.room, flow_.context) && shows_content(*result.fragment) &&
         white_without(space) > break_costs::kFormPairParted;
}

/// Removes the anchors right before a child from this page: they move on with the child.
void BlockChildren::take_back_anchors() {
  std::vector<ChildFragment>& placed = flow_.content.children;
  const auto begin = placed.begin() + static_cast<std::ptrdiff_t>(children_before_anchors_);
  placed.erase(std::remove_if(begin, placed.end(),
                              [](const ChildFragment& child) { return child.fragment->kind == FragmentKind::Anchor; }),
               placed.end());
}

/// No break may come between a child that does not fit and the one before it, so the end of the latter moves along: the
/// page ends inside it, if it has a good place. If it has none, and no break may come before it either, the page ends
/// inside the one before that, and so on (css-break-3 §3.2, §4.5). Returns false, with everything as it was, if
/// none of them has one.
bool BlockChildren::break_inside_previous(BoxId child) {
  if (!flow_.resolved) return false;
  const Snapshot now = place_before(child, nullptr);
  const std::vector<Breaks::Place>& places = breaks_.places();
  const std::size_t last = places.size() - 1;
  for (std::size_t at = last; last - at < kMaxKeptTogether; --at) {
    const BoxId previous = previous_in_flow_sibling(places[at].at.before, flow_.context);
    // A box that is neither the first of the page nor the one before a listed place was placed by other means (a float,
    // overflow): the search ends there.
    const bool is_first = previous && previous == first_child_.before;
    const bool is_listed = at > 0 && places[at - 1].at.before == previous;
    if (!is_first && !is_listed) return false;
    const Snapshot begin = is_first ? first_child_ : places[at - 1].at;
    if (break_inside_placed(begin, places[at].at.children - 1, now)) return true;
    if (is_first || places[at - 1].appeal > BreakAppeal::ViolatesAvoid) return false;
  }
  return false;
}

/// Tries to end the page inside a child that has been placed whole: the child that starts at `begin` and is fragment
/// number `at`. It is laid out again with one unit (1/64 px) less room than it took, so it must break; the result is
/// accepted only if the break is a good one. Otherwise the state `now` is restored.
bool BlockChildren::break_inside_placed(const Snapshot& begin, std::size_t at, const Snapshot& now) {
  const BoxId child = begin.before;
  const ChildFragment placed = flow_.content.children[at];
  const style::ComputedStyle& style = flow_.context.style_of(child);
  const bool is_plain = style.position.kind == style::PositionKind::Static && style.clear == style::Clear::None &&
                        begin.floats.pending.empty();
  if (placed.fragment->box != child || !is_plain || avoids_break_inside(child, flow_.input.room, flow_.context))
    return false;
  // Its position depends on floats and would have to be searched again.
  if (stands_beside_floats(child)) return false;
  const bool anything_placed = std::exchange(flow_.anything_placed, flow_.anything_placed && !begin.cursor.is_zero());
  // A first child that decided where this box starts counts from where the margins of both start.
  const LayoutUnit origin = begin.resolved ? begin.cursor : -flow_.offset;
  const LayoutUnit bottom = placed.offset.y + placed.fragment->size.height;
  restore(begin);
  LayoutInput space = child_input(child, begin.resume, margins_before(child, begin.resume));
  space.room.remaining = std::min(space.room.remaining, bottom - origin - LayoutUnit::from_raw(1));
  const LayoutResult result = layout_box(space, flow_.context);
  if (result.outcome == Outcome::Broken && result.appeal == BreakAppeal::Perfect && !result.rest->is_forced() &&
      shows_content(*result.fragment)) {
    flow_.content.children.resize(at);
    flow_.floats.forget_rests_after(begin.floats);
    flow_.overflow_rests.resize(begin.overflow_rests);
    place_child(child, space, result);
    flow_.appeal = result.appeal;
    flow_.break_inside_child(result.rest);
    return true;
  }
  restore(now);
  flow_.anything_placed = anything_placed;
  return false;
}

/// Restores the state at an earlier place. Fragments placed since stay; rewind_to() drops them.
void BlockChildren::restore(const Snapshot& place) {
  flow_.cursor = place.cursor;
  flow_.strut = place.strut;
  flow_.floats.restore(place.floats);
  flow_.resolved = place.resolved;
  flow_.begin_margins_used = place.begin_margins_used;
  flow_.offset = place.offset;
}

/// Ends the page before `place.before`: restores the state there and drops everything placed after it.
void BlockChildren::rewind_to(const Snapshot& place) {
  restore(place);
  flow_.content.children.resize(place.children);
  flow_.floats.forget_rests_after(place.floats);
  flow_.overflow_rests.resize(place.overflow_rests);
  flow_.break_inside_child(token_to_begin(place.before, place.resume));
}

}  // namespace gongwen::layout
