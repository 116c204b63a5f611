// FileDescriptor: owns an open file and closes it.
#pragma once

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace gongwen::resources {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }
  /// Gives the file up: the caller closes it and learns whether that succeeded.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

/// The error of the system call before.
inline std::error_code last_error() { return {errno, std::generic_category()}; }

/// Writes all bytes to an open file or pipe. Returns: the error of the write that failed.
std::error_code write_all(int file, std::string_view bytes);

}  // namespace gongwen::resources
