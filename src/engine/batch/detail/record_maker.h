// RecordMaker: one record, from its text to its files in the folder. Shared by threads.
#pragma once

#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/file_names.h"
#include "engine/batch/detail/record.h"
#include "engine/core/detail/finished_file.h"
#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/batch.h"
#include "resources/output_folder.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// What all records share.
struct BatchContext {
  std::shared_ptr<const CompiledKind> kind;
  KindLibrary& kinds;
  FontSource& fonts;
  const BatchOptions& options;
  std::vector<Format> formats;
  std::string definition;
  resources::OutputFolder& folder;
  BatchManifest& manifest;
  FileNames& names;
};

struct RecordOutcome {
  BatchRecord record;
  ManifestEntry entry;
  /// The entry is in the manifest already.
  std::optional<resources::JournalPlace> kept;
  /// The folder or the disk is not as it must be: continuing makes no sense, and there is no entry.
  bool is_fatal = false;
  /// The run was stopped in the middle of it: there is no entry, and nobody is told of it.
  bool is_given_up = false;
};

class RecordMaker {
 public:
  explicit RecordMaker(const BatchContext& context) : context_(context) {}

  /// Makes the record's files, unless they are there and right. Waits for the names of the records before it.
  RecordOutcome make(Record record) const;

 private:
  bool is_there(const ManifestEntry& entry, const Record& record, const std::string& name) const;
  bool is_of_now(const ManifestEntry& entry, const Record& record) const;
  bool has_outputs(Run& run) const;
  bool make_documents(Record& record, std::string& name, RecordOutcome& outcome, Run& run) const;
  bool write(const Record& record, const std::string& name, const std::vector<FinishedFile>& files,
             RecordOutcome& outcome, Run& run) const;
  std::uint64_t owner_of(const Record& record) const;

  const BatchContext& context_;
};

/// In a watched folder a file that comes again takes the name that it had; nothing else has an owner.
std::uint64_t name_owner(const BatchOptions& options, const std::string& place);

}  // namespace gongwen::engine
