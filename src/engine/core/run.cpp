#include "engine/core/run.h"

namespace gongwen::engine {

Run::Run(std::shared_ptr<const RunBasis> basis, KindMessages messages)
    : basis_(std::move(basis)),
      sources_(std::make_shared<resources::SourceStore>(basis_->sources)),
      documents_(basis_->documents) {
  if (messages == KindMessages::Leave) return;
  for (const diagnostics::Diagnostic& diagnostic : basis_->diagnostics) sink_.add(diagnostic);
}

void Run::promote_open_warnings() {
  const std::vector<diagnostics::Diagnostic>& all = sink_.diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].severity != diagnostics::Severity::Warning) continue;
    if (settled_ && (settled_->confirmed.contains(i) || settled_->added.contains(i))) continue;
    // The report puts the settled ones right again.
    return sink_.promote_warnings();
  }
}

std::vector<diagnostics::Diagnostic> Run::told() const {
  if (!settled_) return sink_.diagnostics();
  std::vector<diagnostics::Diagnostic> told;
  const std::vector<diagnostics::Diagnostic>& all = sink_.diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (settled_->confirmed.contains(i)) continue;
    told.push_back(all[i]);
    if (settled_->added.contains(i)) told.back().severity = diagnostics::Severity::Warning;
  }
  return told;
}

Report Run::report() && {
  auto contents = std::make_shared<ReportContents>();
  contents->sources = std::move(sources_);
  contents->documents = std::make_shared<const data::DocumentRegistry>(std::move(documents_));
  contents->diagnostics = told();
  if (settled_) contents->confirmed = settled_->confirmed.size();
  contents->defaults = std::move(defaults_);
  contents->readings = std::move(readings_);
  contents->data_sources = std::move(data_sources_);
  contents->owner_of_titles = std::move(basis_);
  return Report(std::move(contents));
}

}  // namespace gongwen::engine
