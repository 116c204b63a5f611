#include "engine/batch/detail/batch_output.h"

#include "diagnostics/catalogue/engine.h"
#include "queue/object_folder.h"
#include "resources/files.h"
#include "resources/output_folder.h"
#include "resources/text_hash.h"

namespace gongwen::engine {
namespace {

using diagnostics::DiagnosticSink;

/// The hidden names of a record's files: no two files of a run have the same.
std::uint64_t staged_number(std::uint64_t record, std::size_t file) { return (record << 20U) + file; }
/// That of no record.
constexpr std::uint64_t kNoteNumber = std::uint64_t{1} << 63U;

class FolderOutput final : public BatchOutput {
 public:
  explicit FolderOutput(resources::OutputFolder folder) : folder_(std::move(folder)) {}

  const std::string& path() const override { return folder_.path(); }
  bool is_far() const override { return false; }

  bool write(std::uint64_t record, std::span<const OutputDocument> files, DiagnosticSink& sink) override {
    std::size_t staged = 0;
    bool all = true;
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
  resources::OutputFolder folder_;
};

}  // namespace

std::unique_ptr<BatchOutput> open_batch_output(const BatchOptions& options, const std::string& temporary_folder,
                                               const std::function<bool()>& ends, DiagnosticSink& sink) {
  if (queue::is_storage_place(options.folder)) return open_storage_output(options, temporary_folder, ends, sink);
  base::Expected<resources::OutputFolder> opened = resources::OutputFolder::open(options.folder, sink);
  if (!opened) return nullptr;
  if (!opened->lock()) {
    sink.report(diagnostics::messages::EngineBatchBusy, diagnostics::Origin{}, options.folder);
    return nullptr;
  }
  opened->remove_leftovers();
  return std::make_unique<FolderOutput>(*std::move(opened));
}

}  // namespace gongwen::engine
