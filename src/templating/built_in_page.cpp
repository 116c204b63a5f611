#include "templating/built_in_page.h"

#include "data/readers.h"
#include "templating/detail/text_sink.h"
#include "templating/render.h"

// Compiles a page of the program on first use and expands it with JSON. Templates and context are the program's own, so
// an error here is a fault of the program; it is reported anyway.
namespace gongwen::templating {
namespace {

base::Expected<TemplateSet> compile_page(const std::string& name, std::string_view page,
                                         const std::vector<std::pair<std::string_view, std::string_view>>& files,
                                         resources::SourceStore& sources, diagnostics::DiagnosticSink& sink) {
  MapLoader loader(sources);
  loader.add(name, std::string(page));
  for (const auto& [file, text] : files) loader.add(file, std::string(text));
  SyntaxOptions syntax;
  syntax.trim_blocks = true;
  syntax.lstrip_blocks = true;
  const std::string_view names[] = {name};
  return TemplateSet::compile(names, loader, syntax, sink);
}

/// Removes places, which refer to sources that the run does not have.
void report_all(const diagnostics::DiagnosticSink& from, diagnostics::DiagnosticSink& sink) {
  for (diagnostics::Diagnostic one : from.diagnostics()) {
    one.origin = {};
    for (auto& note : one.notes) note.origin = {};
    sink.add(std::move(one));
  }
}

}  // namespace

BuiltInPage::BuiltInPage(std::string_view name, std::string_view page,
                         const std::vector<std::pair<std::string_view, std::string_view>>& files)
    : name_(name), templates_(compile_page(name_, page, files, *sources_, faults_)) {}

base::Expected<std::string> BuiltInPage::expand(base::Json context, diagnostics::DiagnosticSink& sink) const {
  if (!templates_) {
    report_all(faults_, sink);
    return base::kReported;
  }
  resources::SourceStore sources(sources_);
  diagnostics::DiagnosticSink faults;
  const std::string text = context.text();
  data::JsonLimits limits;
  limits.nul_characters = data::NulCharacters::Allow;
  const auto document = data::read_json(sources.add_name("<context>"), text, limits, faults);
  TextSink out;
  // Most pages are shorter; reserved memory that is never touched costs nothing.
  out.reserve(4 * text.size());
  if (document && render(*templates_, {name_, document->root(), {}, Limits()}, out, faults)) {
    return std::move(out).take();
  }
  report_all(faults, sink);
  return base::kReported;
}

std::optional<std::string> BuiltInPage::expand(base::Json context) const {
  diagnostics::DiagnosticSink sink;
  auto html = expand(std::move(context), sink);
  return html ? std::optional(*std::move(html)) : std::nullopt;
}

}  // namespace gongwen::templating
