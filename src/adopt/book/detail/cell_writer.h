// The XML of a cell that was filled in.
#pragma once

#include "adopt/book/detail/book_model.h"
#include "adopt/book/workbook_expansion.h"

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// Styles for texts that begin like formulas: with the mark that they are texts (`quotePrefix`), so that they stay so
/// when somebody edits the cell.
class QuotedStyles {
 public:
  explicit QuotedStyles(const BookModel& book) : book_(book) {}

  /// The style like this one with the mark; itself if the workbook has no styles.
  std::size_t quoted(std::size_t style);
  /// The part with the styles, if any was added.
  std::optional<std::string> written() const;

 private:
  const BookModel& book_;
  std::vector<std::size_t> made_from_;  // of the added styles
};

/// A cell that has one value and no other text keeps its type: a number, a truth value, or a date if its number format
/// shows dates. All else is text, and no text is ever a formula.
void write_cell(std::string& out, const CellSlot& slot, std::uint32_t row, const std::vector<CellPart>& parts,
                bool counts_from_1904, QuotedStyles& styles);

}  // namespace gongwen::book
