// Texts of template.json in the language of the templates: conditions and messages. What they
// report is at the very characters of template.json, although the text that is compiled is the
// value of a JSON string.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "rules/rule_set.h"
#include "templating/expression.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::rules {

/// Where each byte of a string is in the text of its file; worked out when there is something to report.
class StringPlaces {
 public:
  StringPlaces(const data::Value& string, const diagnostics::SourceLookup& sources)
      : string_(string), sources_(sources) {}

  /// Moves what `from` collected about the string's value.
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

/// Reports names that nothing has: a text that asks for one, as `name is defined` does, would never fail.
void check_names(const std::vector<templating::FreeName>& names, const KnownNames& known,
                 diagnostics::DiagnosticSink& sink);

/// What an evaluation sees and may cost.
struct Surroundings {
  std::span<const templating::Binding> bindings;
  const templating::Limits& limits;
};

/// A text of a rule, compiled once, by the thread that needs it first. The document of the text and the sources must
/// live as long, if it is compiled when it is used.
template <typename Compiled>
class RuleText {
 public:
  RuleText(const data::Value& text, const diagnostics::SourceLookup& sources, const KnownNames& names)
      : state_(std::make_unique<State>(text, sources, names)) {}

  /// Null when the text has errors, which are added to `sink`, each time.
  const Compiled* get(diagnostics::DiagnosticSink& sink) const {
    std::call_once(state_->once, [this] { state_->compile(); });
    for (const diagnostics::Diagnostic& error : state_->errors.diagnostics()) sink.add(error);
    return state_->compiled ? &*state_->compiled : nullptr;
  }
  /// After `get`.
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
  /// Whether it may look at what goes by a name; always, when it has errors.
  bool may_look_at(std::string_view name) const;
  /// Whether it takes nothing of what goes by a name but members that it names: `item.date`, never `item` or `item[…]`.
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
