// FileDescriptor: owns an open file and closes it.
#pragma once

#include <string_view>
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

/// Writes all bytes to an open file or pipe. Returns: 0, or the errno of the write that failed.
int write_all(int file, std::string_view bytes);

}  // namespace gongwen::resources
