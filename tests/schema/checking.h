// What the tests of schemas share: a schema and data from texts, and what was reported about them.
#pragma once

#include "data/readers.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "schema/validate.h"

#include <memory>
#include <string>

namespace gongwen::schema {

/// A schema and data, both from JSON texts.
class CheckedValue {
 public:
  explicit CheckedValue(std::string schema, const SchemaOptions& options = kBundleSchema)
      : schema_document_(read("schema.json", std::move(schema))),
        schema_(compile_schema({"", schema_document_}, {}, options, sink_)) {}

  bool compiled() const { return schema_.has_value(); }
  const Schema& schema() const { return *schema_; }

  std::shared_ptr<const data::Document> read(std::string name, std::string text) {
    const diagnostics::SourceId source = store_.add(std::move(name), std::move(text));
    base::Expected<data::Document> document =
        data::read_json(source, store_.source_text(source), data::JsonLimits{}, sink_);
    if (!document) return nullptr;
    return std::make_shared<const data::Document>(*std::move(document));
  }

  /// Validates; what was reported before is forgotten.
  bool check(std::string text, const ValidateLimits& limits = {}) {
    data_ = read("data.json", std::move(text));
    sink_ = diagnostics::DiagnosticSink();
    return validate(*schema_, data_->root(), limits, sink_);
  }

  /// One line a message: `id pointer: text`, or `id line:column: text` for a place in the schema.
  std::string messages(diagnostics::Language language = diagnostics::Language::English) const {
    std::string lines;
    for (const diagnostics::Diagnostic& diagnostic : diagnostics::sorted_by_place(sink_.diagnostics())) {
      lines.append(diagnostics::catalogue_entry(diagnostic.id).id).append(" ");
      lines.append(place_text(diagnostic.origin)).append(": ");
      lines.append(diagnostics::message_text(diagnostic, language));
      const std::string hint = diagnostics::hint_text(diagnostic, language);
      if (!hint.empty()) lines.append(" (").append(hint).append(")");
      lines += "\n";
    }
    return lines;
  }

  diagnostics::DiagnosticSink& sink() { return sink_; }
  const data::Document& data() const { return *data_; }
  const resources::SourceStore& store() const { return store_; }

 private:
  std::string place_text(const diagnostics::Origin& origin) const {
    if (origin.data_place && data_ != nullptr) return data::Value(*data_, origin.data_place.node).pointer();
    const diagnostics::Span& span = origin.template_place;
    const auto at = diagnostics::line_column_at(store_.source_text(span.source), span.begin);
    return std::to_string(at.line) + ":" + std::to_string(at.column);
  }

  resources::SourceStore store_;
  diagnostics::DiagnosticSink sink_;
  std::shared_ptr<const data::Document> schema_document_;
  base::Expected<Schema> schema_;
  std::shared_ptr<const data::Document> data_;
};

}  // namespace gongwen::schema
