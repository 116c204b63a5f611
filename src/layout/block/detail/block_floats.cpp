#include "layout/block/detail/block_floats.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"

#include <utility>

namespace gongwen::layout {
// BlockFlow, block steps, and the placing of floats. A float is first laid out in one piece to learn its size, then a
// place for its margin box is searched (FloatSpace), and only then is it cut by the end of the page, since the room
// depends on the place.

BlockFlow::BlockFlow(const LayoutInput& layout_input, LayoutContext& layout_context, EndSpace end_space)
    : input(layout_input),
      context(layout_context),
      box(context.box(input.box)),
      style(context.styles.style(box.style)),
      builder(input, context, end_space),
      width(block_width(input, context)),
      height(input, context, builder, width),
      content_width(width),
      is_context_root(true),
      floats(context) {
  if (input.is_column) return;
  is_multicol = layout::is_multicol(input.box, context);
  left_margin = left_margin_in_flow(input.box, input.available.inline_size, width, context);
  is_context_root = input.is_formatting_root || !box.parent || establishes_formatting_context(input.box, context);
  if (!is_context_root) floats.begin_with(input.floats);
  content_width = builder.content_width(width);
  hides_overflow = overflow_cut(box, style).down && !height.may_grow();
}

/// An anonymous block or a column has no height that percentages could refer to; it passes on that of the box around
/// it.
std::optional<LayoutUnit> BlockFlow::percentage_base() const {
  if (input.fixed_block_size && !input.fixed_block_size->is_definite) return std::nullopt;
  const bool is_anonymous = box.part == boxes::BoxPart::Anonymous && box.kind == boxes::BoxKind::Block;
  return input.is_column || is_anonymous ? input.available.block_size : height.percentage_base();
}

Fragmentainer BlockFlow::content_room() const {
  Fragmentainer room = builder.content_room(offset);
  // Content below the end of a box that hides its overflow is not shown and needs no further pages.
  if (hides_overflow && height.max_left() <= room.remaining) room.remaining = LayoutUnit::max();
  return room;
}

/// A formatting root counts from its own content box; other boxes from that of the root around them, in which all
/// floats are measured. While the start is unknown, the margins collected so far are taken.
Point BlockFlow::content_origin() const {
  if (is_context_root) return {};
  const LayoutUnit begin = resolved ? offset : strut.sum();
  return input.context_offset + Point{left_margin, begin} + builder.content_offset();
}

FloatPlace BlockFlow::float_place() const {
  FloatPlace place{content_origin(), content_width, cursor, content_room()};
  place.room.at_top = input.room.at_top && !anything_placed;
  return place;
}

void BlockFlow::resolve_begin(LayoutUnit begin) {
  resolved = true;
  offset = begin;
}

/// Places the floats that waited for the start of this box, at or below `top`.
void BlockFlow::place_pending_floats(LayoutUnit top) {
  FloatPlace place = float_place();
  const bool is_any_placed = floats.place_pending(top, place, content.children);
  anything_placed = anything_placed || is_any_placed;
}

void BlockFlow::break_inside_child(BreakTokenPtr child_token) {
  broken = true;
  rest_children = {std::move(child_token)};
}

namespace {

/// By how much a height misses a multiple of the step; negative if it is rounded down (css-rhythm-1 §2.4).
LayoutUnit missing(LayoutUnit height, LayoutUnit step, style::BlockStepRound round) {
  const LayoutUnit over = LayoutUnit::from_raw(height.raw() % step.raw());
  if (over.is_zero()) return {};
  switch (round) {
    case style::BlockStepRound::Up: return step - over;
    case style::BlockStepRound::Down: return -over;
    case style::BlockStepRound::Nearest: break;
  }
  return over * 2 < step ? -over : step - over;
}

}  // namespace

StepSpace step_space(const style::ComputedStyle& style, LayoutUnit height) {
  if (style.block_step_size.is_zero() || height <= LayoutUnit()) return {};
  LayoutUnit extra = missing(height, style.block_step_size, style.block_step_round);
  // A step inside the box may only add space: paddings are never reduced.
  const bool inside = style.block_step_insert != style::BlockStepInsert::MarginBox;
  if (inside) extra = std::max(extra, LayoutUnit());
  switch (style.block_step_align) {
    case style::BlockStepAlign::Start: return {{}, extra};
    case style::BlockStepAlign::End: return {extra, {}};
    case style::BlockStepAlign::Auto:
    case style::BlockStepAlign::Center: break;
  }
  // `auto` and `center` share the space; the odd unit goes below.
  return {extra / 2, extra - extra / 2};
}

bool steps_inside(const boxes::Box& box, const style::ComputedStyle& style) {
  const bool has_room = box.kind != boxes::BoxKind::Table && box.kind != boxes::BoxKind::Replaced;
  return has_room && style.block_step_insert != style::BlockStepInsert::MarginBox;
}

StepSpace outer_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width) {
  if (style.block_step_size.is_zero() || steps_inside(box, style)) return {};
  return step_space(style, border_box_height + margin_widths(style, containing_width).vertical());
}

StepSpace inner_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width) {
  const bool concerned = !style.block_step_size.is_zero() && steps_inside(box, style) && !box.is_inline_level &&
                         box.kind != boxes::BoxKind::Cell;
  if (!concerned) return {};
  // The margin box is what has to be a multiple of the step, also if the space goes inside.
  return step_space(style, border_box_height + margin_widths(style, containing_width).vertical());
}

namespace {

using style::Float;

FloatSide float_side(const style::ComputedStyle& style) {
  return style.float_value == Float::Right || style.float_value == Float::InlineEnd ? FloatSide::Right
                                                                                    : FloatSide::Left;
}

/// Input for a float: a separate formatting context, shrunk to fit (CSS 2.2 §10.3.5), in one piece.
LayoutInput float_input(const PendingFloat& waiting, const BreakToken* resume, LayoutContext& context) {
  LayoutInput input;
  input.box = waiting.box;
  input.available = {waiting.container_width, waiting.container_height};
  input.is_formatting_root = true;
  if (goes_on_inside(resume)) input.resume = resume;
  input.fixed_inline_size = shrunk_width(waiting.box, waiting.container_width, context);
  return input;
}

/// A float that is being placed: its layout in one piece, and the place of its margin box in the formatting context.
struct Candidate {
  LayoutInput input;
  LayoutResult result;
  Edges margins;
  Point place;  // of its margin box
  bool fits = false;
};

/// Replaces the float's layout by the part that fits on this page, for a float that is too high or has a forced break
/// inside. Returns false if the whole float waits for the next page: nothing of it fits, or `break-inside` keeps it
/// together. At the top of a page some part of it is always placed.
bool cut(Candidate& cut, const FloatPlace& at, LayoutContext& context) {
  cut.input.room.at_top = at.is_at_top(cut.place.y);
  const LayoutResult part = layout_box(cut.input, context);
  const bool part_is_forced = part.rest != nullptr && part.rest->is_forced();
  // A part without height does not count: nothing of the float has room here.
  const bool has_part = part.outcome == Outcome::Broken && !part.fragment->size.height.is_zero();
  const bool is_kept = !cut.fits && !part_is_forced && avoids_break_inside(cut.input.box, cut.input.room, context);
  const bool may_break = cut.input.room.at_top ? part.outcome == Outcome::Broken : has_part && !is_kept;
  if (!cut.fits && !may_break && !cut.input.room.at_top) return false;
  if (may_break) cut.result = part;
  return true;
}

/// A float that fits although its content overflows it ends on this page; the overflow is cut at the end of the page
/// and continues on the next.
void send_on_overflow(Candidate& whole, LayoutContext& context) {
  const bool overflows = whole.fits && whole.result.rest == nullptr && whole.input.room.is_limited() &&
                         overflow_bottom(*whole.result.fragment, context) > whole.input.room.remaining;
  if (!overflows) return;
  whole.input.takes_overflow = true;
  const LayoutResult part = layout_box(whole.input, context);
  if (part.outcome == Outcome::Complete && part.rest != nullptr) whole.result = part;
}

}  // namespace

/// Margin-box width of a float: asked by lines, which put a float on the current line if there is room for it.
LayoutUnit float_width(const PendingFloat& waiting, LayoutContext& context) {
  const LayoutInput input = float_input(waiting, nullptr, context);
  const LayoutUnit margins = margin_widths(context.style_of(waiting.box), waiting.container_width).horizontal();
  const boxes::BoxKind kind = context.box(waiting.box).kind;
  // Tables and images may turn out wider than they were asked to be.
  const bool decides_itself = kind == boxes::BoxKind::Table || kind == boxes::BoxKind::Replaced;
  const LayoutUnit width =
      decides_itself ? layout_box(input, context).fragment->size.width : block_width(input, context);
  return width + margins;
}

bool BlockFloats::place_pending(LayoutUnit top, FloatPlace& at, std::vector<ChildFragment>& out) {
  bool any = false;
  for (const PendingFloat& waiting : std::exchange(pending_, {})) any = place(waiting, top, nullptr, at, out) || any;
  return any;
}

bool BlockFloats::resume(const std::vector<FloatRest>& rests, FloatPlace& at, std::vector<ChildFragment>& out) {
  bool any = false;
  for (const FloatRest& rest : rests) {
    if (space_ != nullptr && space_->is_closed()) {
      rests_.push_back(rest);
      continue;
    }
    const PendingFloat waiting{rest.token->box, rest.container_left, rest.container_width, rest.container_height};
    any = place(waiting, at.origin.y, rest.token.get(), at, out) || any;
  }
  return any;
}

/// Leaves a float to the next page. Later floats may not be above earlier ones (CSS 2.2 §9.5.1, rule 5), so none of
/// them is placed on this page either.
void BlockFloats::wait_for_next_page(const PendingFloat& waiting, BreakTokenPtr token) {
  rests_.push_back({std::move(token), waiting.container_left, waiting.container_width, waiting.container_height});
  if (space_ == nullptr || !space_->is_closed()) space_ = FloatSpace::closed(space_);
}

bool BlockFloats::place(const PendingFloat& waiting, LayoutUnit top, const BreakToken* resume, FloatPlace& at,
                        std::vector<ChildFragment>& out) {
  if (space_ != nullptr && space_->is_closed()) {
    wait_for_next_page(waiting, token_to_begin(waiting.box));
    return false;
  }
  // A place with enough space is searched for the float in one piece.
  const style::ComputedStyle& style = context_.style_of(waiting.box);
  Candidate chosen;
  chosen.input = float_input(waiting, resume, context_);
  chosen.result = layout_box(chosen.input, context_);
  Edges& margins = chosen.margins;
  margins = margin_widths(style, waiting.container_width);
  // A part that continues has no margin above it, and overflow alone has none below.
  if (chosen.input.resume != nullptr) margins.top = {};
  if (chosen.input.resume != nullptr && chosen.input.resume->box_done) margins.bottom = {};
  const FloatSide side = float_side(style);
  const Size margin_box{chosen.result.fragment->size.width + margins.horizontal(),
                        chosen.result.fragment->size.height + margins.vertical()};
  // The place at or below `top` with room for the margin box, below the floats that it clears.
  static const FloatSpace kNoFloats;
  const FloatSpace& taken = space_ == nullptr ? kNoFloats : *space_;
  chosen.place = taken.find_place(side, margin_box, std::max(top, taken.clear_bottom(style.clear)),
                                  waiting.container_left, waiting.container_left + waiting.container_width);
  // Then the page cuts it, with the room that is left below that place.
  chosen.input.room = at.room_at(chosen.place.y + margins.top);
  const Fragmentainer& room = chosen.input.room;
  chosen.fits = !room.is_limited() || chosen.result.fragment->size.height <= room.remaining;
  // A float that fits still ends its page if a break in it is forced.
  const bool may_be_cut = chosen.fits && room.is_limited() && may_force_break_inside(waiting.box, context_);
  if ((!chosen.fits || may_be_cut) && !cut(chosen, at, context_)) {
    wait_for_next_page(waiting, token_to_begin(waiting.box, chosen.input.resume));
    return false;
  }
  send_on_overflow(chosen, context_);
  if (chosen.result.rest != nullptr) {
    rests_.push_back({chosen.result.rest, waiting.container_left, waiting.container_width, waiting.container_height});
  }
  // The margin box with the height of the part that is here: later content keeps clear of it.
  const Rect rect{chosen.place, {margin_box.width, chosen.result.fragment->size.height + margins.vertical()}};
  space_ = FloatSpace::with(space_, side, rect, at.origin.y + at.cursor);
  const Point offset = chosen.place + Point{margins.left, margins.top} - at.origin +
                       relative_shift(style, waiting.container_width, waiting.container_height) +
                       shift_of_inlines(waiting.box, context_, waiting.container_width, waiting.container_height);
  out.push_back({offset, chosen.result.fragment});
  const bool has_height = !chosen.result.fragment->size.height.is_zero();
  if (has_height) at.room.at_top = false;
  return has_height;
}

/// Floats that wait in a child without height are placed when the start of this box is known.
void BlockFloats::take_over(const LayoutResult& child) {
  space_ = child.floats;
  rests_.insert(rests_.end(), child.float_rests.begin(), child.float_rests.end());
  pending_.insert(pending_.end(), child.pending_floats.begin(), child.pending_floats.end());
}

}  // namespace gongwen::layout
