// ValueStack: the memory of slots and intermediate values of all running functions. It is reserved
// once, and touched only as far as it is used. Each thread keeps one for the machine that comes next: checks of values
// run many short expressions, each with its own machine.
#pragma once

#include "templating/detail/value/value.h"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

namespace gongwen::templating {

class ValueStack {
 public:
  static constexpr std::size_t kSize = 200'000;

  ValueStack() : memory_(std::move(spare())) {
    if (memory_ == nullptr) memory_.reset(static_cast<Value*>(std::malloc(kSize * sizeof(Value))));
    if (memory_ == nullptr) throw std::bad_alloc();
  }
  ValueStack(const ValueStack&) = delete;
  ValueStack& operator=(const ValueStack&) = delete;
  ~ValueStack() { spare() = std::move(memory_); }

  Value* begin() { return memory_.get(); }
  Value* end() { return memory_.get() + kSize; }

 private:
  struct Free {
    void operator()(Value* memory) const { std::free(memory); }
  };
  using Memory = std::unique_ptr<Value, Free>;

  static Memory& spare() {
    thread_local Memory memory;
    return memory;
  }

  Memory memory_;
};

}  // namespace gongwen::templating
