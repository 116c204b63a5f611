// What the tests of the readers share: a text in a store, the document that it became, and what was
// reported.
#pragma once

#include "data/readers.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::data {

/// One reported message: `id@begin-end`, the offsets being those of the place in the source.
inline std::string short_form(const diagnostics::Diagnostic& diagnostic) {
  const diagnostics::Span& place = diagnostic.origin.template_place;
  return std::string(diagnostics::catalogue_entry(diagnostic.id).id) + "@" + std::to_string(place.begin) + "-" +
         std::to_string(place.end);
}

/// All messages in the order of reporting, joined by blanks.
inline std::string short_forms(const diagnostics::DiagnosticSink& sink) {
  std::string joined;
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    if (!joined.empty()) joined += ' ';
    joined += short_form(diagnostic);
  }
  return joined;
}

/// Reads a JSON text and keeps all that came of it.
class JsonReading {
 public:
  using Reader = decltype(read_json);
  explicit JsonReading(std::string text, const JsonLimits& limits = {}, Reader& reader = read_json)
      : source_(store_.add("data.json", std::move(text))),
        document_(reader(source_, store_.source_text(source_), limits, sink_)) {}

  bool ok() const { return document_.has_value(); }
  const Document& document() const { return *document_; }
  Value root() const { return document_->root(); }
  std::string messages() const { return short_forms(sink_); }
  const diagnostics::DiagnosticSink& sink() const { return sink_; }
  /// As a person sees it.
  std::string printed(diagnostics::Language language) const {
    return diagnostics::print_text(sink_.diagnostics(), {&store_, nullptr}, {language, 50});
  }

 private:
  resources::SourceStore store_;
  diagnostics::DiagnosticSink sink_;
  diagnostics::SourceId source_;
  base::Expected<Document> document_;
};

/// The same of JSON Lines.
class LinesReading : public JsonReading {
 public:
  explicit LinesReading(std::string text) : JsonReading(std::move(text), {}, read_json_lines) {}
};

}  // namespace gongwen::data
