#include "resources/output_folder.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/resources.h"
#include "resources/file_descriptor.h"
#include "resources/new_folder.h"

#include <cerrno>
#include <cstdio>
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
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kHiddenFolder = ".gongwen-batch-";

std::string hidden_name(std::uint64_t number) { return std::string(kHiddenFolder) + std::to_string(number); }

/// Returns: 0, or the error.
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
