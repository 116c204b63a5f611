// TableRows: lays out the cells of rows that belong together, and measures the rows (CSS 2.2 section 17.5.3).
#pragma once

#include "layout/table/detail/table_borders.h"

#include <span>
#include <vector>

namespace gongwen::layout {

class TableRows {
 public:
  TableRows(const TableSetup& table, BlankShare given) : table_(table), given_(given) {}

  /// All cells that start in these rows or continue from earlier ones, without a limit; `tokens`: of those that
  /// continue. With `room` the rows that are certainly below it may be without cells: if they are known from an earlier
  /// page, they only have their heights.
  RowChunk layout_chunk(std::uint32_t first_row, std::uint32_t end_row, const std::vector<BreakTokenPtr>& tokens,
                        std::optional<LayoutUnit> room = std::nullopt) const;
  /// A cell, or what continues of it; `filled_height`: what the heights of its children in percent refer to.
  PlacedCell layout_cell(std::uint32_t cell, const BreakToken* resume, const Fragmentainer& room,
                         LayoutUnit filled_height = {}) const;
  LayoutResult lay_out_cell(std::uint32_t cell, const BreakToken* resume, const Fragmentainer& room,
                            bool takes_overflow, LayoutUnit filled_height = {}) const;

  /// The height of a cell's rows of a chunk before `end`.
  LayoutUnit height_in_chunk(const PlacedCell& placed, const RowChunk& chunk, std::size_t end) const;
  /// The height of all its rows there.
  LayoutUnit covered_height(const PlacedCell& placed, const RowChunk& chunk) const;
  void stretch_rows(std::span<LayoutUnit> heights, std::uint32_t first_row, LayoutUnit extra) const;
  void raise_percentages(std::span<LayoutUnit> heights, LayoutUnit whole, LayoutUnit& extra) const;

 private:
  /// A cell whose borders are known.
  LayoutResult lay_out_cell(std::uint32_t cell, const Edges& borders, const BreakToken* resume,
                            const Fragmentainer& room, bool takes_overflow, LayoutUnit filled_height) const;

  /// Whether rows of `-gw-blank-room: give` have the height they ask for, or only that of their content.
  enum class BlankRoom : std::uint8_t { Kept, Given };

  void repeat_label(PlacedCell& placed) const;
  std::vector<std::uint32_t> cells_from_above(std::uint32_t row, const std::vector<BreakTokenPtr>& tokens) const;
  void give_blank_room(RowChunk& chunk) const;
  void measure_rows(RowChunk& chunk, BlankRoom blank) const;
  void spread_spanning(RowChunk& chunk, BlankRoom blank) const;
  bool is_row_fixed(std::uint32_t row) const;
  bool asks_for_nothing(BoxId box, BlankRoom blank) const;
  LayoutUnit minimum_row_height(std::uint32_t row) const;
  LayoutUnit specified_cell_height(const PlacedCell& placed, BlankRoom blank) const;

  const TableSetup& table_;
  BlankShare given_;
};

/// The heights of all rows of a page with what is left of it given back to those that gave up blank room, in proportion
/// to what they gave. Empty if nothing is given back.
std::vector<LayoutUnit> heights_with_room_back(const std::vector<TableBand>& bands, LayoutUnit left);

}  // namespace gongwen::layout
