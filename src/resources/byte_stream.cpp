#include "resources/byte_stream.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

constexpr std::size_t kWritePiece = std::size_t{64} * 1024;

/// The descriptor that a name such as `/dev/stdout` refers to. It is not opened again, so that appended output is not
/// overwritten.
std::optional<int> named_descriptor(std::string_view path) {
  if (path == kStandardOutput || path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string_view digits = path.substr(folder.size());
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size()) return number;
  }
  return std::nullopt;
}

std::error_code copy(int file, int target) {
  if (::lseek(file, 0, SEEK_SET) != 0) return last_error();
  std::array<char, kWritePiece> buffer;
  while (true) {
    const ssize_t count = ::read(file, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 ? last_error() : std::error_code();
    if (const std::error_code error = write_all(target, {buffer.data(), static_cast<std::size_t>(count)})) return error;
  }
}

}  // namespace

bool is_standard_output(const std::string& path) { return named_descriptor(path) == STDOUT_FILENO; }

bool is_stream(const std::string& path) {
  if (named_descriptor(path)) return true;
  struct stat status {};
  if (path.find('\0') != std::string::npos || ::stat(path.c_str(), &status) != 0) return false;
  return S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || S_ISSOCK(status.st_mode);
}

std::error_code copy_to_stream(int file, const std::string& path) {
  if (const std::optional<int> number = named_descriptor(path)) {
    const std::error_code error = copy(file, *number);
    return *number == STDOUT_FILENO && error == std::errc::broken_pipe ? std::error_code() : error;
  }
  FileDescriptor target(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!target) return last_error();
  if (const std::error_code error = copy(file, target.number())) return error;
  return ::close(target.release()) == 0 ? std::error_code() : last_error();
}

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
  constexpr int kWait = 200;  // milliseconds, for the program before the pipe to start
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

ByteStream ByteStream::of(std::string name, std::string bytes) {
  ByteStream stream(std::move(name), FileDescriptor(), -1);
  stream.read_ = stream.size_ = bytes.size();
  stream.buffer_ = std::move(bytes);
  stream.at_end_ = true;
  return stream;
}

/// Waits until there is something to read. Returns false if the stream is to end.
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
