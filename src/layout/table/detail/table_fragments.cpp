#include "layout/table/detail/table_fragments.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>

namespace gongwen::layout {
using style::VerticalAlign;

namespace {

bool has_background(BoxId part, const LayoutContext& context) {
  if (!part) return false;
  const style::ComputedStyle& style = context.style_of(part);
  return style.has_background_image() || !style.background_color.resolve(style.color).is_transparent();
}

}  // namespace

TableFragments::TableFragments(const TableSetup& table, const TableRows& rows)
    : table_(table), rows_(rows), columns_have_backgrounds_(any_column_has_background()) {}

/// How far the content of a cell moves down in the height that its rows give it (CSS 2.2 §17.5.3).
LayoutUnit TableFragments::content_shift(const PlacedCell& placed, LayoutUnit height, LayoutUnit row_baseline) const {
  const style::ComputedStyle& style = table_.context.style_of(table_.model.cells[placed.cell].box);
  const LayoutUnit free_space = std::max(LayoutUnit(), height - placed.height);
  // What continues from the page before starts at the top; what continues after the page was put in its place.
  if (placed.has_begun) return {};
  const bool in_middle = style.vertical_align.kind == VerticalAlign::Kind::Middle;
  if (placed.rest != nullptr && !in_middle) return placed.shift.value_or(LayoutUnit());
  switch (style.vertical_align.kind) {
    case VerticalAlign::Kind::Top: return {};
    case VerticalAlign::Kind::Middle: return free_space / 2;
    case VerticalAlign::Kind::Bottom: return free_space;
    case VerticalAlign::Kind::Baseline:
    case VerticalAlign::Kind::Sub:
    case VerticalAlign::Kind::Super:
    case VerticalAlign::Kind::TextTop:
    case VerticalAlign::Kind::TextBottom:
    case VerticalAlign::Kind::Length: break;
  }
  // So does a cell without a line.
  if (placed.continued || placed.fragment == nullptr || !placed.fragment->baseline) return {};
  return std::min(free_space, std::max(LayoutUnit(), row_baseline - *placed.fragment->baseline));
}

/// A cell whose children are as high as its rows is laid out once more. Null for all other cells.
const Fragment* TableFragments::fill_cell(const PlacedCell& placed, LayoutUnit height) const {
  const TableCell& cell = table_.model.cells[placed.cell];
  if (placed.fragment == nullptr || placed.continued || placed.rest != nullptr || !table_.fills_cell(cell))
    return nullptr;
  LayoutInput input;
  input.box = cell.box;
  input.available = {table_.widths.table, std::nullopt};
  input.fixed_inline_size = table_.cell_width(cell);
  input.fixed_block_size = FixedBlockSize{height};
  input.fixed_borders = placed.borders;
  input.is_formatting_root = true;
  return layout_box(input, table_.context).fragment;
}

/// The cell as high as its rows, its content where vertical-align puts it.
const Fragment* TableFragments::build_cell(const PlacedCell& placed, const TableBand& band) const {
  const TableCell& cell = table_.model.cells[placed.cell];
  const LayoutUnit height = rows_.covered_height(placed, band.chunk);
  const LayoutUnit baseline = band.chunk.baselines[placed.first_row - band.chunk.first_row];
  const LayoutUnit shift = content_shift(placed, height, baseline);
  Fragment fragment = fragment_of(cell.box, table_.context);
  fragment.size = {table_.cell_width(cell), height};
  fragment.is_repeated = band.repeated;
  fragment.is_continued_before = placed.continued;
  fragment.is_continued_after = placed.rest != nullptr;
  // Collapsed borders are drawn once for the whole table.
  if (!table_.collapses) fragment.borders = border_widths(table_.context.style_of(cell.box));
  if (const Fragment* const filled = fill_cell(placed, height)) {
    fragment.children = filled->children;
    fragment.baseline = filled->baseline;
  } else if (placed.fragment != nullptr) {
    fragment.children = placed.fragment->children;
    for (ChildFragment& child : fragment.children) child.offset.y += shift;
    if (placed.fragment->baseline) fragment.baseline = *placed.fragment->baseline + shift;
  }
  return table_.context.fragments.add(std::move(fragment));
}

const Fragment* TableFragments::build_row(const TableBand& band, std::size_t index) const {
  const std::uint32_t row = band.chunk.first_row + static_cast<std::uint32_t>(index);
  Fragment fragment = fragment_of(table_.model.rows[row].row, table_.context);
  fragment.is_repeated = band.repeated;
  fragment.is_continued_after = band.chunk.last_row_is_cut && index + 1 == band.chunk.heights.size();
  const LayoutUnit left = table_.column_left(0);
  const LayoutUnit right =
      table_.widths.table - table_.frame.borders.right - table_.frame.padding.right - table_.frame.horizontal_spacing;
  fragment.size = {right - left, band.chunk.heights[index]};
  fragment.baseline = band.chunk.baselines[index];
  std::vector<ChildFragment> cells;  // above the backgrounds of all of them
  // In the order of the source, which is also that of the columns except for cells that come from above.
  for (const PlacedCell& placed : band.chunk.cells) {
    if (placed.first_row != row) continue;
    const TableCell& cell = table_.model.cells[placed.cell];
    const Point offset{table_.column_left(cell.column) - left, LayoutUnit()};
    cells.push_back({offset + shift_of(cell.box), build_cell(placed, band)});
    add_backgrounds(cell, {offset, cells.back().fragment->size}, fragment.children);
    fragment.is_continued_before = fragment.is_continued_before || (placed.continued && cell.row == row);
  }
  fragment.children.insert(fragment.children.end(), cells.begin(), cells.end());
  return table_.context.fragments.add(std::move(fragment));
}

/// Parts of tables are moved like other boxes (css-position-3 §3.3); they have the table for their containing block.
Point TableFragments::shift_of(BoxId part) const {
  return part ? relative_shift(table_.context.style_of(part), table_.widths.table, std::nullopt) : Point();
}

void TableFragments::add_band(const TableBand& band, Fragment& grid) const {
  LayoutUnit top = band.top;
  for (std::size_t i = 0; i < band.chunk.heights.size(); ++i) {
    const TableRow& row = table_.model.rows[band.chunk.first_row + i];
    const Point place = Point{table_.column_left(0), top} + shift_of(row.group) + shift_of(row.row);
    grid.children.push_back({place, build_row(band, i)});
    top += band.chunk.heights[i] + table_.frame.vertical_spacing;
  }
}

/// The baseline of the first row; where no cell aligns to it, the lowest end of a cell's content (CSS 2.2 §17.5.3).
LayoutUnit TableFragments::first_baseline(const RowChunk& chunk) const {
  if (!chunk.baselines.front().is_zero()) return chunk.baselines.front();
  LayoutUnit lowest;
  for (const PlacedCell& placed : chunk.cells) {
    const TableCell& cell = table_.model.cells[placed.cell];
    if (placed.first_row != chunk.first_row || cell.row_span > 1) continue;
    const LayoutUnit below =
        placed.borders.bottom + padding_widths(table_.context.style_of(cell.box), table_.widths.table).bottom;
    lowest = std::max(lowest, chunk.heights.front() - below);
  }
  return lowest;
}

bool TableFragments::any_column_has_background() const {
  for (const TableColumn& column : table_.model.columns) {
    if (has_background(column.column, table_.context) || has_background(column.group, table_.context)) return true;
  }
  return false;
}

/// The background layers under one cell, the lowest first.
void TableFragments::add_backgrounds(const TableCell& cell, const Rect& area, std::vector<ChildFragment>& out) const {
  if (columns_have_backgrounds_) {
    add_background(table_.model.columns[cell.column].group, area, out);
    add_background(table_.model.columns[cell.column].column, area, out);
  }
  add_background(table_.model.rows[cell.row].group, area, out);
  add_background(table_.model.rows[cell.row].row, area, out);
}

void TableFragments::add_background(BoxId part, const Rect& area, std::vector<ChildFragment>& out) const {
  if (!has_background(part, table_.context)) return;
  Fragment layer;
  layer.style = table_.context.box(part).style;
  layer.origin = table_.context.box(part).origin;
  layer.size = area.size;
  // Neighbours without a gap between them become one area, so that no seam is seen.
  if (!out.empty()) {
    const ChildFragment& last = out.back();
    if (last.fragment->style == layer.style && last.offset.y == area.origin.y &&
        last.fragment->size.height == area.size.height && last.offset.x + last.fragment->size.width == area.left()) {
      layer.size.width += last.fragment->size.width;
      out.back().fragment = table_.context.fragments.add(std::move(layer));
      return;
    }
  }
  out.push_back({area.origin, table_.context.fragments.add(std::move(layer))});
}

}  // namespace gongwen::layout
