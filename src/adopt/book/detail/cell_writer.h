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

/// Additional styles, for texts that the workbook's own styles do not suit.
class TextStyles {
 public:
  explicit TextStyles(const BookModel& book) : book_(book) {}

  /// Returns a style like this one. `is_quoted` adds the mark of a text (`quotePrefix`), so that a text that begins
  /// like a formula stays a text when a user edits the cell; `is_long` removes the text format, in which Excel shows a
  /// long text as `####`. Returns `style` itself if the workbook has no styles.
  std::size_t style_for(std::size_t style, bool is_quoted, bool is_long);
  /// The part with the styles; nullopt if none was added.
  std::optional<std::string> written() const;

 private:
  struct Made {
    std::size_t from;
    bool is_quoted;
    bool is_long;
    friend bool operator==(const Made&, const Made&) = default;
  };

  const BookModel& book_;
  std::vector<Made> made_;
};

/// A number, a truth value or a date as written in the file: the attribute of its type, and the value.
struct CellValue {
  std::string_view type;
  std::string value;
};

/// Returns the value of a cell that has one value and no other text, with its type: a number, a truth value, or a date
/// if the number format of the cell shows dates. Returns nullopt if the cell is a text.
std::optional<CellValue> cell_value(const CellSlot& slot, const std::vector<CellPart>& parts, bool counts_from_1904);

/// Writes a value or a text; no text is ever a formula.
void write_cell(std::string& out, const CellSlot& slot, std::uint32_t row, const std::vector<CellPart>& parts,
                bool counts_from_1904, TextStyles& styles);

}  // namespace gongwen::book
