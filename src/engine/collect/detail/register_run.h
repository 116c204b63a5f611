// RegisterRun: makes a register from the forms of a folder.
#pragma once

#include "engine/collect/detail/collected_form.h"
#include "engine/collect/detail/register_data.h"
#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/output_files.h"
#include "engine/runs/kind_run.h"
#include "gongwen/engine.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

/// Whether an output gets the data of the register instead of a document.
bool is_register_data(const std::string& path, const CollectOptions& options);

class RegisterRun {
 public:
  /// Returns null if the kind does not exist or is not a register. Reports: engine/unknown-kind, intake/not-a-register.
  static std::unique_ptr<RegisterRun> open(const std::string& kind, KindLibrary& kinds, FontSource& fonts,
                                           diagnostics::DiagnosticSink& sink);

  /// The kinds that entries consist of.
  std::vector<std::string> kinds() const;
  /// Whether it takes forms of all these kinds. Reports: intake/not-gathered.
  bool takes(const std::vector<std::string>& kinds, diagnostics::DiagnosticSink& sink) const;
  /// Plans the outputs; `.json` files get the data of the register.
  bool plan(const CollectOptions& options);

  /// Makes data and documents of the register, in memory.
  RegisterData make(const std::vector<KindForms>& kinds, std::vector<CollectedForm>& forms,
                    const CollectOptions& options, Run& run);
  /// Appends the files that could be made, and their outputs.
  void take_files(std::vector<OutputFile>& outputs, std::vector<FinishedFile>& files);
  Report report() { return std::move(steps_.run()).report(); }

 private:
  RegisterRun(KindLibrary& kinds, FontSource& fonts, const std::string& kind) : steps_(kinds, fonts, kind) {}
  const ManifestGathers& gathers() const { return *steps_.kind().manifest->gathers; }
  void add_notes(std::size_t first, const RegisterData& data);

  KindRun steps_;
  std::vector<std::string> data_files_;
  std::string json_;
  bool is_made_ = false;
};

}  // namespace gongwen::engine
