#include "resources/new_folder.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/resources.h"
#include "resources/atomic_file.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr int kMaxFolderNames = 1000;

/// Makes a folder under a name that nothing has, with the permissions that the system gives to a new folder. Empty when
/// it cannot be made.
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
  // Another program may have made it meanwhile.
  return errno == EEXIST && std::filesystem::is_directory(path, ignored) ? MadeFolder::There : MadeFolder::Failed;
}

NewFolder::NewFolder(const std::string& parent, const std::string& name)
    : parent_(parent), path_(base::join_path(parent, name)) {}

NewFolder::~NewFolder() {
  if (!temporary_.empty()) {
    for (const std::string& file : files_) ::unlink((base::join_path(temporary_, file)).c_str());
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
  files_.push_back(file);
  return write_file(base::join_path(temporary_, file), bytes, sink);
}

/// Never over what appeared meanwhile: an empty folder would be replaced by a plain rename.
bool NewFolder::commit(diagnostics::DiagnosticSink& sink) {
  int result = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
  // Some file systems know no such renaming.
  if (result != 0 && errno == EINVAL) result = std::rename(temporary_.c_str(), path_.c_str());
  if (result != 0) return fail(last_error(), sink);
  temporary_.clear();
  made_.clear();
  return true;
}

}  // namespace gongwen::resources
