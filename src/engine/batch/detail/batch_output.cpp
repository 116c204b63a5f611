#include "engine/batch/detail/batch_output.h"

#include "base/format.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/batch/detail/storage_claim.h"
#include "engine/core/storage.h"
#include "engine/render/kept_forms.h"
#include "queue/object_store.h"
#include "resources/file_descriptor.h"
#include "resources/files.h"
#include "resources/output_folder.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

namespace {

constexpr std::string_view kLinesType = "application/x-ndjson";
constexpr std::size_t kMaxPart = std::size_t{1} << 20;
/// So much of a manifest is in memory at a time.
constexpr std::size_t kDownloadPiece = std::size_t{8} << 20;
/// A run that is killed makes the documents of so much time again.
constexpr std::chrono::seconds kBetweenParts{2};

std::string part_name(std::size_t number) { return fmt::format(".gongwen-batch/part-{:06}.jsonl", number); }

Error local_error(const std::string& path) {
  return {Error::Kind::Unusable, fmt::format("{}: {}", path, resources::last_error().message())};
}

/// The whole lines of a part of a file, about `max_bytes` of them; a longer line alone.
std::string read_lines(int file, std::uint64_t begin, std::uint64_t end, std::size_t max_bytes) {
  std::string lines;
  while (begin + lines.size() < end) {
    const std::size_t had = lines.size();
    lines.resize(had + static_cast<std::size_t>(std::min<std::uint64_t>(end - begin - had, max_bytes)));
    const ssize_t count = ::pread(file, lines.data() + had, lines.size() - had, static_cast<off_t>(begin + had));
    lines.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    const std::size_t line_end = lines.rfind('\n');
    if (line_end != std::string::npos) return lines.substr(0, line_end + 1);
    if (count <= 0) break;
  }
  return {};
}

std::uint64_t size_of(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace

StoredManifest::~StoredManifest() { end_thread(); }

std::string StoredManifest::path() const { return temporary_->path() + "/" + std::string(kBatchManifestName); }

std::optional<Error> StoredManifest::open(const std::string& temporary_folder, bool is_new) {
  if (auto made = resources::TemporaryFolder::make(temporary_folder)) temporary_.emplace(*std::move(made));
  if (!temporary_) return local_error(temporary_folder);
  if (std::optional<Error> error = is_new ? remove_all() : download_all()) return error;
  const resources::FileDescriptor file(::open(path().c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return local_error(path());
  part_begin_ = part_end_ = size_of(file.number());
  try {
    thread_ = std::thread([this] { keep(); });
  } catch (const std::system_error&) {
    return Error{Error::Kind::Unusable, "no more threads"};
  }
  return std::nullopt;
}

/// The last part first: a run that is killed here leaves no gap, after which parts would not be found.
std::optional<Error> StoredManifest::remove_all() {
  std::size_t last = 0;
  for (;; ++last) {
    const queue::Result<queue::StoredObject> part = folder_.look_at(part_name(last + 1));
    if (!part && part.error().kind == Error::Kind::Missing) break;
    if (!part) return part.error();
  }
  for (; last > 0; --last) {
    if (std::optional<Error> error = folder_.remove(part_name(last))) return error;
  }
  return folder_.remove(std::string(kBatchManifestName));
}

std::optional<Error> StoredManifest::download_all() {
  const resources::FileDescriptor file(::open(path().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return local_error(path());
  std::optional<Error> error = download(std::string(kBatchManifestName), file.number());
  if (error && error->kind != Error::Kind::Missing) return error;
  while (!(error = download(part_name(part_), file.number()))) ++part_;
  return error->kind == Error::Kind::Missing ? std::nullopt : error;
}

/// Adds the lines of an object to the file.
std::optional<Error> StoredManifest::download(const std::string& name, int file) {
  const queue::Result<queue::StoredObject> found = folder_.look_at(name);
  if (!found) return found.error();
  char last = '\n';
  for (std::size_t offset = 0; offset < found->size;) {
    const std::size_t length = std::min(kDownloadPiece, found->size - offset);
    const queue::Result<std::string> piece = folder_.read(name, offset, length);
    if (!piece) return piece.error();
    if (resources::write_all(file, *piece)) return local_error(path());
    offset += length;
    last = piece->back();
  }
  // Of a manifest that somebody has edited.
  if (last != '\n' && resources::write_all(file, "\n")) return local_error(path());
  return std::nullopt;
}

void StoredManifest::keep() {
  while (!is_broken_) {
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, kBetweenParts, [this] { return ends_; })) return;
    }
    put_new_lines();
  }
}

/// The last part grows, and is put again with all its lines, until it is large enough.
void StoredManifest::put_new_lines() {
  const resources::FileDescriptor file(::open(path().c_str(), O_RDONLY | O_CLOEXEC));
  const std::uint64_t size = file ? size_of(file.number()) : 0;
  while (true) {
    const std::string lines = read_lines(file.number(), part_begin_, size, kMaxPart);
    if (part_begin_ + lines.size() <= part_end_) return;
    if (std::optional<Error> error = put_part(lines)) {
      const std::lock_guard lock(mutex_);
      error_ = std::move(error);
      is_broken_ = true;
      return;
    }
    part_end_ = part_begin_ + lines.size();
    if (lines.size() < kMaxPart / 2 && part_end_ == size) return;
    part_begin_ = part_end_;
    ++part_;
  }
}

std::optional<Error> StoredManifest::put_part(const std::string& lines) {
  // Whose place it is now says so itself.
  if (!may_put_()) return Error{Error::Kind::Refused, "another run has taken over"};
  return folder_.put({part_name(part_), lines, kLinesType});
}

void StoredManifest::end_thread() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StoredManifest::settle() {
  end_thread();
  if (!is_broken_ && temporary_) put_new_lines();
}

std::optional<Error> StoredManifest::finish() {
  end_thread();
  if (error_) return error_;
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path());
  std::string_view bytes;
  if (file) bytes = {reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()};
  if (std::optional<Error> error = folder_.put({std::string(kBatchManifestName), bytes, kLinesType})) return error;
  // Parts that stay say nothing else, so this is no error of the run.
  for (; part_ > 0; --part_) {
    if (folder_.remove(part_name(part_))) break;
  }
  return std::nullopt;
}

namespace {

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
