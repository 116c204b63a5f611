// RecordFeed: the records of all inputs, in the order that decides names and numbers. Inputs are opened one after the
// other.
#pragma once

#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/record_source.h"
#include "gongwen/batch.h"
#include "resources/folder_watch.h"

#include <map>

namespace gongwen::engine {

class RecordFeed {
 public:
  /// `temporary_folder` is for the table of very many records.
  RecordFeed(const BatchOptions& options, const CompiledKind& kind, std::string temporary_folder)
      : options_(options), kind_(&kind), copies_(std::move(temporary_folder)) {}

  /// The kind of inputs that are opened from now on.
  void set_kind(const CompiledKind& kind) { kind_ = &kind; }
  /// Called before an input is opened.
  void before_input(std::function<void()> call) { before_input_ = std::move(call); }

  /// Finds files, folders and patterns, and reads workbooks. Missing inputs become records with errors. Reports the
  /// reason if a folder cannot be watched.
  bool open(diagnostics::DiagnosticSink& sink);

  /// The next record with its number and hash; nullopt at the end.
  std::optional<Record> next();
  double share() const;
  /// Remarks about inputs without any record.
  const std::vector<diagnostics::Diagnostic>& remarks() const { return remarks_; }
  /// Paths of the workbooks among the inputs.
  std::vector<std::string> workbooks() const;
  bool reads(std::string_view path) const;
  /// The error of the table of records, if any.
  std::error_code error() const { return copies_.error(); }

 private:
  void add_input(const std::string& input);
  std::optional<std::string> next_path();
  std::optional<std::string> next_watched();
  std::unique_ptr<RecordSource> open_workbook(const std::string& path, WorkbookContents contents) const;
  std::unique_ptr<RecordSource> open_path(const std::string& path);
  void add_files_of(const std::string& folder);
  /// Adds an input that becomes a record with an error.
  void add_bad(const std::string& path, diagnostics::DiagnosticSink& errors);
  void add_unreadable(const std::string& folder);
  bool is_taken(const std::string& folder, std::string_view name) const;
  void identify(Record& record);
  bool ended() const {
    return (options_.stop && options_.stop()) ||
           base::StopCheck(options_.render.stop, options_.render.deadline).reason().has_value();
  }

  const BatchOptions& options_;
  const CompiledKind* kind_;
  std::function<void()> before_input_;
  std::vector<std::string> paths_;
  std::size_t next_path_ = 0;
  std::map<std::string, WorkbookContents> sheets_;            // of workbooks
  std::map<std::string, std::unique_ptr<RecordSource>> bad_;  // inputs that cannot be read
  std::unique_ptr<RecordSource> source_;
  std::vector<diagnostics::Diagnostic> remarks_;
  std::string path_;    // of the source
  std::string folder_;  // of the source's file
  std::optional<resources::FolderWatch> watch_;
  std::uint64_t count_ = 0;
  NumberTable copies_;  // the number of earlier copies, by the hash of a record's text
};

/// Whether a file in a folder counts as data. Manifests of batches do not.
bool is_data_file(std::string_view name);
/// Whether it is a workbook. Workbooks also count as data, unless the folder has workbooks that are documents.
bool is_workbook_file(std::string_view name);

}  // namespace gongwen::engine
