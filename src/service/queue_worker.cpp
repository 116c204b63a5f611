#include "service/queue_worker.h"

#include "base/format.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"
#include "resources/environment.h"
#include "service/detail/task_process.h"

#include <array>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace gongwen::service {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kIdleWait{200};
constexpr milliseconds kBusyWait{10};
constexpr std::chrono::seconds kBetweenTries{2};
/// A store that takes nothing, such as a full disk: others may have more luck.
constexpr std::chrono::seconds kStorePause{10};
/// A broker that lost its power may know the queue of a run and not find it any more. The batch then makes another one,
/// and what was sent for the first is for nobody.
constexpr unsigned kMaxUnconfirmed = 2;
/// Whether a run still wants its documents is asked this often.
constexpr std::chrono::seconds kRunKnown{5};

std::string own_name() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return fmt::format("{}:{}", host.data(), ::getpid());
}

/// What a thread has been given, and what it gives back.
struct Work {
  std::uint64_t ticket = 0;
  std::string body;
  TaskSummary summary;
  TaskOutcome outcome;
};

/// The threads that wait for the processes with the engine.
class Hands {
 public:
  Hands(std::size_t count, const QueueWorkerOptions& options) {
    for (std::size_t i = 0; i < count; ++i) {
      threads_.emplace_back([this, &options] { work(options); });
    }
  }
  Hands(const Hands&) = delete;
  Hands& operator=(const Hands&) = delete;
  ~Hands() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void give(Work work) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(work));
      ++open_;
    }
    changed_.notify_one();
  }
  std::optional<Work> take_finished() {
    const std::lock_guard lock(mutex_);
    if (finished_.empty()) return std::nullopt;
    Work work = std::move(finished_.front());
    finished_.pop_front();
    --open_;
    return work;
  }
  std::size_t open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  void work(const QueueWorkerOptions& options) {
    TaskProcess process(options.program, options.arguments);
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      Work work = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      work.outcome = process.make(work.body, work.summary);
      lock.lock();
      finished_.push_back(std::move(work));
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  std::deque<Work> finished_;
  std::size_t open_ = 0;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

class QueueWorker {
 public:
  explicit QueueWorker(const QueueWorkerOptions& options) : options_(options), name_(own_name()) {}

  std::optional<QueueWorkerError> open() {
    // The store is used by the processes; here only whether it is there.
    if (const auto store = queue::open_object_store(options_.objects); !store) {
      return QueueWorkerError{QueueWorkerError::Kind::Objects, options_.objects, store.error().reason};
    }
    auto tasks = queue::open_task_queue(options_.queue);
    if (!tasks) return queue_error(base::mask_passwords(options_.queue), tasks.error());
    tasks_ = *std::move(tasks);
    if (const auto error = declare()) return queue_error(tasks_->name(), *error);
    return std::nullopt;
  }

  void run() {
    say("started");
    hands_ = std::make_unique<Hands>(options_.jobs, options_);
    while (true) {
      const bool stops = options_.stop();
      if (stops && hands_->open() == 0) break;
      if (const auto error = round(stops)) connect_again(*error);
    }
    say("ended");
  }

 private:
  static QueueWorkerError queue_error(const std::string& name, const queue::Error& error) {
    return {QueueWorkerError::Kind::Queue, name, error.reason};
  }

  std::optional<queue::Error> declare() {
    for (const std::string_view name : {queue::kTasks, queue::kUrgentTasks, queue::kDeadTasks}) {
      if (auto error = tasks_->declare(name)) return error;
    }
    return std::nullopt;
  }

  /// Takes tasks, or takes none for a while: what would be given back again and again would be dead some day.
  std::optional<queue::Error> take_tasks(bool takes) {
    if (takes == takes_) return std::nullopt;
    std::vector<std::string> from;
    if (takes) from = {std::string(queue::kUrgentTasks), std::string(queue::kTasks)};
    if (auto error = tasks_->take_from(from, static_cast<std::uint16_t>(options_.jobs))) return error;
    takes_ = takes;
    return std::nullopt;
  }

  std::optional<queue::Error> round(bool stops) {
    while (std::optional<Work> work = hands_->take_finished()) {
      if (auto error = answer(*work)) return error;
    }
    const bool takes = !stops && paused_.passed();
    if (auto error = take_tasks(takes)) return error;
    const bool is_busy = hands_->open() > 0;
    queue::Result<std::optional<queue::Delivery>> taken = tasks_->take(is_busy ? kBusyWait : kIdleWait);
    if (!taken) return taken.error();
    if (!*taken) return std::nullopt;
    if (!takes) return tasks_->give_back((*taken)->ticket);
    return begin(std::move(**taken));
  }

  std::optional<queue::Error> begin(queue::Delivery delivery) {
    std::optional<TaskSummary> summary = summarize_task(delivery.body);
    if (!summary) {
      if (auto error = bury(delivery.body, {"no task of this version"})) return error;
      return tasks_->acknowledge(delivery.ticket);
    }
    const queue::Result<bool> wanted = is_wanted(summary->run);
    if (!wanted) return wanted.error();
    if (!*wanted) return tasks_->acknowledge(delivery.ticket);
    if (delivery.redeliveries >= queue::kMaxRedeliveries) return end_of_lives(delivery, *summary);
    hands_->give({delivery.ticket, std::move(delivery.body), *std::move(summary), {}});
    return std::nullopt;
  }

  /// Workers died with it, or could not store its documents, again and again.
  std::optional<queue::Error> end_of_lives(const queue::Delivery& delivery, const TaskSummary& summary) {
    const std::string reason = fmt::format("{} workers ended with it", delivery.redeliveries);
    std::vector<std::string> records;
    for (const std::uint64_t record : summary.records) records.push_back(crashed_record(record, reason));
    if (auto error = bury(delivery.body, {reason})) return error;
    return publish_answer(summary, task_answer(summary, name_, "", records), delivery.ticket);
  }

  std::optional<queue::Error> answer(const Work& work) {
    const TaskOutcome& outcome = work.outcome;
    if (outcome.answer.outcome == TaskMaker::Outcome::NoObjects) {
      say("object-store-failed", outcome.answer.reason);
      paused_ = resources::Deadline(kStorePause);
      return tasks_->give_back(work.ticket);
    }
    if (!outcome.answer.reason.empty()) say("task-refused", outcome.answer.reason);
    if (!outcome.crashes.empty()) {
      if (auto error = bury(work.body, outcome.crashes)) return error;
    }
    return publish_answer(work.summary, task_answer(work.summary, name_, outcome.answer.reason, outcome.records),
                          work.ticket);
  }

  /// First the answer is safe, then the task is done with.
  std::optional<queue::Error> publish_answer(const TaskSummary& task, const std::string& text, std::uint64_t ticket) {
    const auto safe = tasks_->publish(queue::results_of(task.run), std::array{text});
    if (!safe && safe.error().kind != queue::Error::Kind::Missing) {
      ++unconfirmed_[task.run];
      return safe.error();
    }
    if (safe) {
      unconfirmed_.erase(task.run);
    } else {
      known_.erase(task.run);
    }
    return tasks_->acknowledge(ticket);
  }

  /// What nobody could make, with what is known of it, for whoever looks after the broker.
  std::optional<queue::Error> bury(const std::string& task, const std::vector<std::string>& reasons) {
    say("task-dead", reasons.front());
    base::Json json = base::Json::object();
    json.set("worker", name_).set("reasons", base::Json::list_of(reasons)).set("task", task);
    const auto safe = tasks_->publish(queue::kDeadTasks, std::array{json.text()});
    if (safe || safe.error().kind == queue::Error::Kind::Lost) {
      return safe ? std::nullopt : std::optional(safe.error());
    }
    // The batch learns of it in any case.
    say("task-not-kept", safe.error().reason);
    return std::nullopt;
  }

  queue::Result<bool> is_wanted(const std::string& run) {
    const auto failed = unconfirmed_.find(run);
    if (failed != unconfirmed_.end() && failed->second >= kMaxUnconfirmed) return false;
    const auto known = known_.find(run);
    if (known != known_.end() && !known->second.passed()) return true;
    const queue::Result<queue::QueueState> state = tasks_->watch(queue::results_of(run));
    if (!state && state.error().kind != queue::Error::Kind::Missing) return base::Failure{state.error()};
    if (!state) return false;
    std::erase_if(known_, [](const auto& one) { return one.second.passed(); });
    known_.insert_or_assign(run, resources::Deadline(kRunKnown));
    return true;
  }

  /// What is at work now comes again, to this worker or to another one; its answers are dropped with its tickets, since
  /// they are published first, and a batch takes each answer once.
  void connect_again(const queue::Error& error) {
    say("queue-lost", error.reason);
    std::optional<queue::Error> last = error;
    while (last && !options_.stop()) {
      std::this_thread::sleep_for(kBetweenTries);
      last = tasks_->restore();
      if (!last) last = declare();
    }
    if (!last) say("queue-back");
  }

  void say(std::string_view event, std::string_view reason = {}) const {
    if (!options_.log) return;
    base::Json json = base::Json::object();
    json.set("event", event).set("worker", name_);
    if (!reason.empty()) json.set("reason", reason);
    options_.log(json.text());
  }

  const QueueWorkerOptions& options_;
  std::string name_;
  std::unique_ptr<queue::TaskQueue> tasks_;
  std::unique_ptr<Hands> hands_;
  bool takes_ = false;
  std::map<std::string, resources::Deadline> known_;  // runs that want their documents: ask again then
  std::map<std::string, unsigned> unconfirmed_;       // answers that were not safe, by run
  resources::Deadline paused_{milliseconds(0)};       // takes nothing until then
};

}  // namespace

std::optional<QueueWorkerError> run_queue_worker(const QueueWorkerOptions& options) {
  QueueWorker worker(options);
  if (auto error = worker.open()) return error;
  worker.run();
  return std::nullopt;
}

}  // namespace gongwen::service
