// SideThread: one worker thread per process, for results that its callers will need soon. A document has several such
// tasks; a thread for each would cost more than some tasks take, and would have its own memory arena.
#pragma once

#include "base/stop_check.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <sys/types.h>

namespace gongwen::base {

class SideThread {
 public:
  /// The thread that the whole process shares; it ends when its last owner is destroyed.
  static std::shared_ptr<SideThread> shared();

  SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;
  ~SideThread();

  /// Waits until the thread is idle; jobs that have not been started are dropped.
  void settle();

 private:
  friend class SideTask;

  struct Job {
    enum class State { Waiting, Running, Done };
    std::function<void()> work;
    State state = State::Waiting;
    std::exception_ptr error;
  };

  /// False in a forked child, where the thread does not exist.
  bool is_here() const;
  void add(std::shared_ptr<Job> job);
  /// Takes the job back if the thread has not started it; returns whether the caller has it now.
  bool take(Job& job);
  void wait(const Job& job);
  void run();

  pid_t process_;
  std::mutex mutex_;
  std::condition_variable added_;
  std::condition_variable done_;
  std::deque<std::shared_ptr<Job>> jobs_;
  bool is_busy_ = false;
  bool ends_ = false;
  std::thread thread_;
};

/// A job for the thread, which runs jobs one at a time in the order given. A caller that needs the result runs the job
/// itself if the thread has not started it, or if no thread could be created.
class SideTask {
 public:
  SideTask() = default;
  explicit SideTask(std::function<void()> work) : SideTask(SideThread::shared(), std::move(work)) {}
  /// Uses a separate thread, for work that recurs.
  SideTask(std::shared_ptr<SideThread> thread, std::function<void()> work);
  SideTask(SideTask&&) = default;
  SideTask& operator=(SideTask&& other) noexcept;
  /// Waits for the job if it has been started; otherwise drops it.
  ~SideTask() { drop(); }

  /// Returns when the job is done. Rethrows its exception.
  void finish();

 private:
  void drop();

  std::shared_ptr<SideThread> thread_;
  std::shared_ptr<SideThread::Job> job_;  // null if there is nothing to wait for
};

/// Calls `work` with each number below `count`, on two threads if a core is spare, and returns when all calls are done.
/// Exceptions of `work` are thrown here.
template <typename Work>
void work_beside(SpareCore spare_core, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  SideTask beside;  // its destructor waits, even if `take` throws here
  if (spare_core == SpareCore::Yes && count > 1) beside = SideTask(take);
  take();
  beside.finish();
}

}  // namespace gongwen::base
