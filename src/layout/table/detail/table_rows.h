// TableRows: lays out the cells of rows that spanning cells tie together, and measures the rows (CSS 2.2 section
// 17.5.3).
#pragma once

#include "layout/table/detail/table_borders.h"

#include <span>
#include <vector>

namespace gongwen::layout {

class TableRows {
 public:
  TableRows(const TableSetup& table, BlankShare given) : table_(table), given_(given) {}

  /// Lays out all cells that start in these rows or continue from earlier ones, without a limit; `tokens` are those of
  /// continued cells. With `room`, rows that are certainly below it may have no cells: if they are known from an
  /// earlier page, only their heights are filled in.
  RowChunk layout_chunk(std::uint32_t first_row, std::uint32_t end_row, const std::vector<BreakTokenPtr>& tokens,
                        std::optional<LayoutUnit> room = std::nullopt) const;
  /// Lays out a cell, or the rest of it; percentages of its children's heights refer to `filled_height`.
  PlacedCell layout_cell(std::uint32_t cell, const BreakToken* resume, const Fragmentainer& room,
                         LayoutUnit filled_height = {}) const;
  LayoutResult lay_out_cell(std::uint32_t cell, const BreakToken* resume, const Fragmentainer& room,
                            bool takes_overflow, LayoutUnit filled_height = {}) const;

  /// The height that a cell covers in the rows of a chunk before `end`.
  LayoutUnit height_in_chunk(const PlacedCell& placed, const RowChunk& chunk, std::size_t end) const;
  /// The height that a cell covers in all rows of the chunk.
  LayoutUnit covered_height(const PlacedCell& placed, const RowChunk& chunk) const;
  void stretch_rows(std::span<LayoutUnit> heights, std::uint32_t first_row, LayoutUnit extra) const;
  void raise_percentages(std::span<LayoutUnit> heights, LayoutUnit whole, LayoutUnit& extra) const;

 private:
  /// Lays out a cell with known borders.
  LayoutResult lay_out_cell(std::uint32_t cell, const Edges& borders, const BreakToken* resume,
                            const Fragmentainer& room, bool takes_overflow, LayoutUnit filled_height) const;

  /// Whether rows with `-gw-blank-room: give` have the height that they ask for, or only that of their content.
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

/// The heights of all rows of a page, after the space `left` on it has been given back to the rows that gave up blank
/// room, in proportion to what they gave. Empty if nothing is given back.
std::vector<LayoutUnit> heights_with_room_back(const std::vector<TableBand>& bands, LayoutUnit left);

}  // namespace gongwen::layout
