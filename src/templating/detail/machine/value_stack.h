// ValueStack: the memory of slots and intermediate values of all running functions. It is reserved
// once, and touched only as far as it is used. Each thread keeps one for the machine that comes next: checks of values
// run many short expressions, each with its own machine.
#pragma once

#include "templating/detail/value/value.h"

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace gongwen::templating {

class ValueStack {
 public:
  static constexpr std::size_t kSize = 200'000;

  ValueStack() : memory_(std::move(spare())) {
    if (memory_ == nullptr) memory_ = reserve();
  }
  ValueStack(const ValueStack&) = delete;
  ValueStack& operator=(const ValueStack&) = delete;
  ~ValueStack() { spare() = std::move(memory_); }

  Value* begin() { return memory_.get(); }
  Value* end() { return memory_.get() + kSize; }

 private:
  static constexpr std::size_t kBytes = kSize * sizeof(Value);
  struct Free {
    void operator()(Value* memory) const { munmap(memory, kBytes); }
  };
  using Memory = std::unique_ptr<Value, Free>;

  /// Not from the allocator, which would put it between other blocks, into pages of 2 MB that are cleared as a whole.
  static Memory reserve() {
    void* const memory =
        mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return Memory(static_cast<Value*>(memory));
  }

  static Memory& spare() {
    thread_local Memory memory;
    return memory;
  }

  Memory memory_;
};

}  // namespace gongwen::templating
