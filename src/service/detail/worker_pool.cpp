// The life of a task: it waits in `waiting_`, is assigned to a Link, and is finished exactly once, by an answer, a
// crash, a deadline or a timeout of waiting. All of it happens in the event loop's thread, so there are no locks;
// callbacks are posted, never called from within submit(), and a Link is destroyed in a later turn, since the callback
// that ends it may be its own.
#include "service/detail/worker_pool.h"

#include "resources/environment.h"
#include "resources/file_tree.h"
#include "service/inbox/secrets.h"
#include "service/worker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gongwen::service {
namespace {

/// Pause after a worker that could not be started or died before its first task, so that the front does not spin.
constexpr std::chrono::milliseconds kBeforeStartingAgain{1'000};
constexpr std::size_t kReferenceBytes = 10;

}  // namespace

// `done` is empty for rehearsals and for cancelled tasks; `messages` are kept until the answer, for a second try.
struct WorkerPool::Job {
  std::uint64_t number = 0;
  Operation operation = Operation::Kinds;
  std::int64_t start = 0;
  std::string messages;  // messages of the task
  std::chrono::milliseconds time{};
  Lane lane = Lane::Interactive;
  Done done;  // empty once the answer is no longer wanted
  int attempts = 0;
  http::EventLoop::Timer waiting;
};

// Link: a worker and the task that it has.

class WorkerPool::Link {
 public:
  Link(WorkerPool& pool, std::uint64_t generation)
      : pool_(pool),
        generation_(generation),
        worker_(
            pool.loop_, kMaxMessageBytes, [this](std::string message) { take_message(std::move(message)); },
            [this] { pool_.take_death(*this); }) {}

  std::error_code start(std::vector<std::string> arguments) {
    if (!pool_.options_.rooms.empty()) {
      if (auto made = resources::TemporaryFolder::make(pool_.options_.rooms)) room_.emplace(*std::move(made));
      if (!room_) return resources::last_error();
      arguments.push_back(room_->path());
    }
    return worker_.start(pool_.options_.program, arguments);
  }

  void assign(std::unique_ptr<Job> job) {
    job_ = std::move(job);
    job_->waiting.drop();
    ++job_->attempts;
    // A worker has one task at a time, so that its crash affects only one task.
    ++tasks_;
    // The worker stops by itself when the time of the task is over; the grace period is for a worker that does not.
    limit_ = pool_.loop_.after(job_->time + pool_.options_.grace, [this] {
      overdue_ = true;
      pool_.take_death(*this);
    });
    worker_.send(job_->messages);
  }

  /// Does a copy of a task whose answer another worker gives.
  void rehearse(const Job& job) {
    // The copy has the number 0, which no task has.
    auto copy = std::make_unique<Job>();
    copy->messages = job.messages;
    copy->time = job.time;
    assign(std::move(copy));
  }
  /// Returns whether it has answered all its rehearsals.
  bool is_ready() const { return tasks_ >= kRehearsals && !job_; }

  const Job* job() const { return job_.get(); }
  std::unique_ptr<Job> take_job() { return std::move(job_); }
  void cancel() { job_->done = nullptr; }
  std::uint64_t tasks() const { return tasks_; }
  std::uint64_t generation() const { return generation_; }
  bool overdue() const { return overdue_; }

  /// Kills the process.
  void end() {
    limit_.drop();
    worker_.end();
  }

 private:
  /// An answer is two messages, the head and the body.
  void take_message(std::string message) {
    if (!head_) {
      // The body is not parsed yet: it may be a document of megabytes.
      head_ = std::move(message);
      return;
    }
    std::optional<TaskAnswer> answer = parse_answer(*std::exchange(head_, std::nullopt), std::move(message));
    // An answer that cannot be parsed, or without a question: the worker is broken.
    if (!answer || !job_) return pool_.take_death(*this);
    limit_.drop();
    pool_.take_answer(*this, *std::move(answer));
  }

  WorkerPool& pool_;
  std::uint64_t generation_;
  http::EventLoop::Timer limit_;
  std::optional<std::string> head_;
  std::unique_ptr<Job> job_;
  std::uint64_t tasks_ = 0;
  bool overdue_ = false;
  // Members are destroyed from the last to the first: WorkerLink ends the process before its folder is removed.
  std::optional<resources::TemporaryFolder> room_;  // outlives the process
  WorkerLink worker_;
};

WorkerPool::WorkerPool(http::EventLoop& loop, PoolOptions options) : loop_(loop), options_(std::move(options)) {}

WorkerPool::~WorkerPool() = default;

std::error_code WorkerPool::start() {
  while (links_.size() < options_.workers) {
    if (const std::error_code error = start_link()) return error;
  }
  return {};
}

std::error_code WorkerPool::start_link() {
  auto link = std::make_unique<Link>(*this, generation_);
  const std::error_code error = link->start(options_.arguments);
  if (error) return error;
  // counters_.started counts successors, too: see prepare_successor.
  ++counters_.started;
  links_.push_back(std::move(link));
  return {};
}

/// Tries again after a pause until all workers run.
void WorkerPool::start_again() {
  starting_ = loop_.after(kBeforeStartingAgain, [this] {
    // start() only starts missing workers; those that run are not touched.
    if (start()) start_again();
    dispatch();
  });
}

std::uint64_t WorkerPool::submit(Task task, Lane lane, Done done) {
  auto job = std::make_unique<Job>();
  job->number = ++last_number_;
  job->operation = task.operation;
  job->start = resources::steady_milliseconds();
  job->time = task.time;
  job->lane = lane;
  job->done = std::move(done);
  const std::uint64_t number = job->number;
  // Refused immediately: a long queue only makes all tasks wait until they are too late.
  if (waiting_.size() >= options_.max_waiting) {
    finish(std::move(job), {TaskEnd::Busy});
    return number;
  }
  job->messages = write_task(task);
  wait(std::move(job), false);
  dispatch();
  return number;
}

/// Queues a task, with `first` before all others.
void WorkerPool::wait(std::unique_ptr<Job> job, bool first) {
  // A timer for each task, which is dropped when the task is assigned (Link::assign).
  job->waiting = loop_.after(options_.max_wait, [this, number = job->number] { give_up_waiting(number); });
  waiting_.insert(first ? waiting_.begin() : waiting_.end(), std::move(job));
}

void WorkerPool::cancel(std::uint64_t number) {
  const auto is_it = [number](const auto& job) {
    return job->number == number;
  };
  const auto waiting = std::find_if(waiting_.begin(), waiting_.end(), is_it);
  if (waiting != waiting_.end()) {
    waiting_.erase(waiting);
    return;
  }
  for (const std::unique_ptr<Link>& link : links_) {
    // The worker is not killed: a new one would first have to load bundles and fonts.
    if (link->job() != nullptr && link->job()->number == number) link->cancel();
  }
}

/// Refuses a task that has waited for PoolOptions::max_wait.
void WorkerPool::give_up_waiting(std::uint64_t number) {
  const auto waiting =
      std::find_if(waiting_.begin(), waiting_.end(), [number](const auto& job) { return job->number == number; });
  if (waiting == waiting_.end()) return;
  std::unique_ptr<Job> job = std::move(*waiting);
  waiting_.erase(waiting);
  finish(std::move(job), {TaskEnd::Busy});
}

/// Returns the next task to be done: interactive ones first, unless a bulk one is about to be given up.
std::deque<std::unique_ptr<WorkerPool::Job>>::iterator WorkerPool::next_job() {
  const auto in_bulk = static_cast<std::size_t>(std::count_if(links_.begin(), links_.end(), [](const auto& link) {
    return link->job() != nullptr && link->job()->lane == Lane::Bulk;
  }));
  // At least one worker stays free of bulk tasks; a pool with only one worker does them anyway.
  const bool has_room = in_bulk < std::max<std::size_t>(options_.workers, 2) - 1;
  // The other half of the time is left to find a free worker.
  const std::int64_t due = resources::steady_milliseconds() - options_.max_wait.count() / 2;
  const auto find = [this](const auto& fits) {
    return std::find_if(waiting_.begin(), waiting_.end(), fits);
  };
  const auto overdue = find([due](const auto& job) { return job->lane == Lane::Bulk && job->start <= due; });
  if (has_room && overdue != waiting_.end()) return overdue;
  const auto interactive = find([](const auto& job) { return job->lane == Lane::Interactive; });
  if (interactive != waiting_.end()) return interactive;
  return has_room ? waiting_.begin() : waiting_.end();
}

void WorkerPool::dispatch() {
  for (const std::unique_ptr<Link>& link : links_) {
    // `links_` does not change in this loop: assign() only sends, and what fails is reported in a later turn.
    if (link->job() != nullptr) continue;
    const auto next = next_job();
    if (next == waiting_.end()) break;
    std::unique_ptr<Job> job = std::move(*next);
    waiting_.erase(next);
    // The copy first, since assign() takes the messages away.
    rehearse(*job);
    link->assign(std::move(job));
  }
}

// Successors: workers that warm up with copies of tasks until they replace one that has done its share.

namespace {

/// Returns whether a task has no effects and does not take long.
bool can_be_rehearsed(Operation operation, std::size_t bytes) {
  constexpr std::size_t kMaxRehearsed = std::size_t{1} << 20;
  constexpr std::array kOperations{Operation::Check, Operation::Render, Operation::Form, Operation::FormPage};
  // Larger tasks would keep the copy busy without much benefit.
  return bytes <= kMaxRehearsed && std::find(kOperations.begin(), kOperations.end(), operation) != kOperations.end();
}

}  // namespace

void WorkerPool::rehearse(const Job& job) {
  // One rehearsal at a time; after kRehearsals of them the successor waits until it is needed.
  if (!successor_ || successor_->job() != nullptr || successor_->is_ready()) return;
  if (job.attempts > 0) return;  // a worker has crashed during it
  if (can_be_rehearsed(job.operation, job.messages.size())) successor_->rehearse(job);
}

void WorkerPool::prepare_successor() {
  if (successor_) return;
  successor_ = std::make_unique<Link>(*this, generation_);
  // If the successor could not be started, the next call of replace() replaces the worker immediately.
  if (successor_->start(options_.successor_arguments)) {
    successor_.reset();
    successor_died_ = true;
  } else {
    ++counters_.started;
  }
}

/// Replaces a worker that has done its tasks: by the successor if it is ready; until then the worker continues.
void WorkerPool::replace(Link& link) {
  // A successor that died may have crashed during a rehearsal: this time a new worker takes over without one.
  const bool has_successors = !options_.successor_arguments.empty() && !successor_died_;
  if (has_successors && !(successor_ && successor_->is_ready())) return prepare_successor();
  successor_died_ = false;
  ++counters_.recycled;
  remove(link);
  if (has_successors) {
    links_.push_back(std::move(successor_));
  } else if (start()) {
    start_again();
  }
}

void WorkerPool::finish(std::unique_ptr<Job> job, PoolAnswer answer) {
  switch (answer.end) {
    case TaskEnd::Answered:
      ++counters_.answered;
      if (options_.timed) {
        // Time from submit() to the answer, for the histogram of the metrics.
        options_.timed(job->operation, static_cast<std::uint64_t>(resources::steady_milliseconds() - job->start));
      }
      break;
    case TaskEnd::Busy: ++counters_.busy; break;
    case TaskEnd::TooLong: ++counters_.too_long; break;
    case TaskEnd::Crashed: ++counters_.crashed; break;
  }
  if (!job->done) return;
  // Posted, since a caller of submit() does not expect the answer before it has the number.
  loop_.post([done = std::move(job->done), answer = std::make_shared<PoolAnswer>(std::move(answer))] {
    done(std::move(*answer));
  });
}

/// Returns whether a worker must be replaced immediately: it uses too much memory, its bundles are outdated, or no
/// successor became ready.
bool WorkerPool::is_worn_at_once(const Link& link, std::uint64_t memory) const {
  // After twice the number of tasks the successor has had enough time.
  return memory >= options_.max_memory || link.generation() != generation_ || link.tasks() >= 2 * options_.max_tasks;
}

void WorkerPool::take_answer(Link& link, TaskAnswer answer) {
  if (&link == successor_.get()) {
    // The copy is dropped with its answer: another worker has answered the original.
    static_cast<void>(link.take_job());
    if (is_worn_at_once(link, answer.memory)) take_death(link);
    return;
  }
  // Computed before the answer is moved away.
  const bool worn_at_once = is_worn_at_once(link, answer.memory);
  finish(link.take_job(), {TaskEnd::Answered, std::move(answer)});
  if (worn_at_once) {
    ++counters_.recycled;
    remove(link);
    if (start()) start_again();
  } else if (link.tasks() >= options_.max_tasks) {
    replace(link);
  }
  dispatch();
}

void WorkerPool::take_death(Link& link) {
  // A successor serves no requests yet: it is only dropped.
  if (&link == successor_.get()) {
    drop(std::move(successor_));
    successor_died_ = true;
    return;
  }
  std::unique_ptr<Job> job = link.take_job();
  // An overdue worker was too slow; after a crash the task is tried once more.
  const bool overdue = link.overdue();
  // A worker that dies before its first task would do so again: the pause comes first.
  const bool was_of_use = link.tasks() > 0;
  remove(link);
  if (job && overdue) {
    finish(std::move(job), {TaskEnd::TooLong});
  } else if (job && job->attempts < options_.attempts) {
    // The cause may be something else, such as lack of memory or an operator, so the task
    // is tried again before all others. It stays at the head of the queue for another
    // max_wait.
    wait(std::move(job), true);
  } else if (job) {
    std::string reference = "f-" + inbox::random_text(kReferenceBytes);
    // The messages of the task are kept for the operator: see FailureStore.
    if (options_.died) options_.died(job->operation, reference, job->messages);
    finish(std::move(job), {TaskEnd::Crashed, {}, std::move(reference)});
  }
  if (!was_of_use || start()) start_again();
  dispatch();
}

void WorkerPool::remove(Link& link) {
  const auto found = std::find_if(links_.begin(), links_.end(), [&](const auto& one) { return one.get() == &link; });
  std::unique_ptr<Link> removed = std::move(*found);
  links_.erase(found);
  drop(std::move(removed));
}

void WorkerPool::drop(std::unique_ptr<Link> link) {
  link->end();
  ended_.push_back(std::move(link));
  // alive_ expires with the pool: the posted work may run after its destruction.
  loop_.post([this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) ended_.clear();
  });
}

void WorkerPool::renew() {
  // Compared with each answer: busy workers are replaced when they have answered (is_worn_at_once).
  ++generation_;
  if (successor_) drop(std::move(successor_));
  // Collected first: remove() changes `links_`.
  std::vector<Link*> free;
  for (const std::unique_ptr<Link>& link : links_) {
    if (link->job() == nullptr) free.push_back(link.get());
  }
  for (Link* const link : free) {
    ++counters_.recycled;
    remove(*link);
  }
  if (start()) start_again();
  dispatch();
}

std::size_t WorkerPool::running() const {
  return static_cast<std::size_t>(
      std::count_if(links_.begin(), links_.end(), [](const auto& link) { return link->job() != nullptr; }));
}

std::size_t WorkerPool::idle() const { return links_.size() - running(); }

}  // namespace gongwen::service
