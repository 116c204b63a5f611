#include "layout/core/detail/layout_box.h"

namespace gongwen::layout {

LayoutResult layout_box(const LayoutInput& input, LayoutContext& context) {
  switch (context.box(input.box).kind) {
    case boxes::BoxKind::Table: return layout_table(input, context);
    case boxes::BoxKind::Flex: return layout_flex(input, context);
    case boxes::BoxKind::Replaced: return layout_replaced(input, context);
    default: return layout_block(input, context);
  }
}

const Fragment* make_anchor(BoxId box, LayoutContext& context) {
  Fragment anchor;
  anchor.kind = FragmentKind::Anchor;
  anchor.box = box;
  anchor.style = context.box(box).style;
  anchor.origin = context.box(box).origin;
  return context.fragments.add(std::move(anchor));
}

bool establishes_formatting_context(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const style::ComputedStyle& style = context.styles.style(box.style);
  if (box.kind != boxes::BoxKind::Block || !boxes::is_in_flow(box)) return true;
  return style.display == style::Display::FlowRoot || !style.block_step_size.is_zero() ||
         (style.overflow != style::Overflow::Visible && style.overflow != style::Overflow::Clip);
}

}  // namespace gongwen::layout
