// The collapsed borders of the part of a table that stands on one page, as rectangles.
#pragma once

#include "layout/table/detail/table_layout.h"

namespace gongwen::layout {

class TableBorderPainter {
 public:
  explicit TableBorderPainter(const TableLayout& table) : table_(table) {}
  std::unique_ptr<const std::vector<CollapsedBorder>> paint();

 private:
  /// A row as it stands on this page.
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

  const TableLayout& table_;
  std::vector<Row> rows_;
  std::vector<CollapsedBorder> borders_;
};

}  // namespace gongwen::layout
