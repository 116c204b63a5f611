// Run: what belongs to one operation and to no other: its diagnostics, the texts and documents it read.
#pragma once

#include "engine/report_contents.h"

#include <memory>

namespace gongwen::engine {

struct CompiledKind;

class Run {
 public:
  Run() : sources_(std::make_shared<resources::SourceStore>()) {}
  /// On top of a kind, whose sources, documents and messages become part of the run.
  explicit Run(std::shared_ptr<const CompiledKind> kind);

  diagnostics::DiagnosticSink& sink() { return sink_; }
  resources::SourceStore& sources() { return *sources_; }
  data::DocumentRegistry& documents() { return documents_; }
  std::vector<AppliedDefault>& defaults() { return defaults_; }

  /// Ends the run.
  Report report() &&;

 private:
  std::shared_ptr<const CompiledKind> kind_;
  std::shared_ptr<resources::SourceStore> sources_;
  data::DocumentRegistry documents_;
  diagnostics::DiagnosticSink sink_;
  std::vector<AppliedDefault> defaults_;
};

}  // namespace gongwen::engine
