// KindRun: one rendering of one kind, step by step. Each step reports errors and returns whether the next makes sense.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"

#include <memory>
#include <span>
#include <vector>

namespace gongwen::engine {

class KindRun {
 public:
  KindRun(KindLibrary& kinds, FontSource& fonts, std::string_view name, KindParts parts = KindParts::All);

  /// Whether there is such a kind and it is without errors.
  bool usable() const { return kind_ && kind_->usable; }
  const CompiledKind& kind() const { return *kind_; }
  /// Of the kind; empty if it does not exist, or its manifest cannot be read.
  std::string name() const { return kind_ && kind_->manifest ? kind_->manifest->info.name : std::string(); }
  const std::shared_ptr<const CompiledKind>& shared_kind() const { return kind_; }
  Run& run() { return run_; }

  /// Says what only the author of the kind wants to know: where documents are made or checked one by one.
  void tell_author();

  bool plan(const std::vector<Output>& outputs, const DataSource& data);

  /// Whether the only output that was planned, a workbook, could be made while the list that it shows is read.
  enum class Streaming : std::uint8_t { Impossible, Done, Failed };
  // A run that is stopped by its options leaves any of the following by base::WorkStopped: see Run::attempt.

  /// Instead of `read`, `name_outputs` and `make`, where that is possible; nothing is reported where it is not.
  Streaming stream(const DataSource& data, const RenderOptions& options);

  bool read(const DataSource& data, const RenderOptions& options);
  /// Completes the paths of outputs that go into a folder.
  bool name_outputs(const RenderOptions& options);
  /// Afterwards there is an output for each file, if any were planned.
  bool make(std::span<const Format> formats, const RenderOptions& options);
  /// The text of one stage; after `read`, unless the stage is one of templates.
  std::string dump(Stage stage, Format output, const RenderOptions& options);
  /// Leaves confirmed warnings out and makes errors of the others in a strict run; at the end of each document.
  void settle(const RenderOptions& options);
  /// Writes what was planned and made.
  bool write();

  /// After `read`: the data with their defaults.
  const data::Document& data() const { return *data_; }
  /// Also of data with errors, but not of what could not be read.
  bool has_data() const { return data_ != nullptr; }
  const std::vector<OutputFile>& outputs() const { return outputs_; }
  std::vector<Format> planned_formats() const;
  std::vector<FinishedFile>& files() { return files_; }

 private:
  bool makes_one_workbook() const;

  KindLibrary& kinds_;
  FontSource& fonts_;
  std::shared_ptr<const CompiledKind> kind_;
  Run run_;
  std::vector<OutputFile> outputs_;
  std::string input_;         // the file that the data is in, which no output may replace
  std::string former_input_;  // the same of the former data; empty when there are none
  std::shared_ptr<const data::Document> data_;
  std::vector<FinishedFile> files_;
};

}  // namespace gongwen::engine
