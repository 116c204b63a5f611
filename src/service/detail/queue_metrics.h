// QueueMetrics: what the operator of a queue worker watches. Nothing in it says what the documents are about.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::service {

/// How a task ended for a worker.
enum class QueueTaskEnd : std::uint8_t {
  Answered,   // its records are made, or known not to be
  Refused,    // the definition differs
  Unwanted,   // the run has ended
  Postponed,  // the store or the system takes nothing: it is tried again
  Bad         // not a task, or one that machines ended with again and again
};
inline constexpr std::size_t kQueueTaskEnds = 5;

/// Counted by one thread, read by another one.
class QueueMetrics {
 public:
  void add(QueueTaskEnd end) { ++tasks_[static_cast<std::size_t>(end)]; }
  /// Of a task that was answered. `crashed` of the records were given up.
  void add_records(std::uint64_t answered, std::uint64_t crashed, std::uint64_t milliseconds);
  void set_connected(bool connected) { connected_ = connected; }
  void add_reconnection() { ++reconnections_; }
  void set_busy(std::uint64_t busy) { busy_ = busy; }
  void set_waiting(std::uint64_t waiting) { waiting_ = waiting; }

  /// In the text format of Prometheus (version 0.0.4). `jobs`: the number of processes.
  std::string text(std::size_t jobs) const;

 private:
  std::array<std::atomic<std::uint64_t>, kQueueTaskEnds> tasks_{};
  std::atomic<std::uint64_t> answered_ = 0;
  std::atomic<std::uint64_t> crashed_ = 0;
  std::atomic<std::uint64_t> milliseconds_ = 0;
  std::atomic<std::uint64_t> reconnections_ = 0;
  std::atomic<std::uint64_t> busy_ = 0;
  std::atomic<std::uint64_t> waiting_ = 0;
  std::atomic<bool> connected_ = true;
};

}  // namespace gongwen::service
