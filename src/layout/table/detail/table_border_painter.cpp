#include "layout/table/detail/table_border_painter.h"

#include "layout/table/detail/table_borders.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {

namespace {

class TableBorderPainter {
 public:
  TableBorderPainter(const TableSetup& table, const std::vector<TableBand>& bands) : table_(table), bands_(bands) {}
  std::unique_ptr<const std::vector<InnerBorder>> paint();

 private:
  /// A row may be on several pages in parts: with `cut_below` the row does not end with this part.
  struct Row {
    std::uint32_t row = 0;
    LayoutUnit top;
    LayoutUnit bottom;
    bool cut_below = false;
  };
  /// Rows of the head, of the body and of the foot, one below the other as they are on this page.
  void collect_rows();
  void collect_vertical_edges();
  const EdgeBorder& vertical(std::size_t row, std::uint32_t column) const {
    return vertical_[row * (table_.model.column_count() + 1) + column];
  }
  EdgeBorder edge_between(std::size_t below, std::uint32_t column) const;
  LayoutUnit meeting_width(std::size_t below, std::uint32_t column) const;
  void paint_horizontal(std::size_t below);
  void paint_vertical(std::uint32_t column);
  void add(const EdgeBorder& edge, const Rect& rect, bool horizontal);

  const TableSetup& table_;
  const std::vector<TableBand>& bands_;
  std::vector<Row> rows_;
  // Stored row by row, one more than there are columns in each.
  std::vector<EdgeBorder> vertical_;  // of each row, from the left edge of the table to its right one
  std::vector<InnerBorder> borders_;
};

/// Turns bands into rows with positions on this page.
void TableBorderPainter::collect_rows() {
  for (const TableBand& band : bands_) {
    LayoutUnit top = band.top;
    // The spacing between rows is zero where borders collapse.
    for (std::size_t i = 0; i < band.chunk.heights.size(); ++i) {
      Row row;
      row.row = band.chunk.first_row + static_cast<std::uint32_t>(i);
      row.top = top;
      row.bottom = top + band.chunk.heights[i];
      row.cut_below = band.chunk.last_row_is_cut && i + 1 == band.chunk.heights.size();
      rows_.push_back(row);
      top = row.bottom;
    }
  }
}

/// Vertical edges are looked up for each row and for both rows at a horizontal border, so they are resolved once.
void TableBorderPainter::collect_vertical_edges() {
  const std::uint32_t columns = table_.model.column_count();
  vertical_.reserve(rows_.size() * (columns + 1));
  for (const Row& row : rows_) {
    for (std::uint32_t column = 0; column <= columns; ++column) {
      vertical_.push_back(vertical_edge(row.row, column, table_.model, table_.context));
    }
  }
}

/// The border above the row at index `below`, or under the last row. Rows that are not neighbours in the table (the
/// head above a row of a later page, a row above the page's end) meet as if the table ended between them, so that every
/// page shows a closed frame.
EdgeBorder TableBorderPainter::edge_between(std::size_t below, std::uint32_t column) const {
  const TableModel& model = table_.model;
  const LayoutContext& context = table_.context;
  const bool has_above = below > 0;
  const bool has_below = below < rows_.size();
  if (has_above && has_below && rows_[below - 1].row + 1 == rows_[below].row && !rows_[below - 1].cut_below) {
    return horizontal_edge(rows_[below].row, column, model, context);
  }
  // A page that begins with the table's first row has its upper border, any other page that of a
  // cut.
  if (!has_above)
    return rows_[0].row == 0 ? horizontal_edge(0, column, model, context)
                             : cut_edge(rows_[0].row, column, BoxSide::Top, model, context);
  const std::uint32_t above = rows_[below - 1].row;
  if (!has_below) {
    const bool table_ends = above + 1 == model.row_count() && !rows_[below - 1].cut_below;
    return table_ends ? horizontal_edge(above + 1, column, model, context)
                      : cut_edge(above, column, BoxSide::Bottom, model, context);
  }
  // A head above a later row, or a row above the foot: cells that continue beyond the page are closed above and opened
  // below.
  return meeting_edge(above, rows_[below].row, column, model, context);
}

/// Adds one piece of a border, or makes the last piece longer if it continues it: fewer rectangles, and no seams in
/// dashed lines.
void TableBorderPainter::add(const EdgeBorder& edge, const Rect& rect, bool horizontal) {
  if (edge.width.is_zero() || edge.style == style::BorderStyle::None) return;
  if (!borders_.empty()) {
    InnerBorder& last = borders_.back();
    const bool same = last.horizontal == horizontal && last.style == edge.style && last.color == edge.color;
    if (same && horizontal && last.rect.top() == rect.top() && last.rect.size.height == rect.size.height &&
        last.rect.right() >= rect.left()) {
      last.rect.size.width = rect.right() - last.rect.left();
      return;
    }
    if (same && !horizontal && last.rect.left() == rect.left() && last.rect.size.width == rect.size.width &&
        last.rect.bottom() >= rect.top()) {
      last.rect.size.height = rect.bottom() - last.rect.top();
      return;
    }
  }
  borders_.push_back({rect, edge.style, edge.color, horizontal});
}

/// The wider of the vertical borders that meet a horizontal one from above and from below.
LayoutUnit TableBorderPainter::meeting_width(std::size_t below, std::uint32_t column) const {
  LayoutUnit width;
  for (const std::size_t beside : {below - 1, below}) {
    if (beside >= rows_.size()) continue;  // also for -1
    width = std::max(width, vertical(beside, column).width);
  }
  return width;
}

/// Paints the horizontal border above the row at index `below`. It reaches half over the vertical borders that it
/// meets, so that corners are filled.
void TableBorderPainter::paint_horizontal(std::size_t below) {
  const TableModel& model = table_.model;
  const LayoutUnit y = below < rows_.size() ? rows_[below].top : rows_.back().bottom;
  LayoutUnit left_width = meeting_width(below, 0);
  for (std::uint32_t column = 0; column < model.column_count(); ++column) {
    const EdgeBorder edge = edge_between(below, column);
    const LayoutUnit left = table_.column_left(column);
    // Reaching over half of the neighbours on both sides fills the corner squares.
    const LayoutUnit right = left + table_.widths.columns[column];
    const LayoutUnit left_half = left_width / 2;
    const LayoutUnit right_width = meeting_width(below, column + 1);
    add(edge,
        {{left - left_half, y - edge.width / 2},
         {right - left + left_half + (right_width - right_width / 2), edge.width}},
        true);
    left_width = right_width;
  }
}

/// Paints the vertical border left of a column, row by row; `column` may be column_count().
void TableBorderPainter::paint_vertical(std::uint32_t column) {
  const TableModel& model = table_.model;
  const LayoutUnit x = column < model.column_count()
                           ? table_.column_left(column)
                           : table_.column_left(column - 1) + table_.widths.columns[column - 1];
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const EdgeBorder& edge = vertical(i, column);
    add(edge, {{x - edge.width / 2, rows_[i].top}, {edge.width, rows_[i].bottom - rows_[i].top}}, false);
  }
}

std::unique_ptr<const std::vector<InnerBorder>> TableBorderPainter::paint() {
  collect_rows();
  if (rows_.empty() || table_.model.column_count() == 0) return nullptr;
  collect_vertical_edges();
  for (std::size_t below = 0; below <= rows_.size(); ++below) paint_horizontal(below);
  for (std::uint32_t column = 0; column <= table_.model.column_count(); ++column) paint_vertical(column);
  // Where borders meet, the wider one is painted last and is visible (css-tables-3 §4.2.3 does not define the joints).
  // Stable: of equal widths the horizontal borders, which came first, stay below.
  std::stable_sort(borders_.begin(), borders_.end(), [](const InnerBorder& a, const InnerBorder& b) {
    return (a.horizontal ? a.rect.size.height : a.rect.size.width) <
           (b.horizontal ? b.rect.size.height : b.rect.size.width);
  });
  return std::make_unique<const std::vector<InnerBorder>>(std::move(borders_));
}

}  // namespace

std::unique_ptr<const std::vector<InnerBorder>> paint_collapsed_borders(const TableSetup& table,
                                                                        const std::vector<TableBand>& bands) {
  return TableBorderPainter(table, bands).paint();
}

}  // namespace gongwen::layout
