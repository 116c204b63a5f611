#include "layout/core/detail/layout_box.h"

namespace gongwen::layout {

LayoutResult layout_box(const LayoutInput& input, LayoutContext& context) {
  switch (context.box(input.box).kind) {
    case boxes::BoxKind::Table: return layout_table(input, context);
    case boxes::BoxKind::Flex: return layout_flex(input, context);
    case boxes::BoxKind::Replaced: return layout_replaced(input, context);
    case boxes::BoxKind::Block:
    case boxes::BoxKind::Inline:
    case boxes::BoxKind::Text:
    case boxes::BoxKind::LineBreak:
    case boxes::BoxKind::WordBreak:
    case boxes::BoxKind::InlineBlock:
    case boxes::BoxKind::RubyText:
    case boxes::BoxKind::Leader:
    case boxes::BoxKind::Reference:
    case boxes::BoxKind::Marker:
    case boxes::BoxKind::TableGrid:
    case boxes::BoxKind::TableCaption:
    case boxes::BoxKind::ColumnGroup:
    case boxes::BoxKind::Column:
    case boxes::BoxKind::RowGroup:
    case boxes::BoxKind::Row:
    case boxes::BoxKind::Cell: break;
  }
  return layout_block(input, context);
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
