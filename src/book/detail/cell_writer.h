// The XML of a cell that was filled in.
#pragma once

#include "book/detail/book_model.h"
#include "book/workbook_expansion.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::book {

/// A stretch of a cell's text.
struct CellPart {
  std::string_view text;
  std::size_t run = 0;
  bool is_value = false;
  ValueType type = ValueType::Text;
};

/// A cell that has one value and no other text keeps its type: a number, a truth value, or a date if its number format
/// shows dates. All else is text, and no text is ever a formula.
void write_cell(std::string& out, const CellSlot& slot, std::uint32_t row, const std::vector<CellPart>& parts,
                bool counts_from_1904);

}  // namespace gongwen::book
