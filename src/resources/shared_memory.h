// SharedMemory: memory that one process writes and others read, none of which can change it.
//   const auto memory = SharedMemory::create("form", kSize);   // another process gets memory->file()
//   std::copy(bytes.begin(), bytes.end(), memory->begin());
#pragma once

#include "resources/file_descriptor.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace gongwen::resources {

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

}  // namespace gongwen::resources
