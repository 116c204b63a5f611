// Machine::run_function, for the files of the machine that call functions.
#pragma once

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/machine/machine.h"

#include <algorithm>

namespace gongwen::templating {

/// The cost of a call in steps, about that in time and memory.
inline constexpr std::uint64_t kStepsOfCall = 40;

template <typename Bind>
void Machine::run_function(const Closure& closure, Bind bind) {
  charge(kStepsOfCall);
  const Function& function = *closure.function;
  Value* const base = top_;
  const std::size_t slot_count = function.slots.size();
  if (base + slot_count + function.stack_size + 1 > stack_.end()) {
    fail(diagnostics::messages::TemplatingTooManyCalls, call_depth_);
  }
  // Frames to which inner functions refer must outlive this call.
  Frame local;
  Frame& frame = function.is_captured ? arena().make<Frame>() : local;
  enter(frame, closure);
  if (function.is_captured) {
    frame.slots = arena().array<Value>(slot_count).data();
  } else {
    frame.slots = base;
    top_ = base + slot_count;
  }
  std::fill_n(frame.slots, slot_count, Value::missing());
  bind(frame.slots);
  Value* const floor = top_;
  frame_ = &frame;
  code_ = function.code.data();
  pc_ = code_;
  run();
  leave(frame);
  // Values that the function left on the stack move down over its slots.
  const auto left = top_ - floor;
  if (left == 1) *base = top_[-1];
  top_ = base + left;
}

}  // namespace gongwen::templating
