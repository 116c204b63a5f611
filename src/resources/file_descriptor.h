// FileDescriptor: owns an open file and closes it. Also MappedFile, SharedMemory, and reading and writing of open
// files.
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
  /// Releases ownership: the caller closes the file and learns whether that succeeded.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

/// The error of the preceding system call (errno).
inline std::error_code last_error() { return {errno, std::generic_category()}; }

/// Writes all bytes to an open file or pipe. Returns the error of the write that failed.
std::error_code write_all(int file, std::string_view bytes);

/// Reads an open file or pipe to its end, for programs without diagnostics; others call read_bytes. nullopt if a read
/// fails, or if there are more than `most` bytes.
std::optional<std::string> read_to_end(int file, std::size_t most);

// MappedFile: a file mapped read-only; the system loads pages when they are touched. For fonts, of which a document
// uses a small part.

class MappedFile {
 public:
  /// nullopt if the file cannot be opened, is empty or is not a regular file.
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

// SharedMemory: memory that one process writes and others can only read.
//   const auto memory = SharedMemory::create("form", kSize);   // another process gets memory->file()
//   std::copy(bytes.begin(), bytes.end(), memory->begin());

class SharedMemory {
 public:
  /// Creates memory of a fixed size; pages are allocated when they are written. nullopt if the system cannot share
  /// memory in this way.
  static std::optional<SharedMemory> create(const char* name, std::size_t size);
  SharedMemory(SharedMemory&& other) noexcept
      : file_(std::move(other.file_)), begin_(std::exchange(other.begin_, nullptr)), size_(other.size_) {}
  SharedMemory& operator=(SharedMemory&&) = delete;
  ~SharedMemory();

  /// The descriptor to pass to other processes.
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

/// Maps memory that another process has created, read-only and for the lifetime of this process. Empty for other files.
std::string_view map_shared_memory(int file);

// Unnamed files, for data that is too large for memory and must not outlive the process, however it ends.
//   FileDescriptor file = open_unnamed_file("/tmp");
//   if (!file) error = last_error();

/// Opens a new file for reading and writing, on the file system of `folder`, accessible to its owner only. Returns no
/// open file if the folder does not allow it; `last_error` says why.
FileDescriptor open_unnamed_file(const std::string& folder);

/// Extends the file to this size with zeros and reserves the space on disk, so that later writes within it cannot fail
/// for lack of space. Returns the error.
std::error_code reserve(int file, std::uint64_t size);

/// Fills `bytes` from the position `offset` of an open file. Returns the error of the read that failed; `io_error` if
/// the file ends before.
std::error_code read_at(int file, std::uint64_t offset, std::span<std::byte> bytes);
/// Writes all `bytes` at the position `offset` of an open file. Returns the error of the write that failed.
std::error_code write_at(int file, std::uint64_t offset, std::span<const std::byte> bytes);

}  // namespace gongwen::resources
