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
  EdgeBorder edge_between(std::size_t below, std::uint32_t column) const;
  LayoutUnit meeting_width(std::size_t below, std::uint32_t column) const;
  void paint_horizontal(std::size_t below);
  void paint_vertical(std::uint32_t column);
  void add(const EdgeBorder& edge, const Rect& rect, bool horizontal);

  const TableSetup& table_;
  const std::vector<TableBand>& bands_;
  std::vector<Row> rows_;
  std::vector<InnerBorder> borders_;
};

}  // namespace gongwen::layout
