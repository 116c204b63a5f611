// Samples: the data of samples/<kind>/, put into their templates and laid out as the engine does it, with every stage
// left open to tests.
#pragma once

#include "engine/runs/kind_run.h"
#include "forms/field_model.h"
#include "support/laid_out.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace gongwen::tests {

/// All data files below samples/, sorted.
std::vector<std::filesystem::path> sample_files();

/// A sample with what its tree points into.
struct Sample {
  explicit Sample(const std::filesystem::path& file) : Sample(file, DataSource{file.string()}) {}
  /// Other data of the kind whose sample a file is.
  Sample(const std::filesystem::path& file, const DataSource& source);

  std::shared_ptr<const engine::CompiledKind> kind;
  engine::Run run;
  std::shared_ptr<const data::Document> data;
  forms::FieldModel fields;  // what its controls show
  std::unique_ptr<LaidOut> laid_out;
};

}  // namespace gongwen::tests
