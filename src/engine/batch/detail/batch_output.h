// BatchOutput: the folder for the documents of a batch. Only one run at a time may use it. Shared by threads.
#pragma once

#include "base/file_path.h"
#include "diagnostics/diagnostic.h"
#include "engine/batch/detail/batch_manifest.h"
#include "gongwen/batch.h"
#include "intake/file_reader.h"
#include "resources/output_folder.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// A document and its name, before it is written.
struct OutputDocument {
  std::string name;
  std::string bytes;
  std::string hash;
};

class BatchOutput {
 public:
  /// Opens the folder that the options name, and locks out other runs. `reader` reads the forms that are already there.
  /// Reports: resources/no-folder, resources/unwritable, engine/batch-busy.
  static std::unique_ptr<BatchOutput> open(const BatchOptions& options, std::shared_ptr<intake::FileReader> reader,
                                           diagnostics::DiagnosticSink& sink);

  /// The path exactly as given in BatchOptions::folder.
  const std::string& path() const { return folder_.path(); }
  /// The path of a file, for messages.
  std::string path_of(std::string_view name) const { return base::join_path(path(), name); }

  /// Writes the files of a record, each completely or not at all. Existing files with their names are replaced, except
  /// forms that people have filled in (kept_forms.h). Reports: resources/unwritable, engine/kept-form,
  /// engine/kept-workbook.
  bool write(std::uint64_t record, std::span<const OutputDocument> files, diagnostics::DiagnosticSink& sink);
  /// Reports: resources/unwritable.
  bool remove(const std::string& name, diagnostics::DiagnosticSink& sink) { return folder_.remove(name, sink); }
  bool has(const std::string& name) const;
  /// Whether a file is as it was written.
  bool is_as_written(const ManifestFile& file) const;
  /// Ends the run: flushes everything to the disk.
  void finish() { folder_.sync(); }

 private:
  BatchOutput(resources::OutputFolder folder, std::shared_ptr<intake::FileReader> reader, const std::string& manifest);
  bool may_replace(const OutputDocument& file, diagnostics::DiagnosticSink& sink);
  const ManifestFile* find_former(const std::string& name);

  resources::OutputFolder folder_;
  std::shared_ptr<intake::FileReader> reader_;  // null if all files may be replaced
  std::mutex reading_;                          // guards the members below
  std::string former_manifest_;
  /// The entries of the former manifest by file. Read only when a file would be replaced, which happens in few runs.
  std::optional<std::map<std::string, ManifestFile>> former_;
};

}  // namespace gongwen::engine
