#include "engine/render/expand_document.h"

#include "dom/html_sink.h"
#include "dom/tree.h"
#include "engine/core/detail/read_source.h"
#include "engine/kinds/detail/bundle_files.h"
#include "forms/fill_fields.h"
#include "templating/render.h"

namespace gongwen::engine {
namespace {

/// The text of the output's template, read once more: a compiled kind keeps only what it runs.
std::optional<templating::LoadedTemplate> load_template(const CompiledKind& kind, const KindOutput& output, Run& run) {
  TemplateFiles files(kind.files, run.sources());
  return files.load(output.template_name, diagnostics::Origin{}, run.sink());
}

/// The tree with the JSON pointers of the values in it.
std::string dump_tree(const dom::Tree& tree, Run& run) {
  return dom::dump_dom(tree, [&run](const dom::Node& node) -> std::string {
    const diagnostics::DataPlace place = run.sink().origins().at(node.origin).data_place;
    if (node.kind != dom::NodeKind::Text || !place) return {};
    const auto description = run.documents().describe(place);
    return description ? "data=" + description->pointer : std::string();
  });
}

}  // namespace

templating::MissingData missing_data(const Run& run) {
  return run.makes_blank_form() ? templating::MissingData::Blank : templating::MissingData::Error;
}

std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const std::string required = options.fillable ? forms::required_fields(*kind.schema) : std::string();
  std::vector<templating::Binding> bindings = template_bindings(kind.calendars, data.root(), options.fillable);
  bindings.push_back({"required_fields", std::string_view(required)});
  const templating::RenderInput input{output.template_name, data.root(), bindings, templating_limits(options.limits),
                                      missing_data(run)};
  dom::HtmlSink html(&*kind.literals, run.sink());
  if (!templating::render(*kind.templates, input, html, run.sink())) return std::nullopt;
  dom::Tree tree = std::move(html).finish();
  if (watch.saw_errors()) return std::nullopt;
  return tree;
}

std::string dump_stage(const CompiledKind& kind, const KindOutput& output, Stage stage, const data::Document* data,
                       const RenderOptions& options, Run& run) {
  if (stage == Stage::Program) return templating::dump_program(*kind.templates);
  if (stage == Stage::Dom) {
    const std::optional<dom::Tree> tree = expand_document(kind, output, *data, options, run);
    return tree ? dump_tree(*tree, run) : std::string();
  }
  const std::optional<templating::LoadedTemplate> text = load_template(kind, output, run);
  if (!text) return {};
  const templating::SyntaxOptions syntax;
  return stage == Stage::Tokens ? templating::dump_tokens(*text, syntax, run.sink())
                                : templating::dump_ast(*text, syntax, run.sink());
}

}  // namespace gongwen::engine
