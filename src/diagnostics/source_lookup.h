// What printers need to show a place: names, lines and pointers from the owners of texts and data.
#pragma once

#include "diagnostics/origin.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::diagnostics {

// What the printers ask to turn small numbers into names, lines and pointers. Implemented by those who own the texts
// (resources) and the data documents (data), so that this module knows neither.

/// Line and column of a byte offset. Both start at 1; columns count code points, a tab counts 1.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

class SourceLookup {
 public:
  virtual ~SourceLookup() = default;
  /// Name as the person knows it (a path as given, `<main>`, `<stdin>`); empty when unknown.
  virtual std::string_view source_name(SourceId source) const = 0;
  /// The text itself, UTF-8; empty when it is not kept.
  virtual std::string_view source_text(SourceId source) const = 0;
  /// Where the text starts in its file: one record of a file of many does not start at its first line.
  virtual LineColumn source_start(SourceId) const { return {}; }
  /// The cell that a place in the text is, `单位!B7`, for a text that was made of a workbook; otherwise empty.
  virtual std::string_view source_cell(SourceId, std::size_t) const { return {}; }
};

/// A data value as a person looks for it.
struct DataDescription {
  std::string pointer;                    // RFC 6901
  Span span;                              // where it is in its file; unknown for values that were computed
  std::vector<std::string_view> members;  // names that an object has; empty for other values
  std::string cell{};                     // `单位!B7`: where it is in a workbook, which has no lines
  std::string record{};                   // `event 2024-02/rev`: the record of a store that `pointer` starts at
};

class DataLookup {
 public:
  virtual ~DataLookup() = default;
  virtual std::optional<DataDescription> describe(DataPlace place) const = 0;
};

LineColumn line_column_at(std::string_view text, std::size_t offset);
/// The same in the file of a source, as a person counts there.
LineColumn line_column_in(const SourceLookup& sources, SourceId source, std::size_t offset);

/// The line that contains `offset`, without its line end, and the offset at which it starts.
struct SourceLine {
  std::string_view text;
  std::size_t begin = 0;
};
SourceLine line_at(std::string_view text, std::size_t offset);

}  // namespace gongwen::diagnostics
