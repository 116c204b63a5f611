#include "resources/file_lock.h"

#include "resources/environment.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

std::string read_note(int file) {
  char text[200];
  const ssize_t count = ::pread(file, text, sizeof text, 0);
  return count > 0 ? std::string(text, static_cast<std::size_t>(count)) : std::string();
}

/// A note that cannot be written does not matter: it is the lock that counts.
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

}  // namespace gongwen::resources
