// Rows of a form for long texts. Merged cells do not grow with their text, and no row may be higher than 409 pt, so a
// long text gets as many rows as it needs, and its prompt states how many lines the cell shows.
#pragma once

#include "sheet/detail/cell_value.h"
#include "sheet/detail/sheet_attributes.h"
#include "sheet/workbook.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gongwen::sheet {

/// A cell for a text of several lines.
struct LongInput {
  CellPlace place;                            // of merged cells, the first
  std::optional<std::size_t> max_characters;  // maximum length of the text
};

/// Gives an input as many rows as its text needs, and further ones that people can make higher for a text of the
/// permitted length, 3 at most and no more than its height has room for; the cells of the row are merged over them.
/// Everything below moves down. Call it before set_row_heights. `looks` are those of the sheet's cells; `index` is the
/// number of the sheet in the workbook.
void divide_tall_rows(Sheet& sheet, std::size_t index, std::span<const std::uint32_t> looks, BuildContext& context,
                      std::vector<LongInput>& inputs);

/// Adds to the prompt of each input how many lines it shows and what to do for more. Call it after set_row_heights.
void state_shown_lines(Sheet& sheet, std::span<const std::uint32_t> looks, const BuildContext& context,
                       std::span<const LongInput> inputs);

}  // namespace gongwen::sheet
