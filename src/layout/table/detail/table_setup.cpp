#include "layout/table/detail/table_setup.h"

#include "layout/core/box_metrics.h"

namespace gongwen::layout {
namespace {

TableRoom table_room(const LayoutInput& input, const style::ComputedStyle& style) {
  if (input.fixed_inline_size) return {*input.fixed_inline_size, *input.fixed_inline_size};
  const LayoutUnit containing = input.available.inline_size;
  return {containing - margin_widths(style, containing).horizontal(), containing};
}

}  // namespace

TableSetup::TableSetup(const LayoutInput& layout_input, LayoutContext& layout_context)
    : input(layout_input),
      context(layout_context),
      box(context.box(input.box)),
      style(context.styles.style(box.style)),
      collapses(style.border_collapse == style::BorderCollapse::Collapse),
      model(table_model(grid_of(input.box, context), context)),
      frame(table_frame(input.box, model, context)),
      widths(table_widths(input.box, model, frame, table_room(input, style), context)),
      wrapper(FragmentBuilder::of_wrapper(input, context)) {}

bool TableSetup::fills_cell(const TableCell& cell) const {
  if (context.box(cell.box).has_inline_children) return false;
  // A flow whose lines run along the height of the cell is as high as the cell.
  const BoxId only = context.box(cell.box).first_child;
  if (only && context.box(only).kind == boxes::BoxKind::Turned) return true;
  bool is_asked_for = false;
  for (BoxId child = context.box(cell.box).first_child; child; child = context.box(child).next_sibling) {
    const style::Size& own = context.style_of(child).height;
    is_asked_for = is_asked_for || (own.is_length() && own.value.has_percent());
  }
  if (!is_asked_for) return false;
  // A percentage of an unspecified height is `auto` (CSS 2.2 §10.5).
  const auto is_given = [](const style::Size& height, bool is_base_given) {
    return height.is_length() && (is_base_given || !height.value.has_percent());
  };
  const bool is_table_given = is_given(style.height, input.available.block_size.has_value());
  return is_table_given || is_given(context.style_of(cell.box).height, false) ||
         is_given(context.style_of(model.rows[cell.row].row).height, false);
}

LayoutUnit TableSetup::cell_width(const TableCell& cell) const {
  LayoutUnit width = frame.horizontal_spacing * static_cast<int>(cell.column_span - 1);
  for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) width += widths.columns[c];
  return width;
}

Edges TableSetup::cell_borders(const TableCell& cell) const {
  return collapses ? collapsed_cell_borders(cell, model, context) : border_widths(context.style_of(cell.box));
}

LayoutUnit TableSetup::column_left(std::uint32_t column) const {
  LayoutUnit x = frame.borders.left + frame.padding.left + frame.horizontal_spacing;
  for (std::uint32_t c = 0; c < column; ++c) x += widths.columns[c] + frame.horizontal_spacing;
  return x;
}

const BreakToken* TableSetup::resume_of(BoxId cell) const {
  if (is_first_part()) return nullptr;
  return token_of(cell, input.resume->children);
}

bool aligns_baseline(const style::ComputedStyle& cell) {
  const style::VerticalAlign::Kind kind = cell.vertical_align.kind;
  return kind != style::VerticalAlign::Kind::Top && kind != style::VerticalAlign::Kind::Middle &&
         kind != style::VerticalAlign::Kind::Bottom;
}

}  // namespace gongwen::layout
