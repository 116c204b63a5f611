// Texts of template.json in the language of the templates: conditions and messages. Errors are reported at the right
// characters of template.json, although the compiled text is the value of a JSON string.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "templating/expression.h"
#include "templating/rules/rule_set.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::rules {

/// The position of each byte of a string in its file; computed only if there is something to report.
class StringPlaces {
 public:
  StringPlaces(const data::Value& string, const diagnostics::SourceLookup& sources)
      : string_(string), sources_(sources) {}

  /// Moves reports about the string's value from `from` to `to`, at their places in the file.
  void transfer(const diagnostics::DiagnosticSink& from, diagnostics::DiagnosticSink& to) const;

 private:
  data::Value string_;
  const diagnostics::SourceLookup& sources_;
};

/// The names that a text may use.
struct KnownNames {
  std::span<const std::string_view> own;
  std::span<const std::string_view> given = {};  // by the caller of the check
};

/// Reports unknown names: a text that only tests for one, like `name is defined`, would never fail.
void check_names(const std::vector<templating::FreeName>& names, const KnownNames& known,
                 diagnostics::DiagnosticSink& sink);

/// The bindings and limits of an evaluation.
struct Surroundings {
  std::span<const templating::Binding> bindings;
  const templating::Limits& limits;
};

/// A text of a rule, compiled once, by the first thread that needs it. Until then the document of the text and the
/// sources must exist.
template <typename Compiled>
class RuleText {
 public:
  RuleText(const data::Value& text, const diagnostics::SourceLookup& sources, const KnownNames& names)
      : state_(std::make_unique<State>(text, sources, names)) {}

  /// Null if the text has errors, which are added to `sink` on every call.
  const Compiled* get(diagnostics::DiagnosticSink& sink) const {
    std::call_once(state_->once, [this] { state_->compile(); });
    for (const diagnostics::Diagnostic& error : state_->errors.diagnostics()) sink.add(error);
    return state_->compiled ? &*state_->compiled : nullptr;
  }
  /// Call it after `get`.
  const StringPlaces& places() const { return *state_->places; }
  std::string_view written() const { return state_->text.string(); }

 private:
  struct State {
    State(const data::Value& written, const diagnostics::SourceLookup& from, const KnownNames& known)
        : text(written), sources(from), names(known) {}

    void compile() {
      places.emplace(text, sources);
      diagnostics::DiagnosticSink own;
      auto made = Compiled::compile({text.span().source, text.string()}, own);
      if (made) check_names(made->free_names(), names, own);
      places->transfer(own, errors);
      if (made && errors.error_count() == 0) compiled = *std::move(made);
    }

    data::Value text;
    const diagnostics::SourceLookup& sources;
    KnownNames names;
    std::once_flag once;
    std::optional<StringPlaces> places;
    diagnostics::DiagnosticSink errors;
    std::optional<Compiled> compiled;
  };
  std::unique_ptr<State> state_;
};

class RuleExpression {
 public:
  static base::Expected<RuleExpression> compile(const data::Value& text, const diagnostics::SourceLookup& sources,
                                                CompileTexts when, const KnownNames& names,
                                                diagnostics::DiagnosticSink& sink);
  base::Expected<bool> is_true(const Surroundings& surroundings, diagnostics::DiagnosticSink& sink) const;
  /// Whether the text may use the name; always true if it has errors.
  bool may_look_at(std::string_view name) const;
  /// Whether the text uses only named members of the name: `item.date`, never `item` or `item[…]`.
  bool takes_members_only(std::string_view name) const;

 private:
  explicit RuleExpression(RuleText<templating::CompiledExpression> text) : text_(std::move(text)) {}

  RuleText<templating::CompiledExpression> text_;
};

class RuleTemplate {
 public:
  static base::Expected<RuleTemplate> compile(const data::Value& text, const diagnostics::SourceLookup& sources,
                                              CompileTexts when, const KnownNames& names,
                                              diagnostics::DiagnosticSink& sink);
  base::Expected<std::string> expand(const Surroundings& surroundings, diagnostics::DiagnosticSink& sink) const;

 private:
  explicit RuleTemplate(RuleText<templating::TextTemplate> text) : text_(std::move(text)) {}

  RuleText<templating::TextTemplate> text_;
};

}  // namespace gongwen::rules
