#include "layout/core/detail/breaking.h"

#include "layout/core/box_transform.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace gongwen::layout {
// Break values propagate from first and last children to their parents (css-break-3 section 3.1), so each question
// walks down one edge of the box tree. Nothing is cached: the walk ends at the first box through which breaks do not
// propagate.
namespace {

using boxes::BoxKind;
using style::BreakBetween;

/// Maximum depth of propagation through first and last children; no sensible document nests deeper, and the limit
/// bounds the time.
constexpr int kDeepest = 400;

/// If there are several forced breaks, the stronger one wins (page over column), and the demand for a side of the sheet
/// is kept.
void force(BreakBetweenBoxes& total, Forced forced, PageDemand demand) {
  total.forced = std::max(total.forced, forced);
  if (demand != PageDemand::Any) total.demand = demand;
}

/// A page break has no effect where no page can end, for example in a column that is measured by itself.
void force_page(BreakBetweenBoxes& total, const Fragmentainer& room, PageDemand demand) {
  if (room.in_pages) force(total, Forced::Page, demand);
}

void avoid(BreakBetweenBoxes& total, BreakCost cost) {
  total.avoided = true;
  total.avoid_cost = std::max(total.avoid_cost, cost);
}

/// Adds one value of `break-before` or `break-after`. `avoid-page` and `avoid-column` count only in their kind of
/// fragmentainer.
void merge(BreakBetweenBoxes& total, BreakBetween value, BreakCost cost, const Fragmentainer& room) {
  switch (value) {
    case BreakBetween::Auto: break;
    case BreakBetween::Avoid: avoid(total, cost); break;
    case BreakBetween::AvoidPage:
      if (!room.is_column()) avoid(total, cost);
      break;
    case BreakBetween::AvoidColumn:
      if (room.is_column()) avoid(total, cost);
      break;
    case BreakBetween::Column:
      if (room.is_column()) force(total, Forced::Column, PageDemand::Any);
      break;
    case BreakBetween::Page:
    case BreakBetween::Always: force_page(total, room, PageDemand::Any); break;
    case BreakBetween::Left:
    case BreakBetween::Verso: force_page(total, room, PageDemand::Left); break;
    case BreakBetween::Right:
    case BreakBetween::Recto: force_page(total, room, PageDemand::Right); break;
  }
}

/// Boxes whose children are in normal flow in block direction, so that breaks propagate through them.
bool passes_breaks(const boxes::Box& box) {
  return (box.kind == BoxKind::Block && !box.has_inline_children) || box.kind == BoxKind::Table ||
         box.kind == BoxKind::TableGrid || box.kind == BoxKind::RowGroup || boxes::holds_items(box);
}

/// Whether all items pass breaks on: the items of a single-line row are all at its start and at its end (css-flexbox-1
/// §10). AD-HOC: of several lines only the first and the last item count, since lines are not known before layout.
bool passes_breaks_of_all(const boxes::Box& box, const style::ComputedStyle& style) {
  const bool row =
      style.flex_direction == style::FlexDirection::Row || style.flex_direction == style::FlexDirection::RowReverse;
  return box.kind == BoxKind::Flex && row && style.flex_wrap == style::FlexWrap::Nowrap;
}

/// Whether a box counts as a child in flow: markers and boxes out of flow do not.
bool counts(BoxId box, const LayoutContext& context) {
  return context.box(box).kind != BoxKind::Marker && boxes::is_in_flow(context.box(box));
}

BoxId last_in_flow_child(BoxId box, const LayoutContext& context) {
  BoxId child = context.box(box).last_child;
  while (child && !counts(child, context)) child = context.box(child).previous_sibling;
  return child;
}

}  // namespace

BoxId first_in_flow_child(BoxId box, const LayoutContext& context) {
  BoxId child = context.box(box).first_child;
  while (child && !counts(child, context)) child = context.box(child).next_sibling;
  return child;
}

BoxId previous_in_flow_sibling(BoxId box, const LayoutContext& context) {
  BoxId previous = context.box(box).previous_sibling;
  while (previous && !counts(previous, context)) previous = context.box(previous).previous_sibling;
  return previous;
}

BoxId next_in_flow_sibling(BoxId box, const LayoutContext& context) {
  BoxId next = context.box(box).next_sibling;
  while (next && !counts(next, context)) next = context.box(next).next_sibling;
  return next;
}

namespace {

enum class Side : std::uint8_t { Before, After };

/// `-gw-start-page: if-filled(60%)`: whether enough of the page is filled that the box starts another one. At the top
/// of a page it is not asked, or the box would start pages forever.
bool ends_filled_page(const style::ComputedStyle& style, const Fragmentainer& room) {
  if (!style.start_page || !room.is_limited() || room.is_column() || room.filled() <= LayoutUnit()) return false;
  return room.filled() >= style.start_page->resolve(room.height);
}

/// Adds the demands of the box itself on one side, without those of its children.
void merge_own(BoxId box, Side side, const Fragmentainer& room, const LayoutContext& context,
               BreakBetweenBoxes& total) {
  const style::ComputedStyle& style = context.style_of(box);
  const BreakCost cost = cost_of_parting(style, break_costs::kKeptParted);
  merge(total, side == Side::Before ? style.break_before : style.break_after, cost, room);
  if (side == Side::Before && ends_filled_page(style, room)) force_page(total, room, PageDemand::Any);
}

/// A float that is the first or the last child of a block also counts, like a box in flow (css-break-3 §3.1).
void merge_float_at_edge(BoxId box, Side side, const Fragmentainer& room, const LayoutContext& context,
                         BreakBetweenBoxes& total) {
  const bool is_before = side == Side::Before;
  BoxId child = is_before ? context.box(box).first_child : context.box(box).last_child;
  while (child && !counts(child, context) && context.box(child).flow != boxes::BoxFlow::Float)
    child = is_before ? context.box(child).next_sibling : context.box(child).previous_sibling;
  if (child && !boxes::is_in_flow(context.box(child))) merge_own(child, side, room, context, total);
}

/// css-contain-2 §3.2: forced breaks do not propagate out of a box whose layout is contained.
bool keeps_breaks(BoxId box, const LayoutContext& context) {
  return contains_layout(context.box(box), context.style_of(box));
}

/// Adds all demands of a box on one side: its own values and those of the children at that edge, recursively.
void merge_breaks(BoxId box, Side side, int depth, const Fragmentainer& room, const LayoutContext& context,
                  BreakBetweenBoxes& total) {
  for (; box && depth < kDeepest; ++depth) {
    merge_own(box, side, room, context, total);
    if (!passes_breaks(context.box(box)) || keeps_breaks(box, context)) return;
    merge_float_at_edge(box, side, room, context, total);
    if (passes_breaks_of_all(context.box(box), context.style_of(box))) {
      for (BoxId item = first_in_flow_child(box, context); item; item = next_in_flow_sibling(item, context)) {
        merge_breaks(item, side, depth + 1, room, context, total);
      }
      return;
    }
    box = side == Side::Before ? first_in_flow_child(box, context) : last_in_flow_child(box, context);
  }
}

}  // namespace

void BreakBetweenBoxes::add(const BreakBetweenBoxes& other) {
  force(*this, other.forced, other.demand);
  // css-break-3 §3.1: a forced break wins over `avoid`.
  avoided = !is_forced() && (avoided || other.avoided);
  avoid_cost = avoided ? std::max(avoid_cost, other.avoid_cost) : BreakCost();
}

BreakBetweenBoxes break_before(BoxId box, const Fragmentainer& room, const LayoutContext& context) {
  BreakBetweenBoxes total;
  merge_breaks(box, Side::Before, 0, room, context, total);
  return total;
}

BreakBetweenBoxes break_after(BoxId box, const Fragmentainer& room, const LayoutContext& context) {
  BreakBetweenBoxes total;
  merge_breaks(box, Side::After, 0, room, context, total);
  return total;
}

BreakBetweenBoxes break_between(BoxId before, BoxId after, const Fragmentainer& room, const LayoutContext& context) {
  BreakBetweenBoxes total = break_after(before, room, context);
  total.add(break_before(after, room, context));
  // A change of the named page forces a page break (css-page-3 §3.2).
  if (end_page_name(before, context) != start_page_name(after, context)) {
    BreakBetweenBoxes named;
    force_page(named, room, PageDemand::Any);
    total.add(named);
  }
  return total;
}

BreakBetweenBoxes break_beside_float(BoxId before, BoxId after, const Fragmentainer& room,
                                     const LayoutContext& context) {
  BreakBetweenBoxes total;
  if (boxes::is_in_flow(context.box(before))) {
    total = break_after(before, room, context);
  } else {
    merge_own(before, Side::After, room, context, total);
  }
  // `break-before` of a box in flow applies between it and the box in flow before, not after the float between them.
  BreakBetweenBoxes second;
  if (!boxes::is_in_flow(context.box(after))) merge_own(after, Side::Before, room, context, second);
  total.add(second);
  return total;
}

/// Complete results only: a broken one has been cut to the room.
bool overflows(const LayoutResult& result, LayoutUnit top, const Fragmentainer& room) {
  return result.outcome == Outcome::Complete && room.is_limited() && !room.at_top &&
         !result.fragment->size.height.is_zero() && top + result.fragment->size.height > room.remaining;
}

namespace {

/// Whether the start of the box has room on this page. A border and padding at the start are not separated from the
/// content below them, and no box starts beyond the end of the page, where its margin would put it: there margins are
/// cut off (css-break-3 §5.2).
bool has_room_for_begin(const LayoutInput& input, const LayoutResult& result) {
  if (goes_on_inside(input.resume) || input.room.at_top) return true;
  if (result.offset > input.room.remaining) return false;
  const LayoutUnit begin = result.fragment->borders.top + result.fragment->padding.top;
  return begin.is_zero() || result.offset + begin <= input.room.remaining;
}

}  // namespace

InsideBreak inside_break(const LayoutInput& input, const LayoutResult& result, const LayoutContext& context) {
  if (result.outcome != Outcome::Broken || !has_room_for_begin(input, result)) return {};
  // `break-inside: avoid` on the box makes any break inside as bad as violating it, even one that its content prefers.
  const bool is_avoided = avoids_break_inside(input.box, input.room, context);
  if (!is_avoided) return {true, result.rest->forced, result.appeal, result.avoid_cost};
  const BreakCost own = cost_of_parting(context.style_of(input.box), break_costs::kKeptParted);
  const BreakCost cost = result.appeal > BreakAppeal::ViolatesAvoid ? own : std::max(own, result.avoid_cost);
  return {true, result.rest->forced, std::min(result.appeal, BreakAppeal::ViolatesAvoid), cost};
}

bool may_force_break_inside(BoxId box, const LayoutContext& context) {
  const auto forces = [](BreakBetween value) {
    return value != BreakBetween::Auto && value != BreakBetween::Avoid && value != BreakBetween::AvoidPage &&
           value != BreakBetween::AvoidColumn;
  };
  // Preorder over all descendants, without recursion: documents may nest deeply.
  for (BoxId at = context.box(box).first_child; at;) {
    const boxes::Box& here = context.box(at);
    const style::ComputedStyle& style = context.styles.style(here.style);
    if (forces(style.break_before) || forces(style.break_after) || !style.page.empty() || style.start_page) return true;
    BoxId next = here.first_child;
    for (BoxId up = at; !next && up != box; up = context.box(up).parent) next = context.box(up).next_sibling;
    at = next;
  }
  return false;
}

bool avoids_break_inside(BoxId box, const Fragmentainer& room, const LayoutContext& context) {
  if (holds_fitted(box, context)) return true;
  switch (context.style_of(box).break_inside) {
    case style::BreakInside::Auto: return false;
    case style::BreakInside::Avoid: return true;
    case style::BreakInside::AvoidPage: return !room.is_column();
    case style::BreakInside::AvoidColumn: return room.is_column();
  }
  return false;
}

namespace {

/// `page` is not inherited, but `auto` takes the parent's used value (css-page-3 §3.2).
std::string_view used_page_name(BoxId box, const LayoutContext& context) {
  for (int depth = 0; box && depth < kDeepest; ++depth) {
    const std::string& name = context.style_of(box).page;
    if (!name.empty()) return name;
    box = context.box(box).parent;
  }
  return {};
}

}  // namespace

std::string_view start_page_name(BoxId box, const LayoutContext& context) {
  for (int depth = 0; depth < kDeepest && passes_breaks(context.box(box)); ++depth) {
    const BoxId child = first_in_flow_child(box, context);
    if (!child) break;
    box = child;
  }
  return used_page_name(box, context);
}

std::string_view end_page_name(BoxId box, const LayoutContext& context) {
  for (int depth = 0; depth < kDeepest && passes_breaks(context.box(box)); ++depth) {
    const BoxId child = last_in_flow_child(box, context);
    if (!child) break;
    box = child;
  }
  return used_page_name(box, context);
}

/// `orphans` applies to the first part only: lines before it on earlier pages have satisfied it.
LineBreakChoice choose_line_break(std::uint32_t count, std::uint32_t fitting, bool is_first_part,
                                  const style::ComputedStyle& style) {
  if (fitting >= count) return {count, BreakAppeal::Perfect};
  const auto widows = static_cast<std::uint32_t>(style.widows);
  const std::uint32_t orphans = is_first_part ? static_cast<std::uint32_t>(style.orphans) : 1;
  // As many lines as fit, but enough of them remain for `widows`.
  const std::uint32_t kept = count > widows ? std::min(fitting, count - widows) : 0;
  if (kept >= orphans && kept > 0) return {kept, BreakAppeal::Perfect};
  return {fitting, BreakAppeal::ViolatesOrphansWidows};
}

namespace {

/// For each box, the number of boxes around it with lower borders or paddings, computed on request. It depends on
/// styles only, so it is kept for the whole document.
struct EndsAround : DocumentFacts {
  std::unordered_map<std::uint32_t, int> counts;
};

bool has_end(const style::ComputedStyle& style) {
  return !style.border_bottom_width.is_zero() || style.padding_bottom != style::LengthPercentage();
}

}  // namespace

bool is_deep_among_ends(BoxId box, LayoutContext& context) {
  constexpr int kMaxLaidOutTwice = 8;
  std::unordered_map<std::uint32_t, int>& counts = context.cache<EndsAround>().counts;
  // The outer box is laid out first, so the count of the parent is normally known and the walk is one step long.
  std::vector<BoxId> unknown;
  BoxId at = box;
  for (; at && !counts.contains(at.value); at = context.box(at).parent) unknown.push_back(at);
  int count = 0;
  for (; !unknown.empty(); unknown.pop_back()) {
    if (at) count = counts.at(at.value) + (has_end(context.style_of(at)) ? 1 : 0);
    at = unknown.back();
    counts.emplace(at.value, count);
  }
  return counts.at(box.value) > kMaxLaidOutTwice;
}

}  // namespace gongwen::layout
