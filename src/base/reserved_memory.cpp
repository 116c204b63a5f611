#include "base/reserved_memory.h"

#include <new>

#include <sys/mman.h>

namespace gongwen::base {

// Not from the allocator: it would put the room between other blocks, and into pages of 2 MB, which are cleared as a whole.
ReservedMemory::ReservedMemory(std::size_t size)
    : data_(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)),
      size_(size) {
  if (data_ == MAP_FAILED) throw std::bad_alloc();
}

ReservedMemory::~ReservedMemory() { munmap(data_, size_); }

}  // namespace gongwen::base
