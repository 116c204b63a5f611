// Deadline: a moment after which a run has taken too long. The only use of a clock; no time gets into an output.
#pragma once

#include <chrono>

namespace gongwen::resources {

class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now) : end_(std::chrono::steady_clock::now() + from_now) {}
  bool passed() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace gongwen::resources
