#include "resources/byte_stream.h"

#include "diagnostics/catalogue/resources.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::size_t kReadPiece = std::size_t{256} << 10;
constexpr int kAskEvery = 100;  // milliseconds

}  // namespace

bool has_waiting_input() {
  struct stat status {};
  if (::fstat(STDIN_FILENO, &status) != 0) return false;
  if (S_ISREG(status.st_mode)) return ::lseek(STDIN_FILENO, 0, SEEK_CUR) < status.st_size;
  if (!S_ISFIFO(status.st_mode) && !S_ISSOCK(status.st_mode)) return false;
  constexpr int kWait = 200;  // milliseconds, in which the program before the pipe starts
  pollfd waiting{STDIN_FILENO, POLLIN, 0};
  int count = 0;
  return ::poll(&waiting, 1, kWait) > 0 && ::ioctl(STDIN_FILENO, FIONREAD, &count) == 0 && count > 0;
}

base::Expected<ByteStream> ByteStream::open(const std::string& path, std::function<bool()> ended,
                                            diagnostics::DiagnosticSink& sink) {
  const bool standard_input = path == "-";
  FileDescriptor owned;
  if (!standard_input) owned = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const int number = standard_input ? STDIN_FILENO : owned.number();
  struct stat status {};
  if (number < 0 || ::fstat(number, &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      sink.report(messages::ResourcesNotFound, Origin{}, path);
    } else {
      sink.report(messages::ResourcesUnreadable, Origin{}, path, last_error().message());
    }
    return base::kReported;
  }
  if (S_ISDIR(status.st_mode)) {
    sink.report(messages::ResourcesIsFolder, Origin{}, path);
    return base::kReported;
  }
  ByteStream stream(standard_input ? "<stdin>" : path, std::move(owned), number);
  if (S_ISREG(status.st_mode)) stream.size_ = static_cast<std::uint64_t>(status.st_size);
  stream.ended_ = std::move(ended);
  return stream;
}

/// Until there is something to read. Returns: false if it is not needed any more.
bool ByteStream::wait() const {
  if (size_ > 0) return true;
  while (true) {
    if (ended_ && ended_()) return false;
    pollfd asked{number_, POLLIN, 0};
    if (::poll(&asked, 1, kAskEvery) > 0) return true;
  }
}

bool ByteStream::more(diagnostics::DiagnosticSink& sink) {
  if (at_end_) return false;
  buffer_.erase(0, used_);
  used_ = 0;
  if (!wait()) {
    at_end_ = was_ended_ = true;
    return false;
  }
  const std::size_t filled = buffer_.size();
  buffer_.resize(filled + kReadPiece);
  ssize_t count = 0;
  do {
    count = ::read(number_, buffer_.data() + filled, kReadPiece);
  } while (count < 0 && errno == EINTR);
  const std::error_code error = last_error();
  buffer_.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0) sink.report(messages::ResourcesUnreadable, Origin{}, name_, error.message());
  at_end_ = count <= 0;
  read_ += static_cast<std::uint64_t>(std::max<ssize_t>(count, 0));
  return !at_end_;
}

double ByteStream::share() const {
  if (size_ == 0) return 0;
  return static_cast<double>(read_ - bytes().size()) / static_cast<double>(size_);
}

}  // namespace gongwen::resources
