// SourceLookup and DataLookup: how printers turn numbers of sources and values into names, lines and pointers. The
// owners of texts (resources) and of data documents (data) implement them, so that this module depends on neither.
#pragma once

#include "diagnostics/origin.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::diagnostics {

/// Line and column of a byte offset. Both start at 1; columns count code points, a tab counts 1.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

class SourceLookup {
 public:
  virtual ~SourceLookup() = default;
  /// The name that the user knows (a path as given, `<main>`, `<stdin>`); empty if unknown.
  virtual std::string_view source_name(SourceId source) const = 0;
  /// The text itself, UTF-8; empty if it has not been kept.
  virtual std::string_view source_text(SourceId source) const = 0;
  /// The place in its file where the text starts; a record in the middle of a file does not start at the first line.
  virtual LineColumn source_start(SourceId) const { return {}; }
  /// The cell, `单位!B7`, at an offset of a text that was made from a workbook; otherwise empty.
  virtual std::string_view source_cell(SourceId, std::size_t) const { return {}; }
};

/// How to find a data value.
struct DataDescription {
  std::string pointer;                    // RFC 6901
  Span span;                              // the place of the value in its file; unknown for computed values
  std::vector<std::string_view> members;  // names of an object's members; empty for other values
  std::string cell{};                     // `单位!B7`: the cell in a workbook, which has no lines
  std::string record{};                   // `event 2024-02/rev`: the record of a store in which `pointer` starts
};

class DataLookup {
 public:
  virtual ~DataLookup() = default;
  virtual std::optional<DataDescription> describe(DataPlace place) const = 0;
};

LineColumn line_column_at(std::string_view text, std::size_t offset);
/// The line and column in the file of a source, as an editor shows them.
LineColumn line_column_in(const SourceLookup& sources, SourceId source, std::size_t offset);

/// The line that contains `offset`, without its line end, and the offset at which it starts.
struct SourceLine {
  std::string_view text;
  std::size_t begin = 0;
};
SourceLine line_at(std::string_view text, std::size_t offset);

}  // namespace gongwen::diagnostics
