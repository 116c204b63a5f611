// ValueStack: the memory of slots and intermediate values of all running functions. It is reserved
// once, and touched only as far as it is used. Each thread keeps one for the machine that comes next: checks of values
// run many short expressions, each with its own machine.
#pragma once

#include "base/reserved_memory.h"
#include "templating/detail/value/value.h"

#include <cstddef>
#include <memory>
#include <utility>

namespace gongwen::templating {

class ValueStack {
 public:
  static constexpr std::size_t kSize = 200'000;

  ValueStack() : memory_(std::move(spare())) {
    if (memory_ == nullptr) memory_ = std::make_unique<base::ReservedMemory>(kSize * sizeof(Value));
  }
  ValueStack(const ValueStack&) = delete;
  ValueStack& operator=(const ValueStack&) = delete;
  ~ValueStack() { spare() = std::move(memory_); }

  Value* begin() { return static_cast<Value*>(memory_->data()); }
  Value* end() { return begin() + kSize; }

 private:
  using Memory = std::unique_ptr<base::ReservedMemory>;

  static Memory& spare() {
    thread_local Memory memory;
    return memory;
  }

  Memory memory_;
};

}  // namespace gongwen::templating
