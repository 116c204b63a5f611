#include "engine/run.h"

#include "engine/compiled_kind.h"

namespace gongwen::engine {

Run::Run(std::shared_ptr<const CompiledKind> kind, KindMessages messages)
    : kind_(std::move(kind)),
      sources_(std::make_shared<resources::SourceStore>(kind_->sources)),
      documents_(kind_->documents) {
  if (messages == KindMessages::Leave) return;
  for (const diagnostics::Diagnostic& diagnostic : kind_->diagnostics) sink_.add(diagnostic);
}

Report Run::report() && {
  auto contents = std::make_shared<ReportContents>();
  contents->sources = std::move(sources_);
  contents->documents = std::make_shared<const data::DocumentRegistry>(std::move(documents_));
  contents->diagnostics = sink_.diagnostics();
  contents->defaults = std::move(defaults_);
  contents->readings = std::move(readings_);
  contents->data_sources = std::move(data_sources_);
  contents->owner_of_titles = std::move(kind_);
  return Report(std::move(contents));
}

}  // namespace gongwen::engine
