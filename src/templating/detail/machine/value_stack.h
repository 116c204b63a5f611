// ValueStack: the memory of slots and intermediate values of all running functions. It is reserved
// once, and touched only as far as it is used.
#pragma once

#include "templating/detail/value/value.h"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace gongwen::templating {

class ValueStack {
 public:
  static constexpr std::size_t kSize = 200'000;

  ValueStack() : memory_(static_cast<Value*>(std::malloc(kSize * sizeof(Value)))) {
    if (memory_ == nullptr) throw std::bad_alloc();
  }

  Value* begin() { return memory_.get(); }
  Value* end() { return memory_.get() + kSize; }

 private:
  struct Free {
    void operator()(Value* memory) const { std::free(memory); }
  };
  std::unique_ptr<Value, Free> memory_;
};

}  // namespace gongwen::templating
