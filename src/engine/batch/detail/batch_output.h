// BatchOutput: the folder for the documents of a batch. Only one run at a time has it. Shared by threads.
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
  /// Opens the folder that the options name, and keeps other runs out. `reader`: of the forms that are there.
  /// Reports: resources/no-folder, resources/unwritable, engine/batch-busy.
  static std::unique_ptr<BatchOutput> open(const BatchOptions& options, std::shared_ptr<intake::FileReader> reader,
                                           diagnostics::DiagnosticSink& sink);

  /// As BatchOptions::folder has it.
  const std::string& path() const { return folder_.path(); }
  /// Of a file, for people.
  std::string path_of(std::string_view name) const { return base::join_path(path(), name); }

  /// Writes the files of a record, none of which is ever there in part; in place of files that have their names, but
  /// for what people have filled in (kept_forms.h).
  /// Reports: resources/unwritable, engine/kept-form, engine/kept-workbook.
  bool write(std::uint64_t record, std::span<const OutputDocument> files, diagnostics::DiagnosticSink& sink);
  /// Reports: resources/unwritable.
  bool remove(const std::string& name, diagnostics::DiagnosticSink& sink) { return folder_.remove(name, sink); }
  bool has(const std::string& name) const;
  /// Whether a file is as it was written.
  bool is_as_written(const ManifestFile& file) const;
  /// The end of a run: everything is written through to the disk.
  void finish() { folder_.sync(); }

 private:
  BatchOutput(resources::OutputFolder folder, std::shared_ptr<intake::FileReader> reader, const std::string& manifest);
  bool may_replace(const OutputDocument& file, diagnostics::DiagnosticSink& sink);
  const ManifestFile* find_former(const std::string& name);

  resources::OutputFolder folder_;
  std::shared_ptr<intake::FileReader> reader_;  // null where all files may be replaced
  std::mutex reading_;                          // of what follows
  std::string former_manifest_;
  /// What the former manifest says of files. Read only when a file would be replaced, which most runs never do.
  std::optional<std::map<std::string, ManifestFile>> former_;
};

}  // namespace gongwen::engine
