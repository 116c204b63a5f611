// FileDescriptor: owns an open file and closes it.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
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

// MappedFile: a read-only file in memory, paged in by the system as it is touched. For fonts, of which a document uses
// a small part.

class MappedFile {
 public:
  /// Nothing when the file cannot be opened, is empty or is not a regular file.
  static std::optional<MappedFile> open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

// SharedMemory: memory that one process writes and others read, none of which can change it.
//   const auto memory = SharedMemory::create("form", kSize);   // another process gets memory->file()
//   std::copy(bytes.begin(), bytes.end(), memory->begin());

class SharedMemory {
 public:
  /// Memory of a fixed size, which takes room as it is written; nothing where the system cannot share it so.
  static std::optional<SharedMemory> create(const char* name, std::size_t size);
  SharedMemory(SharedMemory&& other) noexcept
      : file_(std::move(other.file_)), begin_(std::exchange(other.begin_, nullptr)), size_(other.size_) {}
  SharedMemory& operator=(SharedMemory&&) = delete;
  ~SharedMemory();

  /// What it is to other processes.
  int file() const { return file_.number(); }
  char* begin() const { return begin_; }
  std::size_t size() const { return size_; }

 private:
  SharedMemory(FileDescriptor file, char* begin, std::size_t size)
      : file_(std::move(file)), begin_(begin), size_(size) {}

  FileDescriptor file_;
  char* begin_;
  std::size_t size_;
};

/// The memory of a file that `create` of another process gave, as long as this process runs: to be read only.
/// Empty for other files.
std::string_view map_shared_memory(int file);

// Files that no folder names: nothing of them is left, whatever ends the process.
//   FileDescriptor file = open_unnamed_file("/tmp");
//   if (!file) error = last_error();
// For what is too large for memory and must not outlive the process.

/// A new file for reading and writing on the file system of `folder`, for the owner only.
/// Returns: no open file where the folder takes none; `last_error` says why.
FileDescriptor open_unnamed_file(const std::string& folder);

/// Makes the file so long, with zeros, and takes the room for it from the disk, so that no later write within it fails
/// for want of room. Returns: why that is not possible.
std::error_code reserve(int file, std::uint64_t size);

/// Fills `bytes` from `offset` of an open file on.
/// Returns: the error of the read that failed; `io_error` where the file ends before.
std::error_code read_at(int file, std::uint64_t offset, std::span<std::byte> bytes);
/// Writes all `bytes` at `offset` of an open file. Returns: the error of the write that failed.
std::error_code write_at(int file, std::uint64_t offset, std::span<const std::byte> bytes);

}  // namespace gongwen::resources
