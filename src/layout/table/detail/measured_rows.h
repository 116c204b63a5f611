// MeasuredRows: the heights of rows that spanning cells tie together over several pages. All of them count on each
// page, but only the rows that may be on it are laid out again.
#pragma once

#include "layout/table/detail/table_setup.h"

#include <unordered_map>
#include <vector>

namespace gongwen::layout {

/// Rows from one of a chunk to its end, as they are by themselves: without what cells that span several of them need
/// beyond that. Of the first one the heights do not hold where cells continue in it.
struct MeasuredRows {
  struct Spanning {
    std::uint32_t cell = 0;
    LayoutUnit height;
  };

  std::uint32_t first_row = 0;
  std::vector<LayoutUnit> heights;
  std::vector<LayoutUnit> baselines;
  std::vector<Spanning> spanning;  // cells that span several rows and start in one of these
  TableWidths widths;              // with which they were measured

  std::uint32_t end_row() const { return first_row + static_cast<std::uint32_t>(heights.size()); }
  /// The row after those that fill `room` to the end, from `row` on, whose own height does not count.
  std::uint32_t end_of_filling(std::uint32_t row, LayoutUnit room, LayoutUnit spacing) const;
  /// Adds what is known of the rows from `row` on to a chunk that ends with them: their heights, and cells without
  /// content.
  void add_to(RowChunk& chunk, std::uint32_t row, const TableSetup& table) const;
};

/// Remembers the rows of a chunk, all of which are laid out and measured.
void remember_rows(const RowChunk& chunk, const TableSetup& table);

/// What is known of the rows after `row` to the end of their chunk; null for nothing.
const MeasuredRows* known_rows(std::uint32_t row, const TableSetup& table);

}  // namespace gongwen::layout
