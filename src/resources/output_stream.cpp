#include "resources/byte_stream.h"
#include "resources/file_descriptor.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

constexpr std::size_t kWritePiece = std::size_t{64} * 1024;

/// The descriptor that a name stands for; such a file is not opened again, so that what is appended to stays whole.
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

}  // namespace gongwen::resources
