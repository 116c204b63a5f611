#include "resources/output_folder.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/resources.h"
#include "resources/atomic_file.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr int kMaxFolderNames = 1000;

/// Creates a folder under an unused name, with the permissions that the system gives to new folders. Returns its path;
/// empty if it cannot be created.
std::string make_hidden_folder(const std::string& parent) {
  static std::atomic<unsigned> last = 0;
  for (int attempt = 0; attempt < kMaxFolderNames; ++attempt) {
    std::string path =
        base::join_path(parent, ".gongwen-") + std::to_string(::getpid()) + "-new-" + std::to_string(++last);
    if (::mkdir(path.c_str(), 0777) == 0) return path;
    if (errno != EEXIST) break;
  }
  return {};
}

}  // namespace

MadeFolder make_folder(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) return MadeFolder::Failed;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return MadeFolder::There;
  if (::mkdir(path.c_str(), 0777) == 0) return MadeFolder::Made;
  // Another program may have created it meanwhile.
  return errno == EEXIST && std::filesystem::is_directory(path, ignored) ? MadeFolder::There : MadeFolder::Failed;
}

NewFolder::NewFolder(const std::string& parent, const std::string& name)
    : parent_(parent), path_(base::join_path(parent, name)) {}

NewFolder::~NewFolder() {
  if (!temporary_.empty()) {
    for (const std::string& file : files_) ::unlink((base::join_path(temporary_, file)).c_str());
    // Inner folders come after the ones that they are in.
    for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
      ::rmdir(base::join_path(temporary_, *folder).c_str());
    }
    ::rmdir(temporary_.c_str());
  }
  if (!made_.empty()) ::rmdir(made_.c_str());
}

bool NewFolder::fail(std::error_code error, diagnostics::DiagnosticSink& sink) const {
  if (error == std::errc::file_exists || error == std::errc::directory_not_empty) {
    sink.report(messages::ResourcesExists, Origin{}, path_);
  } else if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    sink.report(messages::ResourcesNoFolder, Origin{}, path_);
  } else {
    sink.report(messages::ResourcesUnwritable, Origin{}, path_, error.message());
  }
  return false;
}

bool NewFolder::open(diagnostics::DiagnosticSink& sink) {
  if (path_.find('\0') != std::string::npos)
    return fail(std::make_error_code(std::errc::no_such_file_or_directory), sink);
  struct stat status {};
  if (::lstat(path_.c_str(), &status) == 0) return fail(std::make_error_code(std::errc::file_exists), sink);
  if (make_folder(parent_) == MadeFolder::Made) made_ = parent_;
  temporary_ = make_hidden_folder(parent_);
  return !temporary_.empty() || fail(last_error(), sink);
}

bool NewFolder::add(const std::string& file, std::string_view bytes, diagnostics::DiagnosticSink& sink) {
  for (std::size_t end = file.find('/'); end != std::string::npos; end = file.find('/', end + 1)) {
    std::string inner = file.substr(0, end);
    if (std::find(folders_.begin(), folders_.end(), inner) != folders_.end()) continue;
    if (::mkdir(base::join_path(temporary_, inner).c_str(), 0777) != 0) return fail(last_error(), sink);
    folders_.push_back(std::move(inner));
  }
  files_.push_back(file);
  return write_file(base::join_path(temporary_, file), bytes, sink);
}

/// Never replaces a folder that has appeared meanwhile: a plain rename would replace an empty one.
bool NewFolder::commit(diagnostics::DiagnosticSink& sink) {
  int result = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
  // Some file systems do not support RENAME_NOREPLACE.
  if (result != 0 && errno == EINVAL) result = std::rename(temporary_.c_str(), path_.c_str());
  if (result != 0) return fail(last_error(), sink);
  temporary_.clear();
  made_.clear();
  return true;
}

namespace {

using diagnostics::DiagnosticSink;

constexpr std::string_view kHiddenFolder = ".gongwen-batch-";

std::string hidden_name(std::uint64_t number) { return std::string(kHiddenFolder) + std::to_string(number); }

/// Returns 0, or the error.
}  // namespace

base::Expected<OutputFolder> OutputFolder::open(const std::string& path, DiagnosticSink& sink) {
  make_folder(path);
  FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) {
    if (errno == ENOENT || errno == ENOTDIR) {
      sink.report(messages::ResourcesNoFolder, Origin{}, base::as_folder(path));
    } else {
      sink.report(messages::ResourcesUnwritable, Origin{}, path, last_error().message());
    }
    return base::kReported;
  }
  if (::faccessat(folder.number(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    sink.report(messages::ResourcesUnwritable, Origin{}, path, last_error().message());
    return base::kReported;
  }
  return OutputFolder(path, std::move(folder));
}

bool OutputFolder::lock() { return ::flock(folder_.number(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK; }

void OutputFolder::remove_leftovers() {
  const int copy = ::openat(folder_.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(copy), &::closedir);
  if (listing == nullptr) {
    ::close(copy);
    return;
  }
  std::vector<std::string> names;
  while (const dirent* const entry = ::readdir(listing.get())) {
    if (std::string_view(entry->d_name).starts_with(kHiddenFolder)) names.emplace_back(entry->d_name);
  }
  for (const std::string& name : names) ::unlinkat(folder_.number(), name.c_str(), 0);
}

std::string OutputFolder::path_of(std::string_view name) const { return base::join_path(path_, name); }

bool OutputFolder::fail(std::uint64_t number, std::string_view name, std::error_code error, DiagnosticSink& sink) {
  drop(number);
  sink.report(messages::ResourcesUnwritable, Origin{}, path_of(name), error.message());
  return false;
}

bool OutputFolder::stage(std::uint64_t number, std::string_view name, std::string_view bytes, DiagnosticSink& sink) {
  FileDescriptor file(
      ::openat(folder_.number(), hidden_name(number).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file) return fail(number, name, last_error(), sink);
  if (const std::error_code error = write_all(file.number(), bytes)) return fail(number, name, error, sink);
  // A network file system may report a full disk only at close.
  if (::close(file.release()) != 0) return fail(number, name, last_error(), sink);
  return true;
}

bool OutputFolder::place(std::uint64_t number, const std::string& name, DiagnosticSink& sink) {
  const std::string hidden = hidden_name(number);
  if (::renameat(folder_.number(), hidden.c_str(), folder_.number(), name.c_str()) == 0) return true;
  return fail(number, name, last_error(), sink);
}

void OutputFolder::drop(std::uint64_t number) { ::unlinkat(folder_.number(), hidden_name(number).c_str(), 0); }

bool OutputFolder::remove(const std::string& name, DiagnosticSink& sink) {
  if (::unlinkat(folder_.number(), name.c_str(), 0) == 0) return true;
  sink.report(messages::ResourcesUnwritable, Origin{}, path_of(name), last_error().message());
  return false;
}

std::optional<std::string> OutputFolder::read(const std::string& name) const {
  const FileDescriptor file(::openat(folder_.number(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

void OutputFolder::sync() { ::syncfs(folder_.number()); }

}  // namespace gongwen::resources
