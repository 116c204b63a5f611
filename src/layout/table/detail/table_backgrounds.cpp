// Backgrounds of columns, row groups and rows: they are seen behind cells only, not in the spacing between them, and a
// cell that spans rows has that of its first row (CSS 2.2 section 17.5.1).
#include "layout/table/detail/table_layout.h"

namespace gongwen::layout {
namespace {

bool has_background(BoxId part, const LayoutContext& context) {
  if (!part) return false;
  const style::ComputedStyle& style = context.style_of(part);
  return !style.background_color.resolve(style.color).is_transparent();
}

}  // namespace

bool TableLayout::any_column_has_background() const {
  for (const TableColumn& column : model_.columns) {
    if (has_background(column.column, context_) || has_background(column.group, context_)) return true;
  }
  return false;
}

/// The layers behind one cell, the lowest first.
void TableLayout::add_backgrounds(const PlacedCell& placed, const Rect& area, std::vector<ChildFragment>& out) {
  const TableCell& cell = model_.cells[placed.cell];
  if (columns_have_backgrounds_) {
    add_background(model_.columns[cell.column].group, area, out);
    add_background(model_.columns[cell.column].column, area, out);
  }
  add_background(model_.rows[cell.row].group, area, out);
  add_background(model_.rows[cell.row].row, area, out);
}

void TableLayout::add_background(BoxId part, const Rect& area, std::vector<ChildFragment>& out) {
  if (!has_background(part, context_)) return;
  Fragment layer;
  layer.style = context_.box(part).style;
  layer.origin = context_.box(part).origin;
  layer.size = area.size;
  // Neighbours without a gap between them become one area, so that no seam is seen.
  if (!out.empty()) {
    const ChildFragment& last = out.back();
    if (last.fragment->style == layer.style && last.offset.y == area.origin.y &&
        last.fragment->size.height == area.size.height && last.offset.x + last.fragment->size.width == area.left()) {
      layer.size.width += last.fragment->size.width;
      out.back().fragment = context_.fragments.add(std::move(layer));
      return;
    }
  }
  out.push_back({area.origin, context_.fragments.add(std::move(layer))});
}

}  // namespace gongwen::layout
