#include "engine/render/detail/dump_stage.h"

#include "dom/dump.h"
#include "engine/render/expand_document.h"
#include "engine/kinds/detail/template_files.h"
#include "templating/dump.h"

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
