#include "layout/block/detail/block_flow.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/inline_direction.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/shown_part.h"

namespace gongwen::layout {

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

std::optional<LayoutUnit> BlockFlow::percentage_base() const {
  if (input.fixed_block_size && !input.fixed_block_size->is_definite) return std::nullopt;
  const bool is_anonymous = box.part == boxes::BoxPart::Anonymous && box.kind == boxes::BoxKind::Block;
  return input.is_column || is_anonymous ? input.available.block_size : height.percentage_base();
}

Fragmentainer BlockFlow::content_room() const {
  Fragmentainer room = builder.content_room(offset);
  // What is cut off needs no further pages.
  if (hides_overflow && height.max_left() <= room.remaining) room.remaining = LayoutUnit::max();
  return room;
}

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

void BlockFlow::place_pending_floats(LayoutUnit top) {
  FloatPlace place = float_place();
  const bool is_any_placed = floats.place_pending(top, place, content.children);
  anything_placed = anything_placed || is_any_placed;
}

void BlockFlow::break_inside_child(BreakTokenPtr child_token) {
  broken = true;
  rest_children = {std::move(child_token)};
}

}  // namespace gongwen::layout
