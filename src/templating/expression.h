// Single expressions and texts in the language of the templates, outside of templates: the conditions and messages of
// rules, names of output files.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "templating/limits.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

struct Program;
struct Function;

/// A name that a text takes from its bindings, and the place of its first use.
struct FreeName {
  std::string_view name;
  diagnostics::Span place;
};

/// `item.count == item.standards | length`
class CompiledExpression {
 public:
  /// Reports: every error at its place in the source.
  static base::Expected<CompiledExpression> compile(const LoadedTemplate& text, diagnostics::DiagnosticSink& sink);

  CompiledExpression(CompiledExpression&&) noexcept;
  CompiledExpression& operator=(CompiledExpression&&) noexcept;
  ~CompiledExpression();

  /// Whether the value counts as true.
  base::Expected<bool> is_true(std::span<const Binding> bindings, const Limits& limits,
                               diagnostics::DiagnosticSink& sink) const;
  /// Whether the name occurs in the expression as a variable, a member, or anything else.
  bool mentions(std::string_view name) const;
  /// The names that need bindings. Functions of the language, such as `range`, are not included.
  std::vector<FreeName> free_names() const;

 private:
  CompiledExpression(std::unique_ptr<const Program> program, std::unique_ptr<const Function> function);

  std::unique_ptr<const Program> program_;
  std::unique_ptr<const Function> function_;
};

/// `{{ year }}年第{{ issue }}期.pdf`: plain text, without escaping.
class TextTemplate {
 public:
  /// Reports every error at its place in the source. A text template cannot refer to others.
  static base::Expected<TextTemplate> compile(const LoadedTemplate& text, diagnostics::DiagnosticSink& sink);

  base::Expected<std::string> expand(const RenderInput& input, diagnostics::DiagnosticSink& sink) const;
  /// As for an expression.
  std::vector<FreeName> free_names() const;

 private:
  explicit TextTemplate(TemplateSet templates) : templates_(std::move(templates)) {}

  TemplateSet templates_;
};

}  // namespace gongwen::templating
