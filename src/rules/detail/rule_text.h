// Texts of template.json in the language of the templates: conditions and messages. What they
// report is at the very characters of template.json, although the text that is compiled is the
// value of a JSON string.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "templating/expression.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::rules {

/// Where each byte of a string is in the text of its file.
class StringPlaces {
 public:
  StringPlaces(const data::Value& string, const diagnostics::SourceLookup& sources);

  /// From a span in the string's value to one in the file.
  diagnostics::Span locate(const diagnostics::Span& in_value) const;
  /// Moves what `from` collected about the string's value.
  void transfer(const diagnostics::DiagnosticSink& from, diagnostics::DiagnosticSink& to) const;

 private:
  diagnostics::Span whole_;
  std::vector<std::uint32_t> offsets_;  // of each byte and of the end; empty when only `whole_` is known
};

/// What an evaluation sees and may cost.
struct Surroundings {
  std::span<const templating::Binding> bindings;
  const templating::Limits& limits;
};

class RuleExpression {
 public:
  static base::Expected<RuleExpression> compile(const data::Value& text, const diagnostics::SourceLookup& sources,
                                                diagnostics::DiagnosticSink& sink);
  base::Expected<bool> is_true(const Surroundings& surroundings, diagnostics::DiagnosticSink& sink) const;

 private:
  RuleExpression(StringPlaces places, templating::CompiledExpression expression)
      : places_(std::move(places)), expression_(std::move(expression)) {}

  StringPlaces places_;
  templating::CompiledExpression expression_;
};

class RuleTemplate {
 public:
  static base::Expected<RuleTemplate> compile(const data::Value& text, const diagnostics::SourceLookup& sources,
                                              diagnostics::DiagnosticSink& sink);
  base::Expected<std::string> expand(const Surroundings& surroundings, diagnostics::DiagnosticSink& sink) const;

 private:
  RuleTemplate(StringPlaces places, templating::TextTemplate text)
      : places_(std::move(places)), template_(std::move(text)) {}

  StringPlaces places_;
  templating::TextTemplate template_;
};

}  // namespace gongwen::rules
