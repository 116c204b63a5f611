// StopCheck: whether work continues: the caller may stop it, and it may have a deadline. Long loops check with each
// unit of work; a stop is an exception, so that the functions in between need not handle it. Also whether work may be
// divided.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>

namespace gongwen::base {

/// Whether a core has nothing else to do: work on one document starts a second thread only then. In a batch each core
/// has other documents.
enum class SpareCore : bool { No, Yes };

enum class StopReason : std::uint8_t { Cancelled, DeadlinePassed };

/// Thrown by StopCheck, caught where an operation of the engine ends, and where a thread of it ends.
struct WorkStopped {
  StopReason reason;
};

class StopCheck {
 public:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;

  /// Work that continues.
  StopCheck() = default;
  StopCheck(std::stop_token stop, Deadline deadline) : stop_(std::move(stop)), deadline_(deadline) {}

  /// Whether the work can be stopped at all.
  bool is_needed() const { return stop_.stop_possible() || deadline_; }
  /// Why the work has to end; nothing while it continues.
  std::optional<StopReason> reason() const {
    if (stop_.stop_requested()) return StopReason::Cancelled;
    if (deadline_ && std::chrono::steady_clock::now() >= *deadline_) return StopReason::DeadlinePassed;
    return std::nullopt;
  }
  /// Looks now. For units of work that take long.
  void look() const {
    if (const std::optional<StopReason> stopped = reason()) throw WorkStopped{*stopped};
  }
  /// Looks every kBetweenLooks calls. From any thread: which of them looks does not matter, nor that a count is lost.
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

/// For steps that have no sink of messages to ask; null when the work cannot be stopped.
inline void tick(const StopCheck* check) {
  if (check != nullptr) check->tick();
}

}  // namespace gongwen::base
