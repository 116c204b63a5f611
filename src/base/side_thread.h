// SideThread: one thread of the process beside those of its callers, for what they will need soon. A document has
// several such tasks; a thread for each would cost more than some of them take, and have separate memory.
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
  /// The thread of the process. It ends when nobody has it any more.
  static std::shared_ptr<SideThread> shared();

  SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;
  ~SideThread();

  /// Comes back when the thread does nothing. What it has not started it does not start any more.
  void settle();

 private:
  friend class SideTask;

  struct Job {
    enum class State { Waiting, Running, Done };
    std::function<void()> work;
    State state = State::Waiting;
    std::exception_ptr error;
  };

  /// Whether this process has the thread, and not one that it is a copy of.
  bool is_here() const;
  void add(std::shared_ptr<Job> job);
  /// Whether the caller has it now, since the thread has not started it.
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

/// Work that the thread does, one after the other in the order given; whoever needs it first does it instead where
/// the thread has not come to it, or where no thread is to be had.
class SideTask {
 public:
  SideTask() = default;
  explicit SideTask(std::function<void()> work) : SideTask(SideThread::shared(), std::move(work)) {}
  /// For work that comes again and again, on a separate thread.
  SideTask(std::shared_ptr<SideThread> thread, std::function<void()> work);
  SideTask(SideTask&&) = default;
  SideTask& operator=(SideTask&& other) noexcept;
  /// Waits if the work has been started; otherwise it is not done any more.
  ~SideTask() { drop(); }

  /// Comes back when the work is done. Throws what it threw.
  void finish();

 private:
  void drop();

  std::shared_ptr<SideThread> thread_;
  std::shared_ptr<SideThread::Job> job_;  // null where there is nothing to wait for
};

/// Calls `work` with each number below `count`, on two threads where a core is spare, and comes back when all is done.
/// What `work` throws is thrown here.
template <typename Work>
void work_beside(SpareCore spare_core, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  SideTask beside;  // waits when it goes, also if something is thrown here
  if (spare_core == SpareCore::Yes && count > 1) beside = SideTask(take);
  take();
  beside.finish();
}

}  // namespace gongwen::base
