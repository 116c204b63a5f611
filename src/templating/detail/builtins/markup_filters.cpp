#include "templating/detail/builtins/markup_filters.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/markup/html_reader.h"
#include "templating/detail/markup/latex_reader.h"
#include "templating/detail/markup/markdown_reader.h"
#include "templating/detail/markup/mathml_reader.h"
#include "templating/detail/value/objects.h"

#include <string>

// The filters markdown, markdown_inline and safe_html turn the value into markup and report what they left out. The
// filters latex_math and mathml turn it into a formula or refuse it.
namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

void warn(Runtime& runtime, const Value& value, const Finding& finding) {
  const std::string line = std::to_string(finding.line);
  switch (finding.kind) {
    case FindingKind::Tag: return runtime.warn_about(value, messages::TemplatingTagLeftOut, line, finding.what);
    case FindingKind::Content: return runtime.warn_about(value, messages::TemplatingContentLeftOut, line, finding.what);
    case FindingKind::Attribute:
      return runtime.warn_about(value, messages::TemplatingAttributeLeftOut, line, finding.what);
    case FindingKind::Address: return runtime.warn_about(value, messages::TemplatingLinkLeftOut, line, finding.what);
    case FindingKind::Image: return runtime.warn_about(value, messages::TemplatingImageLeftOut, line, finding.what);
    case FindingKind::Depth: return runtime.warn_about(value, messages::TemplatingMarkupTooDeep, line, finding.what);
    case FindingKind::Formula: return runtime.warn_about(value, messages::TemplatingFormulaKept, line, finding.what);
    case FindingKind::LargeFormula: return runtime.warn_about(value, messages::TemplatingLargeFormulaKept, line);
    case FindingKind::PipeTable: return runtime.warn_about(value, messages::TemplatingPipeTable, line);
    case FindingKind::Reference:
      return runtime.warn_about(value, messages::TemplatingReferenceKept, line, finding.what);
    case FindingKind::Comment: return runtime.warn_about(value, messages::TemplatingCommentLeftOut, line, finding.what);
    case FindingKind::Stray: return runtime.warn_about(value, messages::TemplatingStrayText, line, finding.what);
  }
}

/// The text of the value. Fails if it is not a text, or too long.
std::string_view text_of(Invocation& call) {
  if (!call.value().is_text()) call.fail_value("string");
  const std::string_view text = call.value().text();
  if (text.size() > kMaxStructuredText) {
    call.runtime().fail_about(call.value(), messages::TemplatingMarkupTooLong, kMaxStructuredText);
  }
  // Reading costs more than copying.
  call.runtime().charge(text.size());
  return text;
}

Value finish(Invocation& call, const StructuredText& result) {
  Runtime& runtime = call.runtime();
  if (result.is_too_large) runtime.fail_about(call.value(), messages::TemplatingMarkupTooLarge);
  for (const Finding& finding : result.findings) warn(runtime, call.value(), finding);
  if (result.more_findings > 0) {
    runtime.warn_about(call.value(), messages::TemplatingMoreLeftOut, result.more_findings);
  }
  return call.make_text(result.html, Safety::Markup);
}

Value filter_markdown(Invocation& call) {
  if (is_blank(call.value())) return call.value();
  return finish(call, from_markdown(text_of(call), Shape::Blocks));
}

Value filter_markdown_inline(Invocation& call) {
  if (is_blank(call.value())) return call.value();
  return finish(call, from_markdown(text_of(call), Shape::Line));
}

Value filter_safe_html(Invocation& call) {
  if (is_blank(call.value())) return call.value();
  return finish(call, from_html(text_of(call)));
}

[[noreturn]] void refuse(Invocation& call, const FormulaProblem& problem) {
  const std::string place = std::to_string(problem.place);
  switch (problem.kind) {
    case FormulaProblemKind::Unknown:
      call.runtime().fail_about(call.value(), messages::TemplatingFormulaUnknown, place, problem.what);
    case FormulaProblemKind::Unfinished:
      call.runtime().fail_about(call.value(), messages::TemplatingFormulaUnfinished, place, problem.what);
    case FormulaProblemKind::Misplaced:
      if (problem.what.size() == 1 && std::string_view("%#$&").find(problem.what) != std::string_view::npos) {
        call.runtime().fail_about(call.value(), messages::TemplatingFormulaSign, place, problem.what);
      }
      call.runtime().fail_about(call.value(), messages::TemplatingFormulaMisplaced, place, problem.what);
    case FormulaProblemKind::TooManyCells:
      call.runtime().fail_about(call.value(), messages::TemplatingFormulaTooManyCells, place, problem.what);
    case FormulaProblemKind::TooDeep: break;
  }
  call.runtime().fail_about(call.value(), messages::TemplatingFormulaTooDeep, place, problem.what);
}

Value make_formula(Invocation& call, FormulaMarkup (*read)(std::string_view, FormulaPlace)) {
  if (is_blank(call.value())) return call.value();
  if (!call.value().is_text()) call.fail_value("string");
  const std::string_view text = call.value().text();
  // With `kept`, what cannot be read is printed as it is written.
  const bool is_kept = call.truth(1, false);
  const auto keep = [&](const diagnostics::DiagnosticId id, const std::string& what) {
    constexpr std::size_t kShown = 40;
    call.runtime().warn_about(call.value(), id, std::string(base::first_code_points(text, kShown)), what);
    return call.value();
  };
  if (text.size() > kMaxFormulaText) {
    if (is_kept) return keep(messages::TemplatingLargeFormulaAsWritten, {});
    call.runtime().fail_about(call.value(), messages::TemplatingFormulaTooLong, kMaxFormulaText);
  }
  call.runtime().charge(text.size());
  const FormulaMarkup made = read(text, call.truth(0, false) ? FormulaPlace::OwnLine : FormulaPlace::InLine);
  if (made.problem && is_kept) {
    const bool is_large = is_too_large(made.problem->kind);
    return keep(is_large ? messages::TemplatingLargeFormulaAsWritten : messages::TemplatingFormulaAsWritten,
                made.problem->what);
  }
  if (made.problem) refuse(call, *made.problem);
  return call.make_text(made.mathml, Safety::Markup);
}

Value filter_latex_math(Invocation& call) { return make_formula(call, from_latex); }
Value filter_mathml(Invocation& call) { return make_formula(call, from_mathml); }

constexpr Builtin kMarkupFilters[] = {
    {"latex_math", filter_latex_math, takes({"display", "kept"})},
    {"markdown", filter_markdown, takes_nothing()},
    {"markdown_inline", filter_markdown_inline, takes_nothing()},
    {"mathml", filter_mathml, takes({"display", "kept"})},
    {"safe_html", filter_safe_html, takes_nothing()},
};

}  // namespace

std::span<const Builtin> markup_filters() { return kMarkupFilters; }

}  // namespace gongwen::templating
