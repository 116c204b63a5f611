// WorkerPool: the workers of the front process, from its side: who is free, what waits, and what happens when one dies
// or takes too long.
#pragma once

#include "http/event_loop.h"
#include "resources/file_descriptor.h"
#include "service/detail/task.h"

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
  /// The program that is a worker when it is started with these words and a socket as its standard input.
  std::string program;
  std::vector<std::string> arguments;
  /// The same for one that starts with rehearsals (kRehearsals) before it takes the place of a worker that has done its
  /// tasks: nobody waits for what a new worker has to learn. Only for pools whose tasks may be done twice. Empty: a new
  /// worker takes the place at once.
  std::vector<std::string> successor_arguments = {};
  /// Where each worker gets a folder for what does not fit into memory, named by one more argument and removed with the
  /// worker: none sees what another has there. Empty: they get none.
  std::string rooms = {};
  std::size_t workers = 2;
  std::size_t max_waiting = 64;
  std::chrono::milliseconds max_wait{5'000};
  /// What a worker may take beyond a task's time before it is ended.
  std::chrono::milliseconds grace{2'000};
  /// A worker that has done so many tasks, or grown so large, makes room for a new one.
  std::uint64_t max_tasks = 10'000;
  std::uint64_t max_memory = std::uint64_t{256} << 20;
  /// How often a task is tried: a worker that died of one may have died of something else.
  int attempts = 2;
  /// Takes a task of which all its workers died, with its messages (write_task), and a reference that the answer has.
  std::function<void(Operation operation, const std::string& reference, const std::string& messages)> died = {};
  /// Takes how long a task that was answered took, with waiting, in milliseconds.
  std::function<void(Operation operation, std::uint64_t milliseconds)> timed = {};
};

/// People wait for the one, programs for the other: work in bulk never takes the last worker. It goes last until it has
/// waited for half of PoolOptions::max_wait: however much people ask for, it is done.
enum class Lane : std::uint8_t { Interactive, Bulk };

/// How it went with a task.
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

  /// The loop outlives it.
  WorkerPool(http::EventLoop& loop, PoolOptions options);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Ends all workers; tasks are not answered any more.
  ~WorkerPool();

  /// Starts the workers. Returns: the error of the first that cannot be started.
  std::error_code start();

  /// Calls `done` once, later and from the loop. Returns: a number for cancel().
  std::uint64_t submit(Task task, Lane lane, Done done);
  /// Nobody wants the answer: a task that waits is dropped, one that is being done is done in vain.
  void cancel(std::uint64_t number);

  /// New workers in place of all: those at work finish their tasks first.
  void renew();

  /// In which all answers come.
  http::EventLoop& loop() { return loop_; }
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t running() const;
  std::size_t idle() const;
  const PoolCounters& counters() const { return counters_; }

 private:
  struct Job;
  class Link;

  std::error_code start_link();
  void start_again();
  void dispatch();
  std::deque<std::unique_ptr<Job>>::iterator next_job();
  void wait(std::unique_ptr<Job> job, bool first);
  void give_up_waiting(std::uint64_t number);
  void finish(std::unique_ptr<Job> job, PoolAnswer answer);
  void take_answer(Link& link, TaskAnswer answer);
  void take_death(Link& link);
  void remove(Link& link);
  void drop(std::unique_ptr<Link> link);
  bool is_worn_at_once(const Link& link, std::uint64_t memory) const;
  void replace(Link& link);
  void prepare_successor();
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
