// Relocation: translates references of a workbook's template into those of the workbook made from it, in formulas and
// in places such as merged cells, filters and conditional formats.
#pragma once

#include "adopt/book/detail/formula_references.h"
#include "adopt/book/detail/row_map.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::book {

/// The place of a formula. Without a row it is outside all rows, like a defined name.
struct FormulaPlace {
  std::size_t sheet = 0;
  std::uint32_t row = 0;     // of the template
  std::uint32_t output = 0;  // the row made from it
};

class Relocation {
 public:
  /// Names of the sheets and their maps, in the same order.
  Relocation(std::vector<std::string> names, std::vector<const RowMap*> maps)
      : names_(std::move(names)), maps_(std::move(maps)) {}

  bool is_same() const;
  const RowMap& map(std::size_t sheet) const { return *maps_[sheet]; }
  /// The number of a sheet, ignoring case in ASCII; nullopt if there is no such sheet.
  std::optional<std::size_t> sheet_named(std::string_view name) const;

  /// How to write a range whose rows are no longer adjacent.
  enum class Gaps : std::uint8_t {
    List,   // `A1,A3` in functions that take lists; otherwise the formula cannot be written
    Union,  // `A1,A3`
    Cover,  // `A1:A3`
  };
  /// Returns nullopt if a range has gaps that `gaps` does not allow, or more areas than a formula can hold: `gap()` is
  /// then the range.
  ///   A reference to rows left out refers to the last row of the sheet, which is empty, so that sums count nothing.
  std::optional<std::string> formula(std::string_view formula, const FormulaPlace& place, Gaps gaps);
  const std::string& gap() const { return gap_; }

  /// The areas of a reference such as `B3:D9` that is outside all rows. Empty if all rows were left out; the text
  /// itself if it is not a reference.
  std::vector<std::string> areas(std::string_view reference, std::size_t sheet) const;
  /// One reference from the first row to the last; empty if all rows were left out.
  std::string cover(std::string_view reference, std::size_t sheet) const;
  /// For places that belong to rows: the reference once for each round of the innermost loop around all its rows.
  struct Copy {
    std::string reference;
    std::uint32_t output = 0;  // its first row
  };
  std::vector<Copy> copies(std::string_view reference, std::size_t sheet) const;

 private:
  std::optional<std::string> relocated(const Reference& one, const FormulaPlace& place, Gaps gaps);
  std::optional<std::string> over_sheets(const Reference& one, const FormulaPlace& place);
  std::vector<RowRange> rows_of(const Reference& one, const FormulaPlace& place, std::size_t sheet) const;

  std::vector<std::string> names_;
  std::vector<const RowMap*> maps_;
  std::string gap_;
};

/// The reference of which a text consists; nullopt if the text is anything else.
std::optional<Reference> sole_reference(std::string_view text);

}  // namespace gongwen::book
