#include "engine/batch/detail/batch_output.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/render/kept_forms.h"
#include "queue/object_folder.h"
#include "resources/files.h"
#include "resources/output_folder.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace gongwen::engine {
namespace {

using diagnostics::DiagnosticSink;

/// The hidden names of a record's files: no two files of a run have the same.
std::uint64_t staged_number(std::uint64_t record, std::size_t file) { return (record << 20U) + file; }
/// That of no record.
constexpr std::uint64_t kNoteNumber = std::uint64_t{1} << 63U;

/// Files that earlier runs wrote into a folder. The manifest is read only when a file would be replaced, which most
/// runs never do.
class FormerFiles {
 public:
  explicit FormerFiles(std::string manifest) : manifest_(std::move(manifest)) {}

  /// The last entry of the file; null if no earlier run wrote it.
  const ManifestFile* find(const std::string& name) {
    if (!files_) read();
    const auto found = files_->find(name);
    return found == files_->end() ? nullptr : &found->second;
  }

 private:
  void read() {
    files_.emplace();
    DiagnosticSink unheard;  // no manifest: no former files
    const base::Expected<std::string> lines = resources::read_bytes(manifest_, {}, unheard);
    for (std::size_t begin = 0; lines && begin < lines->size();) {
      const std::size_t end = std::min(lines->find('\n', begin), lines->size());
      const std::optional<ManifestEntry> entry =
          parse_manifest_line(std::string_view(*lines).substr(begin, end - begin));
      begin = end + 1;
      if (!entry) continue;
      for (const ManifestFile& file : entry->outputs) files_->insert_or_assign(file.name, file);
    }
  }

  std::string manifest_;
  std::optional<std::map<std::string, ManifestFile>> files_;
};

class FolderOutput final : public BatchOutput {
 public:
  /// `reader`: null where all files may be replaced.
  FolderOutput(resources::OutputFolder folder, std::shared_ptr<intake::FileReader> reader, std::string manifest)
      : folder_(std::move(folder)),
        reader_(std::move(reader)),
        former_(manifest.empty() ? path_of(kBatchManifestName) : std::move(manifest)) {}

  const std::string& path() const override { return folder_.path(); }
  bool is_far() const override { return false; }

  bool write(std::uint64_t record, std::span<const OutputDocument> files, DiagnosticSink& sink) override {
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

  bool remove(const std::string& name, DiagnosticSink& sink) override { return folder_.remove(name, sink); }

  bool has(const std::string& name) const override {
    return resources::type_of(path_of(name)) == resources::PathType::File;
  }

  bool is_as_written(const ManifestFile& file) const override {
    const std::optional<std::string> bytes = folder_.read(file.name);
    return bytes && bytes->size() == file.bytes && resources::TextHash(*bytes).hexadecimal() == file.hash;
  }

  std::string read_note(const std::string& name) const override { return folder_.read(name).value_or(""); }

  bool write_note(const std::string& name, std::string_view text, DiagnosticSink& sink) override {
    return folder_.stage(kNoteNumber, name, text, sink) && folder_.place(kNoteNumber, name, sink);
  }

  base::Expected<std::string> open_manifest(bool /*is_new*/, DiagnosticSink& /*sink*/) override {
    return path_of(kBatchManifestName);
  }

  void finish(RunEnd /*end*/, DiagnosticSink& /*sink*/) override { folder_.sync(); }

 private:
  /// A form that an earlier run filled with its data is ours while nobody has changed it.
  bool may_replace(const OutputDocument& file, DiagnosticSink& sink) {
    if (reader_ == nullptr || !has(file.name)) return true;
    const std::lock_guard lock(reading_);
    DiagnosticSink aside;
    if (may_take_place(path_of(file.name), file.bytes, *reader_, aside)) return true;
    const ManifestFile* const former = former_.find(file.name);
    if (former != nullptr && is_as_written(*former)) return true;
    return may_take_place(path_of(file.name), file.bytes, *reader_, sink);
  }

  resources::OutputFolder folder_;
  std::shared_ptr<intake::FileReader> reader_;
  std::mutex reading_;
  FormerFiles former_;
};

}  // namespace

std::unique_ptr<BatchOutput> open_batch_output(const BatchOptions& options, const std::string& temporary_folder,
                                               const std::shared_ptr<intake::FileReader>& reader,
                                               const std::function<bool()>& ends, DiagnosticSink& sink) {
  if (queue::is_storage_place(options.folder)) return open_storage_output(options, temporary_folder, ends, sink);
  base::Expected<resources::OutputFolder> opened = resources::OutputFolder::open(options.folder, sink);
  if (!opened) return nullptr;
  if (!opened->lock()) {
    sink.report(diagnostics::messages::EngineBatchBusy, diagnostics::Origin{}, options.folder);
    return nullptr;
  }
  opened->remove_leftovers();
  return std::make_unique<FolderOutput>(*std::move(opened), options.render.force ? nullptr : reader, options.manifest);
}

}  // namespace gongwen::engine
