// ReservedMemory: room of which only what is touched takes memory, however large it is.
#pragma once

#include <cstddef>

namespace gongwen::base {

class ReservedMemory {
 public:
  /// In bytes; throws std::bad_alloc when the system has no such room.
  explicit ReservedMemory(std::size_t size);
  ReservedMemory(const ReservedMemory&) = delete;
  ReservedMemory& operator=(const ReservedMemory&) = delete;
  ~ReservedMemory();

  /// Aligned for every type; zeros where nothing has been written.
  void* data() const { return data_; }

 private:
  void* data_;
  std::size_t size_;
};

}  // namespace gongwen::base
