// Diagnostics as short lines, for tests that compare them:
//   templating/undefined-member data.html:1:4 phone @/leader
//     templating/called-from data.html:3:4 row
// id, place in a text, first argument, place in the data; notes are indented.
#pragma once

#include "diagnostics/printer.h"

#include <span>
#include <string>
#include <string_view>

namespace gongwen::test {

/// What every line would repeat is left out.
struct LineStyle {
  std::string_view module = {};  // `templating/`
  std::string_view source = {};  // `main`
};

class DiagnosticLines {
 public:
  DiagnosticLines(const diagnostics::Lookups& lookups, const LineStyle& style) : lookups_(lookups), style_(style) {}

  std::string write(std::span<const diagnostics::Diagnostic> diagnostics) const {
    std::string text;
    for (const diagnostics::Diagnostic& diagnostic : diagnostics) {
      if (!text.empty()) text.append("\n");
      append(text, diagnostic.id, diagnostic.origin, diagnostic.arguments);
      for (const diagnostics::Note& note : diagnostic.notes) {
        append(text.append("\n  "), note.id, note.origin, note.arguments);
      }
    }
    return text;
  }

 private:
  void append(std::string& text, diagnostics::DiagnosticId id, const diagnostics::Origin& origin,
              const std::vector<std::string>& arguments) const {
    std::string_view name = diagnostics::catalogue_entry(id).id;
    if (name.starts_with(style_.module)) name.remove_prefix(style_.module.size());
    text.append(name);
    if (origin.template_place) append_place(text.append(" "), origin.template_place);
    if (!arguments.empty()) text.append(" ").append(arguments[0]);
    if (!origin.data_place) return;
    const auto data = lookups_.data->describe(origin.data_place);
    text.append(" @").append(data ? data->pointer : "?");
  }

  void append_place(std::string& text, const diagnostics::Span& span) const {
    const auto [line, column] = diagnostics::line_column_at(lookups_.sources->source_text(span.source), span.begin);
    const std::string_view source = lookups_.sources->source_name(span.source);
    if (source != style_.source) text.append(source).append(":");
    text.append(std::to_string(line)).append(":").append(std::to_string(column));
  }

  diagnostics::Lookups lookups_;
  LineStyle style_;
};

}  // namespace gongwen::test
