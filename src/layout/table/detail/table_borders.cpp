#include "layout/table/detail/table_borders.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

/// A table is as wide as its container allows; the container of items sets the width of its items.
TableRoom table_room(const LayoutInput& input, const style::ComputedStyle& style) {
  if (input.fixed_inline_size) return {*input.fixed_inline_size, *input.fixed_inline_size};
  const LayoutUnit containing = input.available.inline_size;
  return {containing - margin_widths(style, containing).horizontal(), containing};
}

}  // namespace

/// Order matters: the model gives the frame (spacing depends on the number of columns), and both give the widths.
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

/// Whether the content of the cell depends on the height of the row: such cells are laid out twice.
bool TableSetup::fills_cell(const TableCell& cell) const {
  if (context.box(cell.box).has_inline_children) return false;
  // A flow whose lines run along the height of the cell (vertical text) is as high as the cell.
  const BoxId only = context.box(cell.box).first_child;
  if (only && context.box(only).kind == boxes::BoxKind::Turned) return true;
  bool is_asked_for = false;
  for (BoxId child = context.box(cell.box).first_child; child; child = context.box(child).next_sibling) {
    const style::Size& own = context.style_of(child).height;
    is_asked_for = is_asked_for || (own.is_length() && own.value.has_percent());
  }
  if (!is_asked_for) return false;
  // A percentage of a height that is not set is `auto` (CSS 2.2 §10.5), so the table, the row or the cell must set one.
  const auto is_given = [](const style::Size& height, bool is_base_given) {
    return height.is_length() && (is_base_given || !height.value.has_percent());
  };
  const bool is_table_given = is_given(style.height, input.available.block_size.has_value());
  return is_table_given || is_given(context.style_of(cell.box).height, false) ||
         is_given(context.style_of(model.rows[cell.row].row).height, false);
}

/// Columns and the spacing between them.
LayoutUnit TableSetup::cell_width(const TableCell& cell) const {
  LayoutUnit width = frame.horizontal_spacing * static_cast<int>(cell.column_span - 1);
  for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) width += widths.columns[c];
  return width;
}

/// With collapsed borders half of each shared border belongs to the cell.
Edges TableSetup::cell_borders(const TableCell& cell) const {
  return collapses ? collapsed_cell_borders(cell, model, context) : border_widths(context.style_of(cell.box));
}

/// The left edge of a column's cells.
LayoutUnit TableSetup::column_left(std::uint32_t column) const {
  LayoutUnit x = frame.borders.left + frame.padding.left + frame.horizontal_spacing;
  for (std::uint32_t c = 0; c < column; ++c) x += widths.columns[c] + frame.horizontal_spacing;
  return x;
}

/// The token with which the cell continues from the page before; null on the first page, or if the cell ended there.
const BreakToken* TableSetup::resume_of(BoxId cell) const {
  if (is_first_part()) return nullptr;
  return token_of(cell, input.resume->children);
}

/// Whether a cell is aligned by its baseline, as is the default (CSS 2.2 §17.5.3).
bool aligns_baseline(const style::ComputedStyle& cell) {
  const style::VerticalAlign::Kind kind = cell.vertical_align.kind;
  return kind != style::VerticalAlign::Kind::Top && kind != style::VerticalAlign::Kind::Middle &&
         kind != style::VerticalAlign::Kind::Bottom;
}

namespace {

using style::BorderStyle;
using style::ComputedStyle;

/// Called for every edge of every cell; cheaper than making the whole border.
BorderStyle style_of_side(const ComputedStyle& style, BoxSide side) {
  switch (side) {
    case BoxSide::Top: return style.border_top_style;
    case BoxSide::Right: return style.border_right_style;
    case BoxSide::Bottom: return style.border_bottom_style;
    case BoxSide::Left: return style.border_left_style;
  }
  return BorderStyle::None;
}

/// The border of one side as style, width and colour; `currentcolor` is resolved here, since the winner may be painted
/// in a box of another colour.
EdgeBorder side_of(const ComputedStyle& style, BoxSide side) {
  switch (side) {
    case BoxSide::Top:
      return {style.border_top_style, style.border_top_width, style.border_top_color.resolve(style.color)};
    case BoxSide::Right:
      return {style.border_right_style, style.border_right_width, style.border_right_color.resolve(style.color)};
    case BoxSide::Bottom:
      return {style.border_bottom_style, style.border_bottom_width, style.border_bottom_color.resolve(style.color)};
    case BoxSide::Left:
      return {style.border_left_style, style.border_left_width, style.border_left_color.resolve(style.color)};
  }
  return {};
}

/// Rank of border styles in a conflict (CSS 2.2 §17.6.2.1, rule 3): double, solid, dashed, dotted, ridge, outset,
/// groove, inset.
int style_rank(BorderStyle style) {
  switch (style) {
    case BorderStyle::None: return 0;
    case BorderStyle::Inset: return 1;
    case BorderStyle::Groove: return 2;
    case BorderStyle::Outset: return 3;
    case BorderStyle::Ridge: return 4;
    case BorderStyle::Dotted: return 5;
    case BorderStyle::Dashed: return 6;
    case BorderStyle::Solid: return 7;
    case BorderStyle::Double: return 8;
    case BorderStyle::Hidden: return 9;
  }
  return 0;
}

/// The conflict over one edge (CSS 2.2 §17.6.2.1): `hidden` beats everything, then the wider border wins, then the
/// style of higher rank. Candidates are added in the order of rule 4 (cells, rows, row groups, columns, column groups,
/// the table), and of equals the first stays.
class Conflict {
 public:
  /// `hidden` ends the conflict; borders without style take no part in it.
  void add(const EdgeBorder& candidate) {
    if (winner_.style == BorderStyle::Hidden) return;
    if (candidate.style == BorderStyle::Hidden) {
      winner_ = candidate;
      return;
    }
    if (candidate.style == BorderStyle::None) return;
    const bool stronger = winner_.style == BorderStyle::None || candidate.width > winner_.width ||
                          (candidate.width == winner_.width && style_rank(candidate.style) > style_rank(winner_.style));
    if (stronger) winner_ = candidate;
  }
  void add(BoxId box, BoxSide side, const LayoutContext& context) {
    if (!box) return;
    // Most rows, groups and columns have no borders.
    const ComputedStyle& style = context.style_of(box);
    if (style_of_side(style, side) != BorderStyle::None) add(side_of(style, side));
  }
  /// A hidden border takes no room.
  EdgeBorder winner() const { return winner_.style == BorderStyle::Hidden ? EdgeBorder{} : winner_; }

 private:
  EdgeBorder winner_;
};

/// The cell at a slot; an invalid id for an empty slot, where the row or column decides.
BoxId cell_at(std::uint32_t row, std::uint32_t column, const TableModel& model) {
  const std::uint32_t cell = model.slot(row, column);
  return cell == TableModel::kNoCell ? BoxId() : model.cells[cell].box;
}

/// Whether both slots belong to one spanning cell: there is no border inside it.
bool same_cell(std::uint32_t a_row, std::uint32_t a_column, std::uint32_t b_row, std::uint32_t b_column,
               const TableModel& model) {
  const std::uint32_t a = model.slot(a_row, a_column);
  return a != TableModel::kNoCell && a == model.slot(b_row, b_column);
}

/// Adds the borders that also meet at the upper or lower end of the table, or where a page ends.
void add_column_and_table(Conflict& conflict, std::uint32_t column, BoxSide side, const TableModel& model,
                          const LayoutContext& context) {
  conflict.add(model.columns[column].column, side, context);
  conflict.add(model.columns[column].group, side, context);
  conflict.add(model.grid, side, context);
}

}  // namespace

/// The border above `row` in one column; with the number of rows, the border below the last row.
EdgeBorder horizontal_edge(std::uint32_t row, std::uint32_t column, const TableModel& model,
                           const LayoutContext& context) {
  const bool has_above = row > 0;
  const bool has_below = row < model.row_count();
  Conflict conflict;
  if (has_above && has_below && same_cell(row - 1, column, row, column, model)) return {};
  if (has_above) conflict.add(cell_at(row - 1, column, model), BoxSide::Bottom, context);
  if (has_below) conflict.add(cell_at(row, column, model), BoxSide::Top, context);
  if (has_above) conflict.add(model.rows[row - 1].row, BoxSide::Bottom, context);
  if (has_below) conflict.add(model.rows[row].row, BoxSide::Top, context);
  // Groups have borders only where they start or end.
  const bool group_ends = !has_above || !has_below || model.rows[row - 1].group != model.rows[row].group;
  if (has_above && group_ends) conflict.add(model.rows[row - 1].group, BoxSide::Bottom, context);
  if (has_below && group_ends) conflict.add(model.rows[row].group, BoxSide::Top, context);
  if (!has_above) add_column_and_table(conflict, column, BoxSide::Top, model, context);
  if (!has_below) add_column_and_table(conflict, column, BoxSide::Bottom, model, context);
  return conflict.winner();
}

/// The border where two rows meet that are not neighbours in the table, such as a repeated head and the row after it.
EdgeBorder meeting_edge(std::uint32_t above, std::uint32_t below, std::uint32_t column, const TableModel& model,
                        const LayoutContext& context) {
  Conflict conflict;
  conflict.add(cell_at(above, column, model), BoxSide::Bottom, context);
  conflict.add(cell_at(below, column, model), BoxSide::Top, context);
  conflict.add(model.rows[above].row, BoxSide::Bottom, context);
  conflict.add(model.rows[below].row, BoxSide::Top, context);
  if (model.rows[above].group != model.rows[below].group) {
    conflict.add(model.rows[above].group, BoxSide::Bottom, context);
    conflict.add(model.rows[below].group, BoxSide::Top, context);
  }
  return conflict.winner();
}

/// The border where a page cuts the table: it ends like the table itself.
EdgeBorder cut_edge(std::uint32_t row, std::uint32_t column, BoxSide side, const TableModel& model,
                    const LayoutContext& context) {
  Conflict conflict;
  conflict.add(cell_at(row, column, model), side, context);
  conflict.add(model.rows[row].row, side, context);
  conflict.add(model.rows[row].group, side, context);
  add_column_and_table(conflict, column, side, model, context);
  return conflict.winner();
}

/// The border to the left of a column in one row; with the number of columns, the border to the right of the last one.
EdgeBorder vertical_edge(std::uint32_t row, std::uint32_t column, const TableModel& model,
                         const LayoutContext& context) {
  const bool has_left = column > 0;
  const bool has_right = column < model.column_count();
  Conflict conflict;
  if (has_left && has_right && same_cell(row, column - 1, row, column, model)) return {};
  // If both are equal, the cell nearer to the start of the row wins, which is on the right in a table that runs from
  // right to left.
  const bool left_first = !is_rtl(context.style_of(model.grid));
  const auto add_left_cell = [&] {
    if (has_left) conflict.add(cell_at(row, column - 1, model), BoxSide::Right, context);
  };
  if (left_first) add_left_cell();
  if (has_right) conflict.add(cell_at(row, column, model), BoxSide::Left, context);
  if (!left_first) add_left_cell();
  // Rows and row groups have left and right borders only at the edges of the table.
  if (!has_left || !has_right) {
    const BoxSide side = has_left ? BoxSide::Right : BoxSide::Left;
    conflict.add(model.rows[row].row, side, context);
    conflict.add(model.rows[row].group, side, context);
  }
  if (has_left) conflict.add(model.columns[column - 1].column, BoxSide::Right, context);
  if (has_right) conflict.add(model.columns[column].column, BoxSide::Left, context);
  const bool group_ends = !has_left || !has_right || model.columns[column - 1].group != model.columns[column].group;
  if (has_left && group_ends) conflict.add(model.columns[column - 1].group, BoxSide::Right, context);
  if (has_right && group_ends) conflict.add(model.columns[column].group, BoxSide::Left, context);
  if (!has_left) conflict.add(model.grid, BoxSide::Left, context);
  if (!has_right) conflict.add(model.grid, BoxSide::Right, context);
  return conflict.winner();
}

/// The distance of a spanning cell from its neighbours is that of its widest border.
Edges collapsed_cell_borders(const TableCell& cell, const TableModel& model, const LayoutContext& context) {
  Edges widths;
  for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) {
    widths.top = std::max(widths.top, horizontal_edge(cell.row, c, model, context).width);
    widths.bottom = std::max(widths.bottom, horizontal_edge(cell.end_row(), c, model, context).width);
  }
  for (std::uint32_t r = cell.row; r < cell.end_row(); ++r) {
    widths.left = std::max(widths.left, vertical_edge(r, cell.column, model, context).width);
    widths.right = std::max(widths.right, vertical_edge(r, cell.end_column(), model, context).width);
  }
  // Half of each border lies in the cell, half in its neighbour; the odd unit goes to the cell below or to the right.
  return {widths.top - widths.top / 2, widths.right / 2, widths.bottom / 2, widths.left - widths.left / 2};
}

/// Borders, paddings and spacing of the table. An empty table has no spacing.
TableFrame table_frame(BoxId table, const TableModel& model, const LayoutContext& context) {
  const ComputedStyle& style = context.style_of(table);
  TableFrame frame;
  if (style.border_collapse == style::BorderCollapse::Separate) {
    frame.borders = border_widths(style);
    frame.padding = padding_widths(style, LayoutUnit());
    if (model.column_count() > 0) frame.horizontal_spacing = style.border_spacing.horizontal;
    if (model.row_count() > 0) frame.vertical_spacing = style.border_spacing.vertical;
    return frame;
  }
  // CSS 2.2 §17.6.2: the table's borders are the outer halves of its outermost borders; left and right count in the
  // first row only.
  for (std::uint32_t c = 0; c < model.column_count(); ++c) {
    frame.borders.top = std::max(frame.borders.top, horizontal_edge(0, c, model, context).width / 2);
    const LayoutUnit bottom = horizontal_edge(model.row_count(), c, model, context).width;
    frame.borders.bottom = std::max(frame.borders.bottom, bottom - bottom / 2);
  }
  if (model.row_count() > 0 && model.column_count() > 0) {
    frame.borders.left = vertical_edge(0, 0, model, context).width / 2;
    const LayoutUnit right = vertical_edge(0, model.column_count(), model, context).width;
    frame.borders.right = right - right / 2;
  }
  return frame;
}

}  // namespace gongwen::layout
