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

/// Styles for texts that those of the workbook do not suit.
class TextStyles {
 public:
  explicit TextStyles(const BookModel& book) : book_(book) {}

  /// The style like this one, quoted with the mark of a text (`quotePrefix`), so that one that begins like a formula
  /// stays a text when somebody edits the cell; and for a long text without the text format, in which Excel shows it as
  /// `####`. Itself if the workbook has no styles.
  std::size_t style_for(std::size_t style, bool is_quoted, bool is_long);
  /// The part with the styles, if any was added.
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

/// A number, a truth value or a date as it is written: the attribute of its type, and the value.
struct CellValue {
  std::string_view type;
  std::string value;
};

/// A cell that has one value and no other text keeps its type: a number, a truth value, or a date if its number format
/// shows dates. nullopt: it is a text.
std::optional<CellValue> cell_value(const CellSlot& slot, const std::vector<CellPart>& parts, bool counts_from_1904);

/// Writes a value or a text; no text is ever a formula.
void write_cell(std::string& out, const CellSlot& slot, std::uint32_t row, const std::vector<CellPart>& parts,
                bool counts_from_1904, TextStyles& styles);

}  // namespace gongwen::book
