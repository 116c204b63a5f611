#include "engine/batch/detail/stored_manifest.h"

#include "base/format.h"
#include "engine/batch/detail/batch_output.h"
#include "resources/file_descriptor.h"
#include "resources/mapped_file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::engine {
namespace {

using queue::Error;

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

}  // namespace gongwen::engine
