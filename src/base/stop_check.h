// StopCheck: whether work may continue, since its caller may stop it or it may have a deadline. Long loops check with
// each unit of work; a stop is thrown as an exception, so that the functions in between need not handle it.
// SpareCore: whether work may be split between threads.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>

namespace gongwen::base {

/// Whether a core is idle; only then work on one document starts a second thread. In a batch, each core is busy with
/// other documents.
enum class SpareCore : bool { No, Yes };

enum class StopReason : std::uint8_t { Cancelled, DeadlinePassed };

/// Thrown by StopCheck; caught at the end of each operation of the engine, and of each of its threads.
struct WorkStopped {
  StopReason reason;
};

class StopCheck {
 public:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;

  /// A check for work that cannot be stopped.
  StopCheck() = default;
  StopCheck(std::stop_token stop, Deadline deadline) : stop_(std::move(stop)), deadline_(deadline) {}

  /// Whether the work can be stopped at all.
  bool is_needed() const { return stop_.stop_possible() || deadline_; }
  /// The reason why the work must stop; nullopt while it may continue.
  std::optional<StopReason> reason() const {
    if (stop_.stop_requested()) return StopReason::Cancelled;
    if (deadline_ && std::chrono::steady_clock::now() >= *deadline_) return StopReason::DeadlinePassed;
    return std::nullopt;
  }
  /// Throws WorkStopped if the work must stop. Checks on every call, for units of work that take long.
  void look() const {
    if (const std::optional<StopReason> stopped = reason()) throw WorkStopped{*stopped};
  }
  /// Checks on every kBetweenLooks-th call. Threads may share the counter: it does not matter which of them checks, or
  /// if a count is lost.
  void tick() const {
    const std::uint32_t count = count_.load(std::memory_order_relaxed) + 1;
    count_.store(count, std::memory_order_relaxed);
    if (count % kBetweenLooks == 0) look();
  }

 private:
  static constexpr std::uint32_t kBetweenLooks = 64;

  std::stop_token stop_;
  Deadline deadline_;
  mutable std::atomic<std::uint32_t> count_ = 0;
};

/// For steps without a sink of messages; `check` is null if the work cannot be stopped.
inline void tick(const StopCheck* check) {
  if (check != nullptr) check->tick();
}

}  // namespace gongwen::base
