// The collapsed borders of the part of a table that is on one page, as rectangles.
#pragma once

#include "layout/table/detail/table_setup.h"

#include <memory>

namespace gongwen::layout {

class TableBorderPainter {
 public:
  TableBorderPainter(const TableSetup& table, const std::vector<TableBand>& bands) : table_(table), bands_(bands) {}
  std::unique_ptr<const std::vector<InnerBorder>> paint();

 private:
  /// A row as it is on this page.
  struct Row {
    std::uint32_t row = 0;
    LayoutUnit top;
    LayoutUnit bottom;
    bool cut_below = false;
  };
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
  std::vector<EdgeBorder> vertical_;  // of each row, from the left edge of the table to its right one
  std::vector<InnerBorder> borders_;
};

}  // namespace gongwen::layout
