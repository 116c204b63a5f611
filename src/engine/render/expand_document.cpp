#include "engine/render/expand_document.h"

#include "dom/html_sink.h"
#include "dom/tree.h"
#include "engine/core/detail/read_source.h"
#include "engine/render/detail/choice_titles.h"
#include "forms/fill_fields.h"
#include "templating/render.h"

namespace gongwen::engine {
templating::MissingData missing_data(const Run& run) {
  return run.leaves_blanks() ? templating::MissingData::Blank : templating::MissingData::Error;
}

namespace {

/// As templates look a pointer up: a line feed before and after each.
std::string required_lines(const schema::Schema& schema) {
  std::string lines = "\n";
  for (const std::string& pointer : forms::required_fields(schema)) lines += pointer + "\n";
  return lines;
}

}  // namespace

std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const std::string required = options.fillable ? required_lines(*kind.schema) : std::string();
  std::vector<templating::Binding> bindings = template_bindings(kind.calendars, data.root(), options.fillable);
  bindings.push_back({"required_fields", std::string_view(required)});
  bindings.push_back({"reviewing", run.leaves_blanks() && !run.makes_blank_form()});
  bindings.push_back({"signable", options.pdf.signable && output.medium == Medium::Page});
  if (run.annex_label()) bindings.push_back({"annex_label", std::string_view(*run.annex_label())});
  const ChoiceTitles titles(kind, run);
  const templating::ChoiceTitle choice_title = [&titles](diagnostics::DataPlace place, std::string_view code) {
    return titles.title_of(place, code);
  };
  const templating::RenderInput input{
      output.template_name, data.root(),  bindings,    templating_limits(options.limits, run.sink().stop_check()),
      missing_data(run),    std::nullopt, choice_title};
  dom::HtmlSink html(&*kind.literals, run.origins(), run.sink());
  ChoiceWatch watched(html, titles, run.sink());
  if (!templating::render(*kind.templates, input, watched, run.sink())) return std::nullopt;
  dom::Tree tree = std::move(html).finish();
  if (watch.saw_errors()) return std::nullopt;
  return tree;
}

}  // namespace gongwen::engine
