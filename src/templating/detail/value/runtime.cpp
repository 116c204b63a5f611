#include "templating/detail/value/runtime.h"

#include "diagnostics/catalogue/templating.h"

// Failures, the counting of steps in slices, and scratch buffers that are used again.
namespace gongwen::templating {

namespace messages = diagnostics::messages;

void Runtime::fail_with(diagnostics::Diagnostic diagnostic) {
  complete(diagnostic);
  throw Failure({std::move(diagnostic)});
}

void Runtime::warn_with(diagnostics::Diagnostic diagnostic) {
  if (warnings_ == nullptr) fail_with(std::move(diagnostic));
  complete(diagnostic);
  warnings_->add(std::move(diagnostic));
}

void Runtime::begin_slice() {
  steps_ -= static_cast<std::uint64_t>(slice_);
  if (steps_ > limits_.steps) fail(messages::TemplatingTooManySteps, limits_.steps);
  if (limits_.expired && limits_.expired()) fail(messages::TemplatingOutOfTime);
  const std::uint64_t slice = std::min(kSlice, limits_.steps - steps_);
  slice_ = static_cast<std::int64_t>(slice);
  steps_ += slice;
}

std::string& Runtime::open_scratch() {
  if (open_scratch_ == scratch_.size()) scratch_.emplace_back();
  return scratch_[open_scratch_++];
}

/// Returns the memory of an unusually long text.
void Runtime::close_scratch() {
  constexpr std::size_t kMaxKept = std::size_t{64} * 1024;
  std::string& text = scratch_[--open_scratch_];
  if (text.capacity() > kMaxKept) {
    text = std::string();
  } else {
    text.clear();
  }
}

void Runtime::fail_turns() { fail(messages::TemplatingTooManyTurns, limits_.loop_iterations); }

void Runtime::fail_text_size() { fail(messages::TemplatingTextTooLong, limits_.text_bytes); }

}  // namespace gongwen::templating
