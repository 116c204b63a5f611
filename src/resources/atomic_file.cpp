#include "resources/atomic_file.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/resources.h"
#include "resources/byte_stream.h"
#include "resources/environment.h"
#include "resources/output_folder.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

std::string read_note(int file) {
  char text[200];
  const ssize_t count = ::pread(file, text, sizeof text, 0);
  return count > 0 ? std::string(text, static_cast<std::size_t>(count)) : std::string();
}

/// Failing to write the note does not matter: only the lock counts.
void write_note(int file) {
  char host[100] = "";
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  const std::string note = "process " + std::to_string(::getpid()) + (*host == '\0' ? "" : " on ") + host;
  if (::ftruncate(file, 0) == 0) [[maybe_unused]]
    const ssize_t count = ::pwrite(file, note.data(), note.size(), 0);
}

}  // namespace

FileLock::~FileLock() {
  if (!file_ || kind_ == LockKind::Shared) return;
  [[maybe_unused]] const int wiped = ::ftruncate(file_.number(), 0);
}

base::Expected<FileLock, LockError> FileLock::take(const std::string& path, LockKind kind, std::int64_t milliseconds) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  const std::error_code writing = last_error();
  if (!file && kind == LockKind::Shared) {
    file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file && errno == ENOENT) return FileLock(FileDescriptor(), kind);
  }
  if (!file) return base::Failure{LockError{{}, writing}};
  const int operation = (kind == LockKind::Exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
  const std::int64_t end = steady_milliseconds() + milliseconds;
  while (::flock(file.number(), operation) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return base::Failure{LockError{{}, last_error()}};
    if (steady_milliseconds() >= end) return base::Failure{LockError{read_note(file.number())}};
    ::poll(nullptr, 0, 50);
  }
  if (kind == LockKind::Exclusive) write_note(file.number());
  return FileLock(std::move(file), kind);
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::string_view kHiddenFile = ".gongwen-";
/// A killed program may have left files under the names of a process whose number this one has now.
constexpr int kMaxAttempts = 1000;

std::string path_of_descriptor(int number) { return "/proc/self/fd/" + std::to_string(number); }

/// The path where the bytes end up: symbolic links are followed; a new name is taken as it is.
std::string resolve_target(const std::string& path) {
  std::error_code error;
  const std::filesystem::path resolved = std::filesystem::canonical(path, error);
  return error ? path : resolved.string();
}

/// A name in the folder that this process has not used yet. Killed processes may have left files of that name.
std::string hidden_name(const std::string& folder) {
  static std::atomic<unsigned> last = 0;
  return base::join_path(folder, kHiddenFile) + std::to_string(::getpid()) + "-" + std::to_string(++last);
}

}  // namespace

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  if (!made_.empty()) ::rmdir(made_.c_str());  // fails if others use it by now; then it stays
}

bool AtomicFile::fail(std::error_code error, diagnostics::DiagnosticSink& sink) {
  sink.report(messages::ResourcesUnwritable, Origin{}, path_, error.message());
  return false;
}

bool AtomicFile::refuse_existing(diagnostics::DiagnosticSink& sink) const {
  sink.report(messages::ResourcesExists, Origin{}, path_);
  return false;
}

bool AtomicFile::open(diagnostics::DiagnosticSink& sink) {
  std::error_code ignored;
  if (path_.empty() || path_.find('\0') != std::string::npos)
    return fail(std::make_error_code(std::errc::no_such_file_or_directory), sink);
  if (std::filesystem::is_directory(path_, ignored)) {
    sink.report(messages::ResourcesIsFolder, Origin{}, path_);
    return false;
  }
  if (resources::is_stream(path_)) return open_for_stream() || fail(last_error(), sink);
  struct stat status {};
  if (existing_ == Existing::Keep && ::lstat(path_.c_str(), &status) == 0) return refuse_existing(sink);
  target_ = resolve_target(path_);
  const std::filesystem::path folder = std::filesystem::path(target_).parent_path();
  const MadeFolder made = folder.empty() ? MadeFolder::There : make_folder(folder.string());
  if (made == MadeFolder::Failed) {
    sink.report(messages::ResourcesNoFolder, Origin{}, path_);
    return false;
  }
  if (made == MadeFolder::Made) made_ = folder.string();
  // A file that must not be written must not be replaced either.
  if (::access(target_.c_str(), F_OK) == 0 && ::access(target_.c_str(), W_OK) != 0) return fail(last_error(), sink);
  folder_ = folder.empty() ? std::string(".") : folder.string();
  return open_temporary() || fail(last_error(), sink);
}

/// Collects the bytes in the folder of temporary files, so that nothing of a document is visible before it is complete.
bool AtomicFile::open_for_stream() {
  is_stream_ = true;
  if (path_ != kStandardOutput && ::access(path_.c_str(), W_OK) != 0) return false;
  folder_ = temporary_folder_.empty() ? std::string("/tmp") : temporary_folder_;
  return open_temporary();
}

/// Creates the file without a name, or under a hidden one on file systems and old kernels that do not support that. The
/// system determines the permissions that a new file gets here; until it is complete, only the owner can read it.
bool AtomicFile::open_temporary() {
  file_ = FileDescriptor(::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666));
  // The file gets its name through this folder of the system.
  const bool can_be_named = file_ && ::access(path_of_descriptor(file_.number()).c_str(), F_OK) == 0;
  if (!can_be_named && !open_hidden()) return false;
  struct stat status {};
  if (::fstat(file_.number(), &status) != 0) return false;
  mode_ = status.st_mode & 07777;
  return ::fchmod(file_.number(), 0600) == 0;
}

bool AtomicFile::open_hidden() {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const std::string name = hidden_name(folder_);
    file_ = FileDescriptor(::open(name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666));
    if (file_) {
      temporary_ = name;
      return true;
    }
    if (errno != EEXIST) return false;
  }
  return false;
}

std::string AtomicFile::temporary_path() const {
  return temporary_.empty() ? path_of_descriptor(file_.number()) : temporary_;
}

std::size_t AtomicFile::size() const {
  struct stat status {};
  return ::fstat(file_.number(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

/// Links the unnamed file to a hidden name, since only a named file can replace another: rename can, linkat cannot.
bool AtomicFile::give_name() {
  const std::string nameless = path_of_descriptor(file_.number());
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const std::string name = hidden_name(folder_);
    if (::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      temporary_ = name;
      return true;
    }
    if (errno != EEXIST) return false;
  }
  return false;
}

/// A file that replaces nothing is linked straight to its name. A hidden name in between would remain if the program
/// were killed.
bool AtomicFile::take_free_name() {
  const std::string nameless = path_of_descriptor(file_.number());
  if (::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, target_.c_str(), AT_SYMLINK_FOLLOW) != 0) return false;
  made_.clear();
  return true;
}

bool AtomicFile::close_named(diagnostics::DiagnosticSink& sink) {
  if (::close(file_.release()) == 0) return true;
  const std::error_code error = last_error();
  ::unlink(target_.c_str());
  return fail(error, sink);
}

/// The permissions of the replaced file, or those of a new one.
mode_t AtomicFile::final_mode() const {
  struct stat status {};
  return ::stat(target_.c_str(), &status) == 0 ? status.st_mode & 07777 : mode_;
}

bool AtomicFile::write(std::string_view bytes, diagnostics::DiagnosticSink& sink) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(last_error(), sink);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool AtomicFile::commit(diagnostics::DiagnosticSink& sink) {
  if (is_stream_) {
    const std::error_code error = copy_to_stream(file_.number(), path_);
    return !error || fail(error, sink);
  }
  if (::fchmod(file_.number(), final_mode()) != 0) return fail(last_error(), sink);
  if (existing_ == Existing::Keep && temporary_.empty()) {
    if (take_free_name()) return close_named(sink);
    if (errno == EEXIST) return refuse_existing(sink);
  }
  if (temporary_.empty() && !give_name()) return fail(last_error(), sink);
  // A network file system may report a full disk only at close.
  if (::close(file_.release()) != 0) return fail(last_error(), sink);
  // Another process may have created the file meanwhile: unlike rename, link replaces nothing.
  if (existing_ == Existing::Keep) {
    if (::link(temporary_.c_str(), target_.c_str()) == 0) {
      made_.clear();
      return true;
    }
    if (errno == EEXIST) return refuse_existing(sink);
    // A file system without links; no file of that name existed when the file was opened.
  }
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) return fail(last_error(), sink);
  temporary_.clear();
  made_.clear();
  return true;
}

bool write_file(const std::string& path, std::string_view bytes, diagnostics::DiagnosticSink& sink, Existing existing) {
  AtomicFile file(path, existing);
  return file.open(sink) && file.write(bytes, sink) && file.commit(sink);
}

}  // namespace gongwen::resources
