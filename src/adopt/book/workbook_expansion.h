// WorkbookExpansion: takes the output of expanding a WorkbookTemplate, and makes a workbook of it. Only the values are
// kept; the XML of the rows is written once all rows are known, and compressed while it is written.
//   book::WorkbookExpansion expansion(made.model, sink);
//   … expansion.literal(text), expansion.value(text, type, origin) …
//   auto bytes = expansion.file();
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::book {

struct BookModel;

/// A number or a boolean keeps its type if it is the only content of its cell.
enum class ValueType : std::uint8_t { Text, Number, Boolean };

class WorkbookExpansion {
 public:
  WorkbookExpansion(std::shared_ptr<const BookModel> model, diagnostics::DiagnosticSink& sink);
  ~WorkbookExpansion();
  WorkbookExpansion(const WorkbookExpansion&) = delete;
  WorkbookExpansion& operator=(const WorkbookExpansion&) = delete;

  // Each returns whether the expansion must continue; false after an error was reported.

  /// A stretch of the template: texts of cells, and commands for the expansion.
  bool literal(std::string_view text);
  /// A value, whatever it contains: it never becomes a formula.
  bool value(std::string_view text, ValueType type, const diagnostics::Origin& origin);

  /// Returns the file; nullopt if an error was reported.
  std::optional<std::string> file();
  std::size_t sheet_count() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gongwen::book
