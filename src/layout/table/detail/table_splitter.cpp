#include "layout/table/detail/table_splitter.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "style/apply_property.h"

#include <algorithm>

// First TableFragments, which turns placed rows into fragments, then TableSplitter, which cuts chunks of rows at the
// end of a page.
namespace gongwen::layout {
using style::VerticalAlign;

namespace {

/// Rows, groups and columns are parts of a table that draw nothing but a background.
bool has_background(BoxId part, const LayoutContext& context) {
  if (!part) return false;
  const style::ComputedStyle& style = context.style_of(part);
  return style.has_background_image() || !style.background_color.resolve(style.color).is_transparent();
}

}  // namespace

TableFragments::TableFragments(const TableSetup& table, const TableRows& rows)
    : table_(table), rows_(rows), columns_have_backgrounds_(any_column_has_background()) {}

LayoutUnit TableFragments::content_shift(const PlacedCell& placed, LayoutUnit height, LayoutUnit row_baseline) const {
  const style::ComputedStyle& style = table_.context.style_of(table_.model.cells[placed.cell].box);
  const LayoutUnit free_space = std::max(LayoutUnit(), height - placed.height);
  // A cell whose content started on an earlier page is at the top here; one that continues was placed by the splitter.
  if (placed.has_begun) return {};
  const bool in_middle = style.vertical_align.kind == VerticalAlign::Kind::Middle;
  if (placed.rest != nullptr && !in_middle) return placed.shift.value_or(LayoutUnit());
  switch (style.vertical_align.kind) {
    case VerticalAlign::Kind::Top: return {};
    case VerticalAlign::Kind::Middle: return free_space / 2;
    case VerticalAlign::Kind::Bottom: return free_space;
    default: break;
  }
  // Cells without a line are at the top, too.
  if (placed.continued || placed.fragment == nullptr || !placed.fragment->baseline) return {};
  return std::min(free_space, std::max(LayoutUnit(), row_baseline - *placed.fragment->baseline));
}

/// If the children of a cell are as high as its rows, lays the cell out again with that height as definite. Returns
/// null for other cells.
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

/// The fragment of a cell: as high as its rows, with its content moved by `vertical-align`.
const Fragment* TableFragments::build_cell(const PlacedCell& placed, const TableBand& band) const {
  const TableCell& cell = table_.model.cells[placed.cell];
  const LayoutUnit height = rows_.covered_height(placed, band.chunk);
  const LayoutUnit baseline = band.chunk.baselines[placed.first_row - band.chunk.first_row];
  const LayoutUnit shift = content_shift(placed, height, baseline);
  Fragment fragment = fragment_of(cell.box, table_.context);
  fragment.size = {table_.cell_width(cell), height};
  fragment.is_repeated = band.repeated || placed.repeats;
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

/// The fragment of one row, with the backgrounds under its cells first.
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

/// How far `position: relative` moves a part of a table (css-position-3 §3.3); its containing block is the table.
Point TableFragments::shift_of(BoxId part) const {
  return part ? relative_shift(table_.context.style_of(part), table_.widths.table, std::nullopt) : Point();
}

/// Adds the rows of a band to the grid, one below the other.
void TableFragments::add_band(const TableBand& band, Fragment& grid) const {
  LayoutUnit top = band.top;
  for (std::size_t i = 0; i < band.chunk.heights.size(); ++i) {
    const TableRow& row = table_.model.rows[band.chunk.first_row + i];
    const Point place = Point{table_.column_left(0), top} + shift_of(row.group) + shift_of(row.row);
    grid.children.push_back({place, build_row(band, i)});
    top += band.chunk.heights[i] + table_.frame.vertical_spacing;
  }
}

/// The baseline of the first row; if no cell aligns to it, the lowest end of a cell's content (CSS 2.2 §17.5.3).
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

/// Computed once per table: most tables have no such backgrounds, and then cells need not look for them.
bool TableFragments::any_column_has_background() const {
  for (const TableColumn& column : table_.model.columns) {
    if (has_background(column.column, table_.context) || has_background(column.group, table_.context)) return true;
  }
  return false;
}

/// Adds the backgrounds under one cell, the lowest layer first: column group, column, row group, row (CSS 2.2 §17.5.1).
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
  // Neighbours without a gap become one area, so that no seam between them is visible.
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

namespace {

using style::ComputedStyle;

/// The token of a cell whose content is done but which still covers rows on the next page.
BreakTokenPtr covering_token(BoxId cell) {
  const std::shared_ptr<BreakToken> token = token_inside(cell);
  token->children_done = true;
  return token;
}

}  // namespace

/// The height of the highest cell of the chunk's first row, content only. A cell that spans further rows has room
/// there.
LayoutUnit TableSplitter::whole_content_height(const RowChunk& chunk) const {
  LayoutUnit whole;
  for (const PlacedCell& placed : chunk.cells) {
    const bool is_of_row = table_.model.cells[placed.cell].end_row() == chunk.first_row + 1;
    if (placed.first_row != chunk.first_row || placed.fragment == nullptr || !is_of_row) continue;
    whole = std::max(whole, placed.height + offset_in_rows(placed, LayoutUnit(), chunk.baselines.front()));
  }
  return whole;
}

/// The position at which the content of a cell would start if no page ended in its rows, which are `whole` high.
/// Bottom-aligned content (a signature below a long text) belongs on the last page (CSS 2.2 §17.5.3, css-break-3 §5).
/// Centred content mostly names the row: it is kept with the start of the row, in the middle of its first part.
LayoutUnit TableSplitter::offset_in_rows(const PlacedCell& placed, LayoutUnit whole, LayoutUnit baseline) const {
  if (placed.has_begun || placed.fragment == nullptr) return {};
  const ComputedStyle& style = table_.context.style_of(table_.model.cells[placed.cell].box);
  if (style.vertical_align.kind == VerticalAlign::Kind::Bottom) return std::max(LayoutUnit(), whole - placed.height);
  if (!aligns_baseline(style) || placed.continued || !placed.fragment->baseline) return {};
  return std::max(LayoutUnit(), baseline - *placed.fragment->baseline);
}

/// Lays out the part of a cell that is on this page. Its rows have `room`, its content would start `offset` below their
/// top, and `whole` is the height of these rows in one piece. `cuts_row`: the page ends in a row, not between two.
void TableSplitter::split_cell(PlacedCell& placed, LayoutUnit room, LayoutUnit offset, LayoutUnit whole,
                               bool cuts_row) const {
  const BoxId box = table_.model.cells[placed.cell].box;
  const BreakToken* const resume = table_.resume_of(box);
  const std::uint32_t first_row = placed.first_row;
  const bool is_aligned = !offset.is_zero() && !aligns_baseline(table_.context.style_of(box));
  // An offset beyond the room would leave the page empty.
  if (offset >= room) offset = {};
  Fragmentainer part = table_.input.room.with_room(room - offset);
  const bool begins_page =
      first_row <= (table_.is_first_part() ? table_.model.body_begin() : table_.next_row()) && table_.input.room.at_top;
  part.more_elsewhere = table_.input.room.more_elsewhere || !begins_page;
  placed = rows_.layout_cell(placed.cell, resume, part,
                             table_.fills_cell(table_.model.cells[placed.cell]) ? whole : LayoutUnit());
  placed.first_row = first_row;
  placed.shift = offset;
  // If no part of it fits, its content waits for the next page; but this page must not stay empty.
  if (placed.height > room - offset && (is_aligned || !cuts_row)) {
    make_wait(placed);
  } else if (placed.height > room - offset && !offset.is_zero()) {
    split_cell(placed, room, {}, whole, cuts_row);
  }
  if (placed.rest == nullptr) placed.rest = covering_token(box);
}

/// Takes the content of a cell off this page; all of it comes on the next.
void TableSplitter::make_wait(PlacedCell& placed) const {
  const BoxId box = table_.model.cells[placed.cell].box;
  const BreakToken* const resume = placed.has_begun ? table_.resume_of(box) : nullptr;
  placed.fragment = nullptr;
  placed.height = {};
  placed.rest = token_to_begin(box, resume);
}

/// The lowest end of the content of cells that continue on the next page; `room` if no cell continues.
LayoutUnit TableSplitter::used_room(const RowChunk& chunk, LayoutUnit room) {
  LayoutUnit used;
  for (const PlacedCell& placed : chunk.cells) {
    const bool goes_on = placed.fragment != nullptr && placed.rest != nullptr && has_content_left(*placed.rest);
    if (placed.first_row != chunk.first_row || !goes_on) continue;
    for (const ChildFragment& child : placed.fragment->children) {
      used = std::max(used, child.offset.y + child.fragment->size.height);
    }
  }
  return used.is_zero() ? room : std::min(used, room);
}

/// Whether all of a cell's content belongs at the foot of its rows, beyond the end of this page, of which `used` is
/// taken.
bool TableSplitter::belongs_on_next_page(const PlacedCell& placed, LayoutUnit whole, LayoutUnit used) const {
  const bool at_foot =
      table_.context.style_of(table_.model.cells[placed.cell].box).vertical_align.kind == VerticalAlign::Kind::Bottom;
  return at_foot && placed.height <= whole - used;
}

/// Cuts all cells that continue after the first `rows` rows. `available` is the room of the last of these rows if the
/// page ends inside it; nullopt if it ends between rows.
void TableSplitter::split_cells(RowChunk& chunk, std::size_t rows, std::optional<LayoutUnit> available) const {
  /// A cell whose content does not start at the top of its rows; cut after the others.
  struct Lowered {
    PlacedCell* placed;
    LayoutUnit whole;
    LayoutUnit offset;
    LayoutUnit room;
  };
  const std::uint32_t end = chunk.first_row + static_cast<std::uint32_t>(rows);
  const LayoutUnit whole_row = whole_content_height(chunk);
  const bool cuts_first = available && rows == 1;
  std::vector<Lowered> lowered;
  for (PlacedCell& placed : chunk.cells) {
    const TableCell& cell = table_.model.cells[placed.cell];
    const bool goes_on = placed.first_row < end && (cell.end_row() > end || (available && cell.end_row() == end));
    if (goes_on && (placed.fragment == nullptr || placed.repeats)) placed.rest = covering_token(cell.box);
    if (goes_on && placed.repeats) {
      // A label that is higher than its rows on this page is left to the next.
      const LayoutUnit above = rows_.height_in_chunk(placed, chunk, available ? rows - 1 : rows);
      if (placed.height > above + available.value_or(LayoutUnit())) {
        placed.fragment = nullptr;
        placed.height = {};
      }
      continue;
    }
    if (!goes_on || placed.fragment == nullptr) continue;
    const std::size_t last = std::min<std::size_t>(cell.end_row() - chunk.first_row, chunk.heights.size());
    const LayoutUnit whole = cuts_first && last == 1 ? whole_row : rows_.height_in_chunk(placed, chunk, last);
    const LayoutUnit baseline = chunk.baselines[placed.first_row - chunk.first_row];
    LayoutUnit room = rows_.height_in_chunk(placed, chunk, available ? rows - 1 : rows);
    if (available) room += *available + (placed.first_row + 1 < end ? table_.frame.vertical_spacing : LayoutUnit());
    const LayoutUnit offset = offset_in_rows(placed, whole, baseline);
    if (offset.is_zero()) {
      split_cell(placed, room, {}, whole, available.has_value());
    } else {
      lowered.push_back({&placed, whole, offset, room});
    }
  }
  // Their places depend on how much the other cells leave for later pages.
  const LayoutUnit used_by_others = cuts_first ? used_room(chunk, *available) : LayoutUnit();
  for (const Lowered& cell : lowered) {
    const LayoutUnit used = cuts_first ? used_by_others : cell.room;
    if (belongs_on_next_page(*cell.placed, cell.whole, used)) {
      make_wait(*cell.placed);
    } else {
      split_cell(*cell.placed, cell.room, cell.offset, cell.whole, available.has_value());
    }
  }
}

/// The row of a chunk, by index, in which a forced break inside a cell ends the page, if `available` has room for that
/// much. Only cells in which a break may be forced are laid out again.
std::optional<std::size_t> TableSplitter::row_with_forced_break(const RowChunk& chunk, LayoutUnit available) const {
  std::optional<std::size_t> first;
  for (const PlacedCell& placed : chunk.cells) {
    const BoxId box = table_.model.cells[placed.cell].box;
    if (placed.fragment == nullptr || !may_force_break_inside(box, table_.context)) continue;
    std::size_t row = placed.first_row - chunk.first_row;
    LayoutUnit room = available;
    for (std::size_t r = 0; r < row; ++r) room -= chunk.heights[r] + table_.frame.vertical_spacing;
    if (room <= LayoutUnit()) continue;
    const LayoutResult part =
        rows_.lay_out_cell(placed.cell, table_.resume_of(box), table_.input.room.with_room(room), false);
    // A break that is reached although the cell would fit can only be a forced one.
    const bool is_forced = part.outcome == Outcome::Broken && (part.rest->is_forced() || placed.height <= room);
    if (!is_forced) continue;
    // In a cell that spans rows, it is the row that the content before the break reaches.
    LayoutUnit reached;
    for (const ChildFragment& child : part.fragment->children) {
      reached = std::max(reached, child.offset.y + child.fragment->size.height);
    }
    const std::size_t end =
        std::min<std::size_t>(table_.model.cells[placed.cell].end_row() - chunk.first_row, chunk.heights.size());
    while (row + 1 < end && rows_.height_in_chunk(placed, chunk, row + 1) < std::min(reached, room)) ++row;
    first = std::min(first.value_or(row), row);
  }
  return first;
}

/// Whether a break between a row of the chunk and the one above it is avoided.
bool TableSplitter::avoids_break_before(const RowChunk& chunk, std::size_t row) const {
  const TableRow& above = table_.model.rows[chunk.first_row + row - 1];
  const TableRow& below = table_.model.rows[chunk.first_row + row];
  return break_between(above.row, below.row, table_.input.room, table_.context).avoided;
}

bool TableSplitter::has_border_within(const RowChunk& chunk, LayoutUnit available) const {
  LayoutUnit used;
  for (std::size_t row = 1; row < chunk.heights.size(); ++row) {
    used += chunk.heights[row - 1] + (row > 1 ? table_.frame.vertical_spacing : LayoutUnit());
    if (used > available) return false;
    if (!avoids_break_before(chunk, row)) return true;
  }
  return false;
}

/// The number of cells that a break above this row would cut.
std::size_t TableSplitter::cells_across(const RowChunk& chunk, std::size_t row) const {
  const std::uint32_t at = chunk.first_row + static_cast<std::uint32_t>(row);
  return static_cast<std::size_t>(std::count_if(chunk.cells.begin(), chunk.cells.end(), [&](const PlacedCell& placed) {
    return placed.first_row < at && table_.model.cells[placed.cell].end_row() > at;
  }));
}

/// The border to break at: of those above the row after the last one that fits, the one that cuts the fewest cells, the
/// latest of equals. Groups of rows stay whole, unless that leaves too much of the page white.
std::size_t TableSplitter::best_border(const RowChunk& chunk, std::size_t rows) const {
  std::size_t best = rows;
  std::size_t fewest = chunk.cells.size() + 1;
  const LayoutUnit page = table_.input.room.height;
  LayoutUnit blank;
  for (std::size_t row = rows; row > 0 && !break_costs::kGroupParted.is_exceeded_by(blank, page); --row) {
    const std::size_t across = cells_across(chunk, row);
    if (across < fewest && !avoids_break_before(chunk, row)) {
      fewest = across;
      best = row;
    }
    blank += chunk.heights[row - 1] + table_.frame.vertical_spacing;
  }
  return best;
}

/// Moves a cut that the style avoids to an earlier row border, or else into the text of an earlier row, whose last
/// lines then move to the next page: a signature is not separated from its date. Keeps the cut if neither is possible.
TableSplitter::Cut TableSplitter::cut_before_avoided(const RowChunk& chunk, Cut cut) const {
  Cut earlier = cut;
  while (earlier.rows > 0) {
    if (!avoids_break_before(chunk, earlier.rows)) return earlier;
    --earlier.rows;
    earlier.used -= chunk.heights[earlier.rows] + (earlier.rows > 0 ? table_.frame.vertical_spacing : LayoutUnit());
    const TableRow& row = table_.model.rows[chunk.first_row + earlier.rows];
    LayoutUnit content;
    for (const PlacedCell& placed : chunk.cells) {
      const TableCell& cell = table_.model.cells[placed.cell];
      const bool ends_here = cell.end_row() == chunk.first_row + earlier.rows + 1;
      // Content at the foot of its row waits for the next page as a whole: a cut in it would make no progress.
      const bool is_parted =
          table_.context.style_of(cell.box).vertical_align.kind != VerticalAlign::Kind::Bottom || placed.has_begun;
      if (placed.first_row == chunk.first_row + earlier.rows && ends_here && is_parted)
        content = std::max(content, placed.height);
    }
    const LayoutUnit line = style::line_height_length(table_.context.style_of(row.row).line_height,
                                                      table_.context.style_of(row.row).font_size);
    // A row of more than four lines is a text that may be split.
    const bool is_text = content > line * 4 && !avoids_break_inside(row.row, table_.input.room, table_.context);
    if (!is_text) continue;
    earlier.inside = content - line;
    return earlier;
  }
  return cut;
}

/// The height of a chunk's last row, which is cut, that holds what its cells have on this page.
LayoutUnit TableSplitter::least_height_of_cut(const RowChunk& chunk) const {
  LayoutUnit least;
  for (const PlacedCell& placed : chunk.cells) {
    if (placed.fragment == nullptr || table_.model.cells[placed.cell].end_row() < chunk.end_row()) continue;
    const LayoutUnit above = rows_.height_in_chunk(placed, chunk, chunk.heights.size() - 1);
    const LayoutUnit spacing = placed.first_row + 1 < chunk.end_row() ? table_.frame.vertical_spacing : LayoutUnit();
    least = std::max(least, placed.height + placed.shift.value_or(LayoutUnit()) - above - spacing);
  }
  return least;
}

/// Removes parts that are higher than `room` from this page if other cells of the row make progress: the parts have
/// more space at the top of the next page, or when the others have ended.
void TableSplitter::let_high_parts_wait(RowChunk& chunk, LayoutUnit room) const {
  if (chunk.heights.size() != 1 || !chunk.last_row_is_cut) return;
  const auto is_too_high = [&](const PlacedCell& placed) {
    return placed.fragment != nullptr && placed.height + placed.shift.value_or(LayoutUnit()) > room;
  };
  const bool others_go_on = std::any_of(chunk.cells.begin(), chunk.cells.end(), [&](const PlacedCell& placed) {
    return placed.fragment != nullptr && !placed.fragment->children.empty() && !placed.repeats && !is_too_high(placed);
  });
  if (!others_go_on) return;
  for (PlacedCell& placed : chunk.cells) {
    if (is_too_high(placed) && !placed.repeats) make_wait(placed);
  }
  chunk.heights.back() = std::max(room, least_height_of_cut(chunk));
}

/// Cuts a chunk at `available`: through the row in which a break is forced; otherwise after the last row that fits; or
/// through the cells of the first row, if not even that fits.
void TableSplitter::split_chunk(RowChunk& chunk, LayoutUnit available, std::optional<std::size_t> forced_row) const {
  // How many rows fit whole, and the height that they use.
  LayoutUnit used;
  std::size_t rows = 0;
  while (rows < forced_row.value_or(chunk.heights.size())) {
    const LayoutUnit with_row = used + chunk.heights[rows] + (rows > 0 ? table_.frame.vertical_spacing : LayoutUnit());
    if (with_row > available) break;
    used = with_row;
    ++rows;
  }
  if (rows == chunk.heights.size()) return;
  bool cuts_row = rows == forced_row.value_or(0);
  if (!cuts_row && !forced_row) {
    // A border that cuts fewer cells may be further up.
    const std::size_t best = best_border(chunk, rows);
    for (; rows > best; --rows) used -= chunk.heights[rows - 1] + table_.frame.vertical_spacing;
  }
  LayoutUnit room = available - used - (rows > 0 ? table_.frame.vertical_spacing : LayoutUnit());
  if (!cuts_row && !forced_row && avoids_break_before(chunk, rows)) {
    const Cut cut = cut_before_avoided(chunk, {rows, used, std::nullopt});
    rows = cut.rows;
    cuts_row = cut.inside.has_value();
    room = cut.inside.value_or(room);
  }
  if (cuts_row) ++rows;
  split_cells(chunk, rows, cuts_row ? std::optional(room) : std::nullopt);
  const std::uint32_t end = chunk.first_row + static_cast<std::uint32_t>(rows);
  std::erase_if(chunk.cells, [&](const PlacedCell& cell) { return cell.first_row >= end; });
  chunk.heights.resize(rows);
  chunk.baselines.resize(rows);
  if (!chunk.given.empty()) chunk.given.resize(rows);
  // From here on only for the row that is cut: it takes up the rest of the space, and more if a part cannot be lower,
  // such as a table in a cell with its head, its foot and one row. Otherwise the foot would be printed over that part.
  if (!cuts_row) return;
  chunk.heights.back() = std::max(room, least_height_of_cut(chunk));
  chunk.last_row_is_cut = std::any_of(chunk.cells.begin(), chunk.cells.end(), [](const PlacedCell& cell) {
    return cell.rest != nullptr && has_content_left(*cell.rest);
  });
  if (chunk.last_row_is_cut) return;
  // The cells turned out to fit: the row ends here.
  for (PlacedCell& placed : chunk.cells) {
    if (table_.model.cells[placed.cell].end_row() <= end) placed.rest = nullptr;
  }
}

}  // namespace gongwen::layout
