#include "engine/batch/detail/batch_output.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/render/kept_forms.h"
#include "resources/files.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <utility>

// The folder of a batch. Several threads write into it while people may look at it, and a run may be killed at any
// time: files are staged first and then renamed, and a lock keeps a second run out. A file is replaced only if it is
// known to be our own.
namespace gongwen::engine {
namespace {

using diagnostics::DiagnosticSink;

/// The number by which a record's file is staged; unique in a run.
std::uint64_t staged_number(std::uint64_t record, std::size_t file) { return (record << 20U) + file; }

}  // namespace

BatchOutput::BatchOutput(resources::OutputFolder folder, std::shared_ptr<intake::FileReader> reader,
                         const std::string& manifest)
    : folder_(std::move(folder)),
      reader_(std::move(reader)),
      former_manifest_(manifest.empty() ? path_of(kBatchManifestName) : manifest) {}

std::unique_ptr<BatchOutput> BatchOutput::open(const BatchOptions& options, std::shared_ptr<intake::FileReader> reader,
                                               DiagnosticSink& sink) {
  base::Expected<resources::OutputFolder> opened = resources::OutputFolder::open(options.folder, sink);
  if (!opened) return nullptr;
  // Two runs in one folder would number names independently.
  if (!opened->lock()) {
    sink.report(diagnostics::messages::EngineBatchBusy, diagnostics::Origin{}, options.folder);
    return nullptr;
  }
  // Staged files of a run that was killed. The lock makes sure that no other run owns them.
  opened->remove_leftovers();
  if (options.render.force) reader = nullptr;
  return std::unique_ptr<BatchOutput>(new BatchOutput(*std::move(opened), std::move(reader), options.manifest));
}

bool BatchOutput::write(std::uint64_t record, std::span<const OutputDocument> files, DiagnosticSink& sink) {
  // All files of a record are staged before the first is placed, so that an error (a full disk, for example) leaves no
  // record half written. After an error, the remaining staged files are removed.
  std::size_t staged = 0;
  bool all =
      std::all_of(files.begin(), files.end(), [&](const OutputDocument& file) { return may_replace(file, sink); });
  for (std::size_t i = 0; all && i < files.size(); ++i) {
    all = folder_.stage(staged_number(record, i), files[i].name, files[i].bytes, sink);
    staged += all;
  }
  for (std::size_t i = 0; i < staged; ++i) {
    if (all) {
      all = folder_.place(staged_number(record, i), files[i].name, sink);
    } else {
      folder_.drop(staged_number(record, i));
    }
  }
  return all;
}

bool BatchOutput::has(const std::string& name) const {
  return resources::type_of(path_of(name)) == resources::PathType::File;
}

bool BatchOutput::is_as_written(const ManifestFile& file) const {
  const std::optional<std::string> bytes = folder_.read(file.name);
  return bytes && bytes->size() == file.bytes && resources::TextHash(*bytes).hexadecimal() == file.hash;
}

/// A form that an earlier run filled with its data may be replaced while it is unchanged.
bool BatchOutput::may_replace(const OutputDocument& file, DiagnosticSink& sink) {
  if (reader_ == nullptr || !has(file.name)) return true;
  const std::lock_guard lock(reading_);
  DiagnosticSink aside;
  if (may_take_place(path_of(file.name), file.bytes, *reader_, aside)) return true;
  // A form that a person has filled in differs from the hash in the manifest; its file is kept, and the last call
  // reports why.
  const ManifestFile* const former = find_former(file.name);
  if (former != nullptr && is_as_written(*former)) return true;
  return may_take_place(path_of(file.name), file.bytes, *reader_, sink);
}

/// The last entry of the file; null if no earlier run wrote it.
const ManifestFile* BatchOutput::find_former(const std::string& name) {
  if (!former_) {
    former_.emplace();
    DiagnosticSink unheard;  // no manifest: no former files
    const base::Expected<std::string> lines = resources::read_bytes(former_manifest_, {}, unheard);
    for (std::size_t begin = 0; lines && begin < lines->size();) {
      const std::size_t end = std::min(lines->find('\n', begin), lines->size());
      const std::optional<ManifestEntry> entry =
          parse_manifest_line(std::string_view(*lines).substr(begin, end - begin));
      begin = end + 1;
      if (!entry) continue;
      // Later lines of the manifest win: they describe the file as it was written last.
      for (const ManifestFile& written : entry->outputs) former_->insert_or_assign(written.name, written);
    }
  }
  const auto found = former_->find(name);
  return found == former_->end() ? nullptr : &found->second;
}

}  // namespace gongwen::engine
