// BatchOutput: where the documents of a batch go: a folder, or storage that speaks S3. Only one run at a time has it.
// Shared by threads.
#pragma once

#include "base/file_path.h"
#include "diagnostics/diagnostic.h"
#include "engine/batch/detail/batch_manifest.h"
#include "gongwen/batch.h"
#include "intake/file_reader.h"
#include "queue/object_store.h"
#include "resources/file_tree.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace gongwen::engine {

/// A document with its name, before it is there.
struct OutputDocument {
  std::string name;
  std::string bytes;
  std::string hash;
};

enum class RunEnd : bool { Regular, Broken };

class BatchOutput {
 public:
  virtual ~BatchOutput() = default;

  /// As BatchOptions::folder has it.
  virtual const std::string& path() const = 0;
  /// Of a file, for people.
  std::string path_of(std::string_view name) const { return base::join_path(path(), name); }
  /// Whether an answer may take longer than a document takes to be made: then several threads write and ask.
  virtual bool is_far() const = 0;

  /// Writes the files of a record, none of which is ever there in part; in place of files that have their names, but
  /// for what people have filled in (kept_forms.h).
  /// Reports: resources/unwritable, engine/output-failed, engine/batch-busy, engine/kept-form, engine/kept-workbook.
  virtual bool write(std::uint64_t record, std::span<const OutputDocument> files,
                     diagnostics::DiagnosticSink& sink) = 0;
  /// Reports: as write().
  virtual bool remove(const std::string& name, diagnostics::DiagnosticSink& sink) = 0;
  virtual bool has(const std::string& name) const = 0;
  /// Whether a file is as it was written. Not when it cannot be asked for.
  virtual bool is_as_written(const ManifestFile& file) const = 0;

  // What a run keeps beside the documents, under a hidden name.
  virtual std::string read_note(const std::string& name) const = 0;
  virtual bool write_note(const std::string& name, std::string_view text, diagnostics::DiagnosticSink& sink) = 0;

  /// The path of the manifest for a journal: with what earlier runs have left, unless it is to be `is_new`. Once.
  /// Reports: engine/output-failed.
  virtual base::Expected<std::string> open_manifest(bool is_new, diagnostics::DiagnosticSink& sink) = 0;

  /// Whether nothing can be kept any more, for the reason that finish() reports: the run must end.
  virtual bool is_broken() const { return false; }
  /// All records have been put down; what is added to the manifest now is there after finish().
  virtual void settle() {}
  /// The end of a run; of one that was cut short by this output nothing more is kept than there is already.
  /// Reports: engine/output-failed, engine/batch-busy.
  virtual void finish(RunEnd end, diagnostics::DiagnosticSink& sink) = 0;
};

/// Opens the place that the options name, and keeps other runs out. `ends`: whether to give up waiting for that.
/// Reports: resources/no-folder, resources/unwritable, engine/batch-busy, engine/output-failed.
std::unique_ptr<BatchOutput> open_batch_output(const BatchOptions& options, const std::string& temporary_folder,
                                               const std::shared_ptr<intake::FileReader>& reader,
                                               const std::function<bool()>& ends, diagnostics::DiagnosticSink& sink);

/// In storage; as open_batch_output().
std::unique_ptr<BatchOutput> open_storage_output(const BatchOptions& options, const std::string& temporary_folder,
                                                 const std::function<bool()>& ends, diagnostics::DiagnosticSink& sink);

// StoredManifest: the manifest of a run into storage, where nothing can be added to an object. The run adds its lines
// to a file on this machine. What is new in it goes into the storage every few seconds, as parts beside the manifest;
// at the end the whole takes the place of manifest and parts. Whoever continues the run reads both, on any machine.

class StoredManifest {
 public:
  /// `may_put`: whether the place is still that of this run. The folder outlives it.
  StoredManifest(queue::ObjectFolder& folder, std::function<bool()> may_put)
      : folder_(folder), may_put_(std::move(may_put)) {}
  StoredManifest(const StoredManifest&) = delete;
  StoredManifest& operator=(const StoredManifest&) = delete;
  /// What is not in the storage yet is lost.
  ~StoredManifest();

  /// Makes the file, with what earlier runs have left; when the run is to be new, that is removed from the storage.
  /// From then on what is added to the file is put into the storage.
  std::optional<queue::Error> open(const std::string& temporary_folder, bool is_new);
  std::string path() const;

  /// Whether something could not be put.
  bool is_broken() const { return is_broken_; }
  /// Puts what is new. Nothing after it goes into parts: the file may be put in order.
  void settle();
  /// The whole file takes the place of manifest and parts. What could not be put before this makes it fail.
  std::optional<queue::Error> finish();

 private:
  std::optional<queue::Error> remove_all();
  std::optional<queue::Error> download(const std::string& name, int file);
  std::optional<queue::Error> download_all();
  void keep();
  void end_thread();
  void put_new_lines();
  std::optional<queue::Error> put_part(const std::string& lines);

  queue::ObjectFolder& folder_;
  std::function<bool()> may_put_;
  std::optional<resources::TemporaryFolder> temporary_;
  std::size_t part_ = 1;          // number of the part that grows
  std::uint64_t part_begin_ = 0;  // where it starts in the file
  std::uint64_t part_end_ = 0;    // what of the file is in the storage
  std::atomic<bool> is_broken_ = false;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  bool ends_ = false;
  std::optional<queue::Error> error_;
  std::thread thread_;
};

}  // namespace gongwen::engine
