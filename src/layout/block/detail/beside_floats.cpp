// What BlockChildren does about floats: places those among the children, clears them, and gives boxes that must not
// overlap them the room that they leave (CSS 2.2 section 9.5).
#include "layout/block/detail/block_children.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/inline_direction.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;

/// The margins at the start of a box that adjoin its own: those of its first children (CSS 2.2 §8.3.1).
void add_begin_margins(BoxId box, LayoutUnit containing_width, MarginStrut& strut, LayoutContext& context) {
  constexpr int kDeepest = 64;
  for (int depth = 0; depth < kDeepest; ++depth) {
    const style::ComputedStyle& style = context.style_of(box);
    const LayoutUnit edges = border_widths(style).top + padding_widths(style, containing_width).top;
    const bool lets_through =
        edges.is_zero() && !context.box(box).has_inline_children && !establishes_formatting_context(box, context);
    box = lets_through ? first_in_flow_child(box, context) : BoxId();
    if (!box || context.style_of(box).clear != style::Clear::None) return;
    strut.add(margin_widths(context.style_of(box), containing_width).top);
  }
}

}  // namespace

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

/// What a child's floats leave for what comes next.
void BlockChildren::take_over_floats(const LayoutResult& result, LayoutUnit top) {
  if (establishes_formatting_context(result.fragment->box, flow_.context)) return;
  flow_.floats.take_over(result);
  if (flow_.resolved) flow_.place_pending_floats(flow_.content_origin().y + top);
}

/// CSS 2.2 §9.5.2: when a box that clears would start beside floats, clearance moves it below them, and its margins no
/// longer count.
void BlockChildren::clear_floats(BoxId child, MarginStrut& strut) {
  const style::Clear clear = flow_.context.style_of(child).clear;
  if (clear == style::Clear::None) return;
  const LayoutUnit before = flow_.floats.clear_bottom(clear);
  if (!flow_.resolved && flow_.floats.has_pending()) {
    flow_.resolve_begin(flow_.strut.sum());
    flow_.strut = {};
    flow_.place_pending_floats(flow_.content_origin().y);
  }
  if (flow_.floats.space() == nullptr) return;
  const LayoutUnit below = flow_.floats.clear_bottom(clear);
  // Floats that would move down with the margins of the box are never cleared by these.
  const bool move_with_margins = below != before;
  MarginStrut margins = strut;
  add_begin_margins(child, flow_.content_width, margins, flow_.context);
  const LayoutUnit origin = flow_.resolved ? flow_.content_origin().y : flow_.input.context_offset.y;
  if (!move_with_margins && below <= origin + flow_.cursor + margins.sum()) return;
  if (!flow_.resolved) {
    flow_.resolve_begin(flow_.strut.sum());
    flow_.strut = {};
  }
  flow_.cursor = below - flow_.content_origin().y;
  strut = {};
  flow_.begin_margins_used = true;
  cleared_ = child;
}

bool BlockChildren::stands_beside_floats(BoxId child) const {
  return flow_.floats.space() != nullptr && flow_.floats.bottom() > flow_.content_origin().y + flow_.cursor &&
         establishes_formatting_context(child, flow_.context);
}

/// A table, or another box that keeps its floats to itself, must not overlap floats (CSS 2.2 §9.5): it is placed in the
/// room they leave, or below them.
LayoutResult BlockChildren::layout_beside_floats(BoxId child, MarginStrut& strut, LayoutInput& space) {
  if (!flow_.resolved) {
    flow_.resolve_begin(strut.sum());
    flow_.strut = strut = {};
    flow_.begin_margins_used = true;
    flow_.place_pending_floats(flow_.content_origin().y);
  }
  const style::ComputedStyle& child_style = flow_.context.style_of(child);
  const Edges margins = margin_widths(child_style, flow_.content_width);
  const Point origin = flow_.content_origin();
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
    if (overlaps && !too_wide && size.height > height) {
      // A float that starts further down leaves it less room at the same place.
      height = size.height;
      continue;
    }
    if ((overlaps || too_wide) && whole.bottom != LayoutUnit::max()) {
      top = whole.bottom;
      height = {};
      continue;
    }
    beside_left_ = left - origin.x;
    result.offset = top - origin.y - flow_.cursor;
    space.room = flow_.float_place().room_at(origin.y + flow_.cursor);
    return result;
  }
}

}  // namespace gongwen::layout
