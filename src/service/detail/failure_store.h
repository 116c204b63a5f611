// FailureStore: keeps the inputs of requests whose workers crashed, so that a developer can find the cause. They hold
// personal data, so they are kept only if the operator asks for it, readable by this user alone, and in a limited
// number.
//   DIR/f-k2x7…/task.json   what was asked: operation, kind, options
//   DIR/f-k2x7…/1.json, 2.png, …   its files, in their order
#pragma once

#include "base/expected.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

namespace gongwen::service {

struct FailureLimits {
  std::size_t count = 50;                              // beyond it, the oldest are removed
  std::uint64_t bytes = std::uint64_t{256} << 20;      // in all
  std::uint64_t task_bytes = std::uint64_t{64} << 20;  // of one input; a larger one is not kept
};

/// Owned by serve(); called when a pool reports a crash. All functions read the folder anew, so an operator may remove
/// failures at any time.
class FailureStore {
 public:
  FailureStore(std::string folder, FailureLimits limits) : folder_(std::move(folder)), limits_(limits) {}

  /// Creates the folder with access for this user only.
  std::error_code open() const;
  /// Stores the messages of a task (write_task) under its reference, which the client was told. Returns whether they
  /// were stored. Runs in the loop's thread: writing a task of 64 MiB blocks it for a moment, which is acceptable after
  /// a crash.
  bool keep(const std::string& reference, const std::string& messages) const;

 private:
  void make_room(std::uint64_t bytes) const;

  std::string folder_;
  FailureLimits limits_;
};

}  // namespace gongwen::service
