// KindRun: one rendering of one kind, step by step. Each step reports its errors and returns whether the next one makes
// sense.
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
  /// Runs one of the program's own pages (KindLibrary::get_page), which may be null.
  KindRun(KindLibrary& kinds, FontSource& fonts, std::shared_ptr<const CompiledKind> page);

  /// Whether the kind exists and has no errors.
  bool usable() const { return kind_ && kind_->usable; }
  const CompiledKind& kind() const { return *kind_; }
  /// The name of the kind; empty if it does not exist or its manifest cannot be read.
  std::string name() const { return kind_ && kind_->manifest ? kind_->manifest->info.name : std::string(); }
  const std::shared_ptr<const CompiledKind>& shared_kind() const { return kind_; }
  Run& run() { return run_; }

  /// Reports messages that concern only the author of the kind. Called if documents are made or checked one by one.
  void tell_author();

  bool plan(const std::vector<Output>& outputs, const DataSource& data);

  /// Whether the only planned output, a workbook, could be made while its list is read.
  enum class Streaming : std::uint8_t { Impossible, Done, Failed };
  // If the run is stopped, any of the following throws base::WorkStopped: see Run::attempt.

  /// Replaces `read`, `name_outputs` and `make` if possible; otherwise reports nothing.
  Streaming stream(const DataSource& data, const RenderOptions& options);

  bool read(const DataSource& data, const RenderOptions& options);
  /// Completes paths of outputs in a folder.
  bool name_outputs(const RenderOptions& options);
  /// Makes files in memory; afterwards there is one output for each file, if any were planned.
  bool make(std::span<const Format> formats, const RenderOptions& options);
  /// Dumps one stage as text; after `read`, except for stages of templates.
  std::string dump(Stage stage, Format output, const RenderOptions& options);
  /// Removes confirmed warnings, and makes the others errors in a strict run; to be called at the end of each document.
  void settle(const RenderOptions& options);
  /// Writes the files that were planned and made.
  bool write();

  /// The data with defaults; after `read`.
  const data::Document& data() const { return *data_; }
  /// Whether the data could be read, even with errors.
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
  std::string input_;         // the data file; no output may replace it
  std::string former_input_;  // the file of the former data, also protected; may be empty
  std::shared_ptr<const data::Document> data_;
  std::vector<FinishedFile> files_;
};

}  // namespace gongwen::engine
