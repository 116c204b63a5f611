// From placed rows to fragments: the grid holds rows, rows hold cells; collapsed borders belong to the grid.
#include "layout/core/box_metrics.h"
#include "layout/table/detail/table_border_painter.h"
#include "layout/table/detail/table_layout.h"

#include <algorithm>

namespace gongwen::layout {
using style::VerticalAlign;

/// How far the content of a cell moves down in the height that its rows give it (CSS 2.2 §17.5.3).
LayoutUnit TableLayout::content_shift(const PlacedCell& placed, LayoutUnit height, LayoutUnit row_baseline) const {
  const style::ComputedStyle& style = context_.style_of(model_.cells[placed.cell].box);
  const LayoutUnit free_space = std::max(LayoutUnit(), height - placed.height);
  // What goes on from the page before begins at the top; what goes on behind the page was put in its place.
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

/// The height that a cell's rows have on this page.
LayoutUnit TableLayout::covered_height(const PlacedCell& placed, const Band& band) const {
  const std::size_t begin = placed.first_row - band.chunk.first_row;
  const std::size_t end =
      std::min<std::size_t>(model_.cells[placed.cell].end_row() - band.chunk.first_row, band.chunk.heights.size());
  LayoutUnit height = frame_.vertical_spacing * static_cast<int>(end - begin - 1);
  for (std::size_t r = begin; r < end; ++r) height += band.chunk.heights[r];
  return height;
}

/// Where the height of a cell is given, percentages of its children's heights refer to what its rows come to
/// (css-tables-3 §3.9.1).
bool TableLayout::fills_cell(const TableCell& cell) const {
  if (context_.box(cell.box).has_inline_children) return false;
  bool is_asked_for = false;
  for (BoxId child = context_.box(cell.box).first_child; child; child = context_.box(child).next_sibling) {
    const style::Size& own = context_.style_of(child).height;
    is_asked_for = is_asked_for || (own.is_length() && own.value.has_percent());
  }
  return is_asked_for && (context_.style_of(cell.box).height.is_length() ||
                          context_.style_of(model_.rows[cell.row].row).height.is_length() || style_.height.is_length());
}

/// A cell whose children are as high as its rows is laid out once more. Null for all other cells.
const Fragment* TableLayout::fill_cell(const PlacedCell& placed, LayoutUnit height) {
  const TableCell& cell = model_.cells[placed.cell];
  if (placed.fragment == nullptr || placed.continued || placed.rest != nullptr || !fills_cell(cell)) return nullptr;
  LayoutInput input;
  input.box = cell.box;
  input.available = {widths_.table, std::nullopt};
  input.fixed_inline_size = cell_width(cell);
  input.fixed_block_size = FixedBlockSize{height};
  input.fixed_borders = placed.borders;
  input.is_formatting_root = true;
  return layout_box(input, context_).fragment;
}

/// The cell as high as its rows, its content where vertical-align puts it.
const Fragment* TableLayout::build_cell(const PlacedCell& placed, const Band& band) {
  const TableCell& cell = model_.cells[placed.cell];
  const boxes::Box& box = context_.box(cell.box);
  const style::ComputedStyle& style = context_.styles.style(box.style);
  const LayoutUnit height = covered_height(placed, band);
  const LayoutUnit baseline = band.chunk.baselines[placed.first_row - band.chunk.first_row];
  const LayoutUnit shift = content_shift(placed, height, baseline);
  Fragment fragment;
  fragment.box = cell.box;
  fragment.style = box.style;
  fragment.origin = box.origin;
  fragment.size = {cell_width(cell), height};
  fragment.is_repeated = band.repeated;
  fragment.is_continued_before = placed.continued;
  fragment.is_continued_after = placed.rest != nullptr;
  // Collapsed borders are drawn once for the whole table.
  if (!collapses_) fragment.borders = border_widths(style);
  if (const Fragment* const filled = fill_cell(placed, height)) {
    fragment.children = filled->children;
    fragment.baseline = filled->baseline;
  } else if (placed.fragment != nullptr) {
    fragment.children = placed.fragment->children;
    for (ChildFragment& child : fragment.children) child.offset.y += shift;
    if (placed.fragment->baseline) fragment.baseline = *placed.fragment->baseline + shift;
  }
  return context_.fragments.add(std::move(fragment));
}

const Fragment* TableLayout::build_row(const Band& band, std::size_t index) {
  const std::uint32_t row = band.chunk.first_row + static_cast<std::uint32_t>(index);
  const boxes::Box& box = context_.box(model_.rows[row].row);
  Fragment fragment;
  fragment.box = model_.rows[row].row;
  fragment.style = box.style;
  fragment.origin = box.origin;
  fragment.is_repeated = band.repeated;
  fragment.is_continued_after = band.chunk.last_row_is_cut && index + 1 == band.chunk.heights.size();
  const LayoutUnit left = column_left(0);
  const LayoutUnit right = widths_.table - frame_.borders.right - frame_.padding.right - frame_.horizontal_spacing;
  fragment.size = {right - left, band.chunk.heights[index]};
  fragment.baseline = band.chunk.baselines[index];
  std::vector<const PlacedCell*> cells;
  for (const PlacedCell& placed : band.chunk.cells) {
    if (placed.first_row == row) cells.push_back(&placed);
  }
  for (const PlacedCell* placed : cells) {
    const Point offset{column_left(model_.cells[placed->cell].column) - left, LayoutUnit()};
    add_backgrounds(*placed, {offset, {cell_width(model_.cells[placed->cell]), covered_height(*placed, band)}},
                    fragment.children);
  }
  // In the order of the source, which is also that of the columns but for cells that come from above.
  for (const PlacedCell* placed : cells) {
    const Point offset{column_left(model_.cells[placed->cell].column) - left, LayoutUnit()};
    fragment.children.push_back({offset, build_cell(*placed, band)});
    fragment.is_continued_before =
        fragment.is_continued_before || (placed->continued && model_.cells[placed->cell].row == row);
  }
  return context_.fragments.add(std::move(fragment));
}

void TableLayout::add_band(const Band& band, Fragment& grid) {
  LayoutUnit top = band.top;
  for (std::size_t i = 0; i < band.chunk.heights.size(); ++i) {
    grid.children.push_back({{column_left(0), top}, build_row(band, i)});
    top += band.chunk.heights[i] + frame_.vertical_spacing;
  }
}

/// The baseline of the first row; where no cell aligns to it, the lowest end of a cell's content (CSS 2.2 §17.5.3).
LayoutUnit TableLayout::first_baseline() const {
  const RowChunk& chunk = bands_.front().chunk;
  if (!chunk.baselines.front().is_zero()) return chunk.baselines.front();
  LayoutUnit lowest;
  for (const PlacedCell& placed : chunk.cells) {
    const TableCell& cell = model_.cells[placed.cell];
    if (placed.first_row != chunk.first_row || cell.row_span > 1) continue;
    const LayoutUnit below = placed.borders.bottom + padding_widths(context_.style_of(cell.box), widths_.table).bottom;
    lowest = std::max(lowest, chunk.heights.front() - below);
  }
  return lowest;
}

const Fragment* TableLayout::build_grid() {
  Fragment grid;
  grid.box = model_.grid;
  grid.style = box_.style;
  grid.origin = box_.origin;
  const LayoutUnit bottom = frame_.padding.bottom + frame_.borders.bottom;
  auto wanted = border_box_size(style_.height, input_.available.block_size, LayoutUnit(), style_.box_sizing);
  if (input_.fixed_block_size) wanted = input_.fixed_block_size->size - captions_above_;
  if (broken_ && foot_height_.is_zero() && !bands_.empty()) cursor_ -= frame_.vertical_spacing;
  const LayoutUnit height =
      broken_ || !is_first_part() ? cursor_ + bottom : std::max(cursor_ + bottom, wanted.value_or(LayoutUnit()));
  grid.size = {widths_.table, height};
  grid.is_continued_before = !is_first_part();
  grid.is_continued_after = broken_;
  if (!collapses_) grid.borders = frame_.borders;
  for (const Band& band : bands_) {
    add_band(band, grid);
    overflow_rests_.insert(overflow_rests_.end(), band.chunk.overflow.begin(), band.chunk.overflow.end());
  }
  const bool below_head = !bands_.empty() && bands_.front().repeated;
  resume_overflow(grid, below_head ? head_height_ : LayoutUnit());
  if (!bands_.empty() && !bands_.front().chunk.baselines.empty()) {
    grid.baseline = bands_.front().top + first_baseline();
  }
  if (collapses_) grid.collapsed_borders = TableBorderPainter(*this).paint();
  return context_.fragments.add(std::move(grid));
}

}  // namespace gongwen::layout
