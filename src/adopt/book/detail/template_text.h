// TemplateText: builds the text of the template piece by piece, with the places of its cells and tags.
#pragma once

#include "adopt/book/detail/book_model.h"
#include "adopt/book/detail/shared_strings.h"
#include "adopt/tags.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::book {

class TemplateText {
 public:
  TemplateText(diagnostics::SourceId source, diagnostics::DiagnosticSink& sink) : source_(source), sink_(sink) {}

  void command(Command command, std::string_view argument = {});
  void command(Command command, std::size_t index) { this->command(command, std::to_string(index)); }
  /// Adds a tag of the cell `place`.
  void tag(const adopt::Tag& tag, std::string_view text, std::string_view place);
  void raw(std::string_view text) { text_ += text; }
  /// Adds the texts and tags of a cell, without the tags that apply to its row, and with commands where another run of
  /// its text begins.
  void cell(const CellText& cell, const std::vector<bool>& is_of_row, std::string_view place);

  /// Returns an origin for messages about something in the cell that is not in the text.
  diagnostics::Origin origin(std::string_view place);
  diagnostics::Origin origin(std::string_view text, std::size_t byte, std::string_view place);

  std::string text() && { return std::move(text_); }
  std::vector<resources::CellAt> places() && { return std::move(places_); }

 private:
  void note(std::string place);
  void literal(const CellText& cell, std::size_t begin, std::size_t end, std::string_view place);

  diagnostics::SourceId source_;
  diagnostics::DiagnosticSink& sink_;
  std::string text_;
  std::vector<resources::CellAt> places_;
};

}  // namespace gongwen::book
