#include "engine/core/detail/font_source.h"

namespace gongwen::engine {

void FontSource::open() {
  diagnostics::DiagnosticSink sink;
  library_ = text::FontLibrary::open(folder_, sources_, sink);
  if (library_) {
    for (const std::string& folder : user_folders_) library_->add_folder(folder, sink);
  }
  diagnostics_ = sink.diagnostics();
  // Places in the manifest mean nothing in the store of a run.
  for (diagnostics::Diagnostic& diagnostic : diagnostics_) diagnostic.origin = {};
}

const text::FontLibrary* FontSource::get(Run& run) {
  std::call_once(opened_, [this] { open(); });
  for (const diagnostics::Diagnostic& diagnostic : diagnostics_) run.sink().add(diagnostic);
  return library_.get();
}

}  // namespace gongwen::engine
