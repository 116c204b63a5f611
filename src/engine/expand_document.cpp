#include "engine/expand_document.h"

#include "dom/html_sink.h"
#include "resources/deadline.h"
#include "templating/render.h"

namespace gongwen::engine {

std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const resources::Deadline deadline(options.time_limit);
  templating::RenderInput input{output.template_name, data.root(), {}, {}};
  input.limits.expired = [&deadline] {
    return deadline.passed();
  };
  dom::HtmlSink html(&*kind.literals, run.sink());
  if (!templating::render(*kind.templates, input, html, run.sink())) return std::nullopt;
  dom::Tree tree = std::move(html).finish();
  if (watch.saw_errors()) return std::nullopt;
  return tree;
}

}  // namespace gongwen::engine
