// WorkerPool: the workers of the front process: which are free, which tasks wait, and what happens if a worker crashes
// or takes too long.
//
// Everything happens in the thread of the loop. submit() queues a task, dispatch() gives it to a free worker, and
// finish() posts its answer; see the head of the source.
#pragma once

#include "resources/file_descriptor.h"
#include "service/detail/task.h"
#include "service/http/event_loop.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::service {

struct PoolOptions {
  /// The program that becomes a worker if started with these arguments and a socket as its standard input.
  std::string program;
  std::vector<std::string> arguments;
  /// Arguments of a successor, which does rehearsals (kRehearsals) before it replaces a worker that has done its tasks,
  /// so that no request waits while a new worker loads bundles and fonts. Only for pools whose tasks may be done twice.
  /// Empty: a new worker takes over immediately.
  std::vector<std::string> successor_arguments = {};
  /// The folder in which each worker gets a folder for data that does not fit into memory. Its path is one more
  /// argument, and it is removed with the worker, so that no worker sees another's. Empty: none.
  std::string rooms = {};
  /// Number of processes. Each does one task at a time.
  std::size_t workers = 2;
  /// Number of waiting tasks; one more is answered immediately as Busy.
  std::size_t max_waiting = 64;
  /// How long a task waits before it is answered as Busy.
  std::chrono::milliseconds max_wait{5'000};
  /// Time beyond that of the task before a worker is killed.
  std::chrono::milliseconds grace{2'000};
  /// A worker that has done this many tasks, or has grown to this size in bytes, is replaced.
  std::uint64_t max_tasks = 10'000;
  std::uint64_t max_memory = std::uint64_t{256} << 20;
  /// How often a task is tried: a worker that crashed during a task may have crashed for another reason. 2: a task that
  /// crashes two workers is given up, and the rest of the queue continues.
  int attempts = 2;
  /// Called with a task that crashed all its workers: its messages (write_task), and the reference that the answer
  /// carries.
  std::function<void(Operation operation, const std::string& reference, const std::string& messages)> died = {};
  /// Called with the time that an answered task took, including the wait, in milliseconds.
  std::function<void(Operation operation, std::uint64_t milliseconds)> timed = {};
};

/// People wait for interactive tasks, programs for bulk ones. Bulk tasks never take the last worker and come after
/// interactive ones, until they have waited for half of PoolOptions::max_wait, so that they are done even under a high
/// interactive load.
enum class Lane : std::uint8_t { Interactive, Bulk };

/// How a task ended.
enum class TaskEnd : std::uint8_t {
  Answered,
  Busy,     // it waited too long, or too many tasks were waiting
  TooLong,  // its worker was killed
  Crashed   // its worker crashed, and a second one, too
};

struct PoolAnswer {
  TaskEnd end = TaskEnd::Answered;
  TaskAnswer answer = {};      // only if answered
  std::string reference = {};  // only if crashed: by which an operator finds it in the log
};

struct PoolCounters {
  std::uint64_t answered = 0;
  std::uint64_t busy = 0;
  std::uint64_t too_long = 0;
  std::uint64_t crashed = 0;
  std::uint64_t started = 0;   // number of workers
  std::uint64_t recycled = 0;  // workers that were replaced on purpose
};

class WorkerPool {
 public:
  using Done = std::function<void(PoolAnswer)>;

  /// The loop must outlive it.
  WorkerPool(http::EventLoop& loop, PoolOptions options);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Kills all workers; open tasks are not answered.
  ~WorkerPool();

  /// Starts the workers. Returns the error of the first one that cannot be started.
  std::error_code start();

  /// Queues a task. Calls `done` once, later, from the loop. Returns a number for cancel(). The answer comes even if
  /// the pool is full or the worker crashes.
  std::uint64_t submit(Task task, Lane lane, Done done);
  /// Drops the answer: a waiting task is removed, the result of a running one is discarded. An answer that has been
  /// posted already still comes.
  void cancel(std::uint64_t number);

  /// Replaces all workers by new ones; busy workers finish their tasks first. Called when bundles have changed: later
  /// answers are based on the new bundles.
  void renew();

  /// Returns the loop in which answers are posted.
  http::EventLoop& loop() { return loop_; }
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t running() const;
  std::size_t idle() const;
  const PoolCounters& counters() const { return counters_; }

 private:
  struct Job;
  class Link;

  /// Starts one worker with the present generation of bundles.
  std::error_code start_link();
  /// Starts missing workers after a pause, until it succeeds.
  void start_again();
  /// Gives waiting tasks to free workers.
  void dispatch();
  std::deque<std::unique_ptr<Job>>::iterator next_job();
  void wait(std::unique_ptr<Job> job, bool first);
  void give_up_waiting(std::uint64_t number);
  /// Counts the end of a task and posts its answer.
  void finish(std::unique_ptr<Job> job, PoolAnswer answer);
  void take_answer(Link& link, TaskAnswer answer);
  /// Handles a worker that has died, was killed, or broke the protocol: its task is tried again or ends as crashed.
  void take_death(Link& link);
  void remove(Link& link);
  /// Ends a worker; it is destroyed in a later turn, since this may run in its own callback.
  void drop(std::unique_ptr<Link> link);
  bool is_worn_at_once(const Link& link, std::uint64_t memory) const;
  /// Replaces a worn worker, by a successor if the pool has them.
  void replace(Link& link);
  void prepare_successor();
  /// Lets the successor do a copy of a task, if it is free and the task may be done twice.
  void rehearse(const Job& job);

  http::EventLoop& loop_;
  PoolOptions options_;
  std::vector<std::unique_ptr<Link>> links_;
  std::unique_ptr<Link> successor_;  // will replace the next worker that has done its tasks
  bool successor_died_ = false;
  std::vector<std::unique_ptr<Link>> ended_;  // no longer in the loop; kept, since their functions may be running
  std::deque<std::unique_ptr<Job>> waiting_;
  std::uint64_t last_number_ = 0;
  std::uint64_t generation_ = 0;
  http::EventLoop::Timer starting_;
  PoolCounters counters_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  // expires with this, so that posted work can tell
};

}  // namespace gongwen::service
