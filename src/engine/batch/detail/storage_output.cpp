#include "diagnostics/catalogue/engine.h"
#include "engine/batch/detail/batch_output.h"
#include "engine/batch/detail/storage_claim.h"
#include "engine/batch/detail/stored_manifest.h"
#include "engine/core/storage.h"
#include "queue/object_folder.h"
#include "resources/text_hash.h"

#include <atomic>
#include <mutex>
#include <utility>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using queue::Error;

constexpr std::size_t kMaxNoteBytes = 65'536;

std::string_view media_type_of(const std::string& name) {
  const FormatInfo* const info = find_format_of_path(name);
  return info == nullptr ? "application/octet-stream" : info->media_type;
}

class StorageOutput final : public BatchOutput {
 public:
  StorageOutput(std::unique_ptr<queue::ObjectFolder> folder, std::string temporary_folder)
      : folder_(std::move(folder)), temporary_folder_(std::move(temporary_folder)), claim_(*folder_) {}

  /// Reports: engine/batch-busy, engine/output-failed.
  bool claim(const std::function<bool()>& ends, DiagnosticSink& sink) {
    const queue::Result<bool> is_ours = claim_.take(ends);
    if (!is_ours) return fail(path(), is_ours.error(), sink);
    return *is_ours || tell_busy(sink);
  }

  const std::string& path() const override { return folder_->name(); }
  bool is_far() const override { return true; }

  bool write(std::uint64_t /*record*/, std::span<const OutputDocument> files, DiagnosticSink& sink) override {
    if (claim_.is_lost()) return tell_busy(sink);
    for (const OutputDocument& file : files) {
      const std::optional<Error> error = folder_->put({file.name, file.bytes, media_type_of(file.name), file.hash});
      if (error) return fail(path_of(file.name), *error, sink);
    }
    return true;
  }

  bool remove(const std::string& name, DiagnosticSink& sink) override {
    if (claim_.is_lost()) return tell_busy(sink);
    const std::optional<Error> error = folder_->remove(name);
    return !error || fail(path_of(name), *error, sink);
  }

  bool has(const std::string& name) const override { return folder_->look_at(name).has_value(); }

  /// An object carries the hash of its bytes, unless somebody else has put it there: then it is read.
  bool is_as_written(const ManifestFile& file) const override {
    const queue::Result<queue::StoredObject> found = folder_->look_at(file.name);
    if (!found || found->size != file.bytes) return false;
    if (!found->hash.empty()) return found->hash == file.hash;
    const queue::Result<queue::StoredObject> read = folder_->get(file.name, file.bytes, queue::Patience::Long);
    return read && resources::TextHash(read->bytes).hexadecimal() == file.hash;
  }

  std::string read_note(const std::string& name) const override {
    queue::Result<queue::StoredObject> found = folder_->get(name, kMaxNoteBytes, queue::Patience::Long);
    return found ? std::move(found->bytes) : std::string();
  }

  bool write_note(const std::string& name, std::string_view text, DiagnosticSink& sink) override {
    const std::optional<Error> error = folder_->put({name, text, "text/plain"});
    return !error || fail(path_of(name), *error, sink);
  }

  base::Expected<std::string> open_manifest(bool is_new, DiagnosticSink& sink) override {
    manifest_.emplace(*folder_, [this] { return !claim_.is_lost(); });
    if (const std::optional<Error> error = manifest_->open(temporary_folder_, is_new)) {
      fail(path_of(kBatchManifestName), *error, sink);
      return base::kReported;
    }
    return manifest_->path();
  }

  bool is_broken() const override { return claim_.is_known_lost() || (manifest_ && manifest_->is_broken()); }

  void settle() override {
    if (manifest_) manifest_->settle();
  }

  void finish(RunEnd end, DiagnosticSink& sink) override {
    if (end == RunEnd::Broken) return claim_.give_up();
    if (claim_.is_lost()) {
      tell_busy(sink);
    } else if (manifest_) {
      const std::optional<Error> error = manifest_->finish();
      if (error) fail(path_of(kBatchManifestName), *error, sink);
    }
    claim_.give_up();
  }

 private:
  static bool fail(const std::string& name, const Error& error, DiagnosticSink& sink) {
    sink.report(messages::EngineOutputFailed, Origin{}, name, error.reason);
    return false;
  }

  bool tell_busy(DiagnosticSink& sink) const {
    sink.report(messages::EngineBatchBusy, Origin{}, path());
    return false;
  }

  std::unique_ptr<queue::ObjectFolder> folder_;
  std::string temporary_folder_;
  StorageClaim claim_;
  std::optional<StoredManifest> manifest_;
};

}  // namespace

std::unique_ptr<BatchOutput> open_storage_output(const BatchOptions& options, const std::string& temporary_folder,
                                                 const std::function<bool()>& ends, DiagnosticSink& sink) {
  auto folder = queue::open_object_folder(options.folder, s3_access(options.storage));
  if (!folder) {
    sink.report(messages::EngineOutputFailed, Origin{}, options.folder, folder.error().reason);
    return nullptr;
  }
  auto output = std::make_unique<StorageOutput>(*std::move(folder), temporary_folder);
  if (!output->claim(ends, sink)) return nullptr;
  return output;
}

}  // namespace gongwen::engine
