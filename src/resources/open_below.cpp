#include "resources/open_below.h"

#include <cerrno>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

/// The kernel gives up on a path with `..`, as in links from a release to its edition, if any file of the whole system
/// is renamed meanwhile: EAGAIN (openat2(2)). On a machine that renames without a pause, one opening in forty fails so.
constexpr int kMostAttempts = 1000;

}  // namespace

FileDescriptor open_below(const std::string& folder, const std::string& path, InnerLinks links) {
  if (folder.find('\0') != std::string::npos || path.find('\0') != std::string::npos) {
    errno = ENOENT;
    return {};
  }
  FileDescriptor root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return {};
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  how.resolve = RESOLVE_BENEATH | (links == InnerLinks::Follow ? RESOLVE_NO_MAGICLINKS : RESOLVE_NO_SYMLINKS);
  for (int attempt = 1;; ++attempt) {
    const long file = ::syscall(SYS_openat2, root.number(), path.c_str(), &how, sizeof how);
    if (file >= 0) return FileDescriptor(static_cast<int>(file));
    if ((errno != EAGAIN && errno != EINTR) || attempt == kMostAttempts) break;
  }
  const int reason = errno;
  ::close(root.release());
  errno = reason;
  return {};
}

bool is_absent(std::error_code error) {
  // EXDEV: the path leads out of the folder. ELOOP: links that lead nowhere, or that are refused.
  for (const int absent : {ENOENT, ENOTDIR, EXDEV, ELOOP, ENAMETOOLONG, EACCES, ENXIO}) {
    if (error.value() == absent) return true;
  }
  return false;
}

}  // namespace gongwen::resources
