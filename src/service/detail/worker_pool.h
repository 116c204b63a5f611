// WorkerPool: the workers of the front process: which are free, which tasks wait, and what happens if a worker crashes
// or takes too long.
//
// Everything happens in the thread of the loop. A task goes through submit(), waits, is given to a free worker by
// dispatch(), and ends in finish(), which posts its answer; see the head of the source.
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
  /// The program that is a worker if it is started with these arguments and a socket as its standard input.
  std::string program;
  std::vector<std::string> arguments;
  /// Arguments of a successor, which starts with rehearsals (kRehearsals) before it replaces a worker that has done its
  /// tasks, so that nobody waits while a new worker loads bundles and fonts. Only for pools whose tasks may be done
  /// twice. Empty: a new worker takes the place at once.
  std::vector<std::string> successor_arguments = {};
  /// Where each worker gets a folder for what does not fit into memory, given as one more argument and removed with the
  /// worker: none sees another's. Empty: none.
  std::string rooms = {};
  /// Processes. Each does one task at a time.
  std::size_t workers = 2;
  /// Tasks that wait; one more is answered at once as Busy.
  std::size_t max_waiting = 64;
  /// How long a task waits before it is answered as Busy.
  std::chrono::milliseconds max_wait{5'000};
  /// Time beyond that of the task before a worker is killed.
  std::chrono::milliseconds grace{2'000};
  /// A worker that has done this many tasks, or has grown to this size in bytes, is replaced.
  std::uint64_t max_tasks = 10'000;
  std::uint64_t max_memory = std::uint64_t{256} << 20;
  /// How often a task is tried: a worker that died during a task may have died of something else.
  /// 2: a task that kills two workers is given up, and the rest of the queue goes on.
  int attempts = 2;
  /// Gets a task of which all its workers died: its messages (write_task), and the reference that the answer carries.
  std::function<void(Operation operation, const std::string& reference, const std::string& messages)> died = {};
  /// Gets the time that an answered task took, waiting included, in milliseconds.
  std::function<void(Operation operation, std::uint64_t milliseconds)> timed = {};
};

/// People wait for interactive tasks, programs for bulk ones. Bulk tasks never take the last worker and come after
/// interactive ones, until they have waited for half of PoolOptions::max_wait, so that they are done however much
/// people ask for.
enum class Lane : std::uint8_t { Interactive, Bulk };

/// How a task ended.
enum class TaskEnd : std::uint8_t {
  Answered,
  Busy,     // it waited too long, or too many did
  TooLong,  // its worker was ended
  Crashed   // its worker died of it, and a second one, too
};

struct PoolAnswer {
  TaskEnd end = TaskEnd::Answered;
  TaskAnswer answer = {};      // only when answered
  std::string reference = {};  // only when crashed: what an operator finds in the log
};

struct PoolCounters {
  std::uint64_t answered = 0;
  std::uint64_t busy = 0;
  std::uint64_t too_long = 0;
  std::uint64_t crashed = 0;
  std::uint64_t started = 0;   // workers
  std::uint64_t recycled = 0;  // workers that made room
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

  /// Queues a task. Calls `done` once, later, from the loop. Returns a number for cancel().
  /// The answer comes even if the pool is full or the worker dies.
  std::uint64_t submit(Task task, Lane lane, Done done);
  /// Drops the answer: a waiting task is removed, a running one finishes for nothing.
  /// An answer that is posted already still comes.
  void cancel(std::uint64_t number);

  /// Replaces all workers by new ones; busy workers finish their tasks first.
  /// Called when bundles have changed: answers that come later are those of the new bundles.
  void renew();

  /// The loop from which answers come.
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
  /// A worker has died, was killed, or broke the protocol: its task is tried again or ends as crashed.
  void take_death(Link& link);
  void remove(Link& link);
  /// Ends a worker; it is destroyed in a later turn, since this may run in its own callback.
  void drop(std::unique_ptr<Link> link);
  bool is_worn_at_once(const Link& link, std::uint64_t memory) const;
  /// Replaces a worn worker, by a successor where the pool has them.
  void replace(Link& link);
  void prepare_successor();
  /// Lets the successor do a copy of a task, if it is free and the task may be done twice.
  void rehearse(const Job& job);

  http::EventLoop& loop_;
  PoolOptions options_;
  std::vector<std::unique_ptr<Link>> links_;
  std::unique_ptr<Link> successor_;  // of the next one that has done its tasks
  bool successor_died_ = false;
  std::vector<std::unique_ptr<Link>> ended_;  // dropped from the loop, since they may be at work
  std::deque<std::unique_ptr<Job>> waiting_;
  std::uint64_t last_number_ = 0;
  std::uint64_t generation_ = 0;
  http::EventLoop::Timer starting_;
  PoolCounters counters_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  // so that posted work knows when this is gone
};

}  // namespace gongwen::service
