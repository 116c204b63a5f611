#include "service/queue_worker.h"

#include "base/format.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "engine/core/storage.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"
#include "resources/environment.h"
#include "service/detail/metrics.h"
#include "service/detail/task_process.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <unistd.h>

namespace gongwen::service {

namespace {

// QueueMetrics: what the operator of a queue worker watches. Nothing in it says what the documents are about.

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

constexpr std::array<std::string_view, kQueueTaskEnds> kEndNames{"answered", "refused", "unwanted", "postponed", "bad"};

void add_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                std::uint64_t value) {
  out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
}

void QueueMetrics::add_records(std::uint64_t answered, std::uint64_t crashed, std::uint64_t milliseconds) {
  answered_ += answered - crashed;
  crashed_ += crashed;
  milliseconds_ += milliseconds;
}

std::string QueueMetrics::text(std::size_t jobs) const {
  std::string out;
  add_metric(out, "gongwen_worker_processes", "gauge", "Processes that may make documents.", jobs);
  add_metric(out, "gongwen_worker_busy", "gauge", "Tasks at work.", busy_);
  add_metric(out, "gongwen_worker_connected", "gauge", "1: the queue can be used.", connected_ ? 1 : 0);
  add_metric(out, "gongwen_worker_reconnections_total", "counter", "Connections to the queue that were lost.",
             reconnections_);
  add_metric(out, "gongwen_queue_tasks_waiting", "gauge", "Tasks of all runs that wait for a worker.", waiting_);
  out += "# HELP gongwen_worker_tasks_total Tasks by how they ended here.\n# TYPE gongwen_worker_tasks_total counter\n";
  for (std::size_t i = 0; i < kQueueTaskEnds; ++i) {
    out += fmt::format("gongwen_worker_tasks_total{{end=\"{}\"}} {}\n", kEndNames[i], tasks_[i].load());
  }
  out += "# HELP gongwen_worker_records_total Records by how they ended here.\n";
  out += "# TYPE gongwen_worker_records_total counter\n";
  out += fmt::format("gongwen_worker_records_total{{end=\"answered\"}} {}\n", answered_.load());
  out += fmt::format("gongwen_worker_records_total{{end=\"crashed\"}} {}\n", crashed_.load());
  add_metric(out, "gongwen_worker_task_milliseconds_total", "counter", "Time that answered tasks took.", milliseconds_);
  return out;
}

using std::chrono::milliseconds;

constexpr milliseconds kIdleWait{200};
constexpr milliseconds kBusyWait{10};
constexpr std::chrono::seconds kBetweenTries{2};
/// A store that takes nothing, such as a full disk, is tried again after a pause. Others get the task after so many
/// minutes, since the store may be away for this machine alone; not often, since a task that is given back again and
/// again is dead some day.
constexpr std::chrono::seconds kStorePause{10};
constexpr std::chrono::minutes kStorePatience{5};
/// What this machine cannot do is for others at once: no process can be started, or the disk for its files is full.
constexpr std::chrono::minutes kOwnPause{1};
constexpr std::chrono::seconds kBetweenQueueLooks{5};
/// A worker whose definition differs leaves what comes next to others.
constexpr std::chrono::seconds kRefusalPause{3};
/// A broker that lost its power may know the queue of a run and not find it any more. The batch then makes another one,
/// and what was sent for the first is for nobody.
constexpr unsigned kMaxUnconfirmed = 2;
constexpr std::chrono::minutes kUnconfirmedKnown{1};
/// After SIGTERM, a worker that has something to deliver tries this long to find the broker.
constexpr std::chrono::minutes kMaxEnding{5};
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
  std::uint64_t milliseconds = 0;
  std::optional<resources::Deadline> patience = {};  // with the store
};

/// The threads that wait for the processes with the engine.
class Hands {
 public:
  Hands(std::size_t count, const QueueWorkerOptions& options, queue::ObjectStore& objects) {
    for (std::size_t i = 0; i < count; ++i) {
      threads_.emplace_back([this, &options, &objects] { work(options, objects); });
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
  void work(const QueueWorkerOptions& options, queue::ObjectStore& objects) {
    TaskProcess process(options.program, options.arguments, options.temporary, objects);
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      Work work = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      const std::int64_t begin = resources::steady_milliseconds();
      work.outcome = process.make(work.body, work.summary);
      work.milliseconds = static_cast<std::uint64_t>(resources::steady_milliseconds() - begin);
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
    auto objects = engine::open_storage(options_.objects, options_.storage);
    if (!objects) return QueueWorkerError{QueueWorkerError::Kind::Objects, options_.objects, objects.error().reason};
    objects_ = *std::move(objects);
    auto tasks = queue::open_task_queue(options_.queue);
    if (!tasks) return queue_error(base::mask_passwords(options_.queue), tasks.error());
    tasks_ = *std::move(tasks);
    if (const auto error = queue::declare_task_queues(*tasks_)) return queue_error(tasks_->name(), *error);
    return open_metrics();
  }

  void run() {
    say("started");
    hands_ = std::make_unique<Hands>(options_.jobs, options_, *objects_);
    while (true) {
      const bool stops = options_.stop();
      if (stops && hands_->open() == 0 && postponed_.empty()) break;
      const std::optional<queue::Error> error = round(stops);
      if (error && !connect_again(*error)) break;
    }
    say("ended");
  }

 private:
  static QueueWorkerError queue_error(const std::string& name, const queue::Error& error) {
    return {QueueWorkerError::Kind::Queue, name, error.reason};
  }

  std::optional<QueueWorkerError> open_metrics() {
    if (options_.metrics_address.empty()) return std::nullopt;
    metrics_thread_.emplace([this] { return metrics_.text(options_.jobs); }, options_.clock);
    const auto listening = metrics_thread_->listen(options_.metrics_address);
    if (listening) return std::nullopt;
    const std::string& address = options_.metrics_address;
    return QueueWorkerError{QueueWorkerError::Kind::Metrics, address, {}, serve_error(listening.error(), address)};
  }

  /// Takes tasks, or takes none for a while: what would be given back again and again would be dead some day.
  std::optional<queue::Error> take_tasks(bool takes) {
    if (takes == takes_) return std::nullopt;
    std::vector<std::string> from;
    if (takes) from = {std::string(queue::kTasks)};
    if (auto error = tasks_->take_from(from, static_cast<std::uint16_t>(options_.jobs))) return error;
    takes_ = takes;
    return std::nullopt;
  }

  std::optional<queue::Error> round(bool stops) {
    look_at_queue();
    while (std::optional<Work> work = hands_->take_finished()) {
      if (auto error = answer(*std::move(work))) return error;
    }
    if (stops || paused_.passed()) {
      if (auto error = continue_postponed(stops)) return error;
    }
    const bool takes = !stops && paused_.passed() && postponed_.empty();
    if (auto error = take_tasks(takes)) return error;
    const bool is_busy = hands_->open() > 0;
    queue::Result<std::optional<queue::Delivery>> taken = tasks_->take(is_busy ? kBusyWait : kIdleWait);
    if (!taken) return taken.error();
    if (!*taken) return std::nullopt;
    if (!takes) return tasks_->give_back((*taken)->ticket);
    return begin(std::move(**taken));
  }

  /// For the metrics alone.
  void look_at_queue() {
    metrics_.set_busy(hands_->open());
    if (!metrics_thread_ || !look_.passed()) return;
    look_ = resources::Deadline(kBetweenQueueLooks);
    if (const auto state = tasks_->watch(queue::kTasks)) metrics_.set_waiting(state->waiting);
  }

  /// What could not be stored.
  std::optional<queue::Error> continue_postponed(bool stops) {
    while (!postponed_.empty()) {
      if (stops || postponed_.front().patience->passed()) {
        paused_ = resources::Deadline(kOwnPause);
        if (auto error = tasks_->give_back(postponed_.front().ticket)) return error;
      } else {
        const queue::Result<bool> wanted = is_wanted(postponed_.front().summary.run);
        if (!wanted) return wanted.error();
        if (*wanted) {
          hands_->give(std::move(postponed_.front()));
        } else {
          discard(postponed_.front().outcome.unclaimed);
          discard(objects_of_records(postponed_.front().outcome.records));
          if (auto error = end_task(QueueTaskEnd::Unwanted, postponed_.front().ticket)) return error;
        }
      }
      postponed_.pop_front();
    }
    return std::nullopt;
  }

  std::optional<queue::Error> begin(queue::Delivery delivery) {
    std::optional<TaskSummary> summary;
    if (delivery.body.size() <= queue::kMaxMessage) summary = summarize_task(delivery.body);
    if (!summary) {
      delivery.body.resize(std::min(delivery.body.size(), queue::kMaxMessage / 2));
      if (auto error = bury(delivery.body, {"not a task"})) return error;
      return end_task(QueueTaskEnd::Bad, delivery.ticket);
    }
    const queue::Result<bool> wanted = is_wanted(summary->run);
    if (!wanted) return wanted.error();
    if (!*wanted) return end_task(QueueTaskEnd::Unwanted, delivery.ticket);
    if (delivery.redeliveries >= queue::kMaxRedeliveries) return end_of_lives(delivery, *summary);
    hands_->give({delivery.ticket, std::move(delivery.body), *std::move(summary), {}});
    return std::nullopt;
  }

  /// Machines ended with it, again and again.
  std::optional<queue::Error> end_of_lives(const queue::Delivery& delivery, const TaskSummary& summary) {
    const std::string reason = workers_reason(delivery.redeliveries);
    std::vector<std::string> records;
    for (const std::uint64_t record : summary.records) records.push_back(crashed_record(record, reason));
    if (auto error = bury(delivery.body, {reason})) return error;
    metrics_.add(QueueTaskEnd::Bad);
    return publish_answer(summary, task_answer(summary, name_, "", records), {}, delivery.ticket);
  }

  std::optional<queue::Error> answer(Work work) {
    const TaskOutcome& outcome = work.outcome;
    if (!outcome.has_process) {
      say("no-process");
      paused_ = resources::Deadline(kOwnPause);
      metrics_.add(QueueTaskEnd::Postponed);
      return tasks_->give_back(work.ticket);
    }
    if (outcome.answer.outcome == TaskMaker::Outcome::NoObjects) {
      say("object-store-failed", outcome.answer.reason);
      paused_ = resources::Deadline(kStorePause);
      metrics_.add(QueueTaskEnd::Postponed);
      if (!work.patience) work.patience.emplace(kStorePatience);
      postponed_.push_back(std::move(work));
      return std::nullopt;
    }
    discard(outcome.unclaimed);
    if (outcome.answer.reason.empty()) {
      metrics_.add(QueueTaskEnd::Answered);
      metrics_.add_records(outcome.records.size(), outcome.crashes.size(), work.milliseconds);
    } else {
      metrics_.add(QueueTaskEnd::Refused);
      say("task-refused", outcome.answer.reason);
      paused_ = resources::Deadline(kRefusalPause);
    }
    if (!outcome.crashes.empty()) {
      if (auto error = bury(work.body, outcome.crashes)) return error;
    }
    return publish_answer(work.summary, task_answer(work.summary, name_, outcome.answer.reason, outcome.records),
                          outcome.records, work.ticket);
  }

  std::optional<queue::Error> end_task(QueueTaskEnd end, std::uint64_t ticket) {
    metrics_.add(end);
    return tasks_->acknowledge(ticket);
  }

  /// First the answer is safe, then the task is done with.
  std::optional<queue::Error> publish_answer(const TaskSummary& task, const std::string& text,
                                             const std::vector<std::string>& records, std::uint64_t ticket) {
    const std::optional<queue::Error> error = publish(queue::results_of(task.run), text);
    if (error && error->kind != queue::Error::Kind::Missing) {
      Unconfirmed& failed = unconfirmed_[task.run];
      ++failed.count;
      failed.end = resources::Deadline(kUnconfirmedKnown);
      return error;
    }
    if (error) {
      known_.erase(task.run);
      discard(objects_of_records(records));
    } else {
      unconfirmed_.erase(task.run);
    }
    return tasks_->acknowledge(ticket);
  }

  /// Documents that nobody will take.
  template <typename Objects>
  void discard(const Objects& objects) {
    for (const std::string& object : objects) static_cast<void>(objects_->remove(object));
  }

  /// What a broker does not take into a queue that is never full it may take after the next connection.
  std::optional<queue::Error> publish(const std::string& queue, const std::string& text) {
    const auto safe = tasks_->publish(queue, std::array{text});
    if (!safe) return safe.error();
    if (!safe->front()) return queue::Error{queue::Error::Kind::Lost, "the broker did not take a message"};
    return std::nullopt;
  }

  /// What nobody could make, with what is known of it, for whoever looks after the broker.
  std::optional<queue::Error> bury(const std::string& task, const std::vector<std::string>& reasons) {
    say("task-dead", reasons.front());
    base::Json json = base::Json::object();
    json.set("worker", name_).set("reasons", base::Json::list_of(reasons)).set("task", task);
    const std::optional<queue::Error> error = publish(std::string(queue::kDeadTasks), json.text());
    if (!error || error->kind == queue::Error::Kind::Lost) return error;
    // The batch learns of it in any case.
    say("task-not-kept", error->reason);
    return std::nullopt;
  }

  queue::Result<bool> is_wanted(const std::string& run) {
    std::erase_if(unconfirmed_, [](const auto& one) { return one.second.end.passed(); });
    const auto failed = unconfirmed_.find(run);
    if (failed != unconfirmed_.end() && failed->second.count >= kMaxUnconfirmed) return false;
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
  /// they are published first, and a batch takes each answer once. Returns: false when the worker is to end.
  bool connect_again(const queue::Error& error) {
    say("queue-lost", error.reason);
    metrics_.set_connected(false);
    metrics_.add_reconnection();
    postponed_.clear();
    takes_ = false;
    std::optional<queue::Error> last = error;
    std::optional<resources::Deadline> end;
    while (last) {
      if (options_.stop() && !end) end.emplace(kMaxEnding);
      if (end && (hands_->open() == 0 || end->passed())) return false;
      std::this_thread::sleep_for(kBetweenTries);
      static_cast<void>(tasks_->take_from({}, 1));
      last = tasks_->restore();
      if (!last) last = queue::declare_task_queues(*tasks_);
    }
    metrics_.set_connected(true);
    say("queue-back");
    return true;
  }

  void say(std::string_view event, std::string_view reason = {}) const {
    if (!options_.log) return;
    base::Json json = base::Json::object();
    json.set("event", event).set("worker", name_);
    if (!reason.empty()) json.set("reason", reason);
    options_.log(json.text());
  }

  struct Unconfirmed {
    unsigned count = 0;
    resources::Deadline end{kUnconfirmedKnown};  // forgotten then
  };

  const QueueWorkerOptions& options_;
  std::string name_;
  std::unique_ptr<queue::ObjectStore> objects_;
  std::unique_ptr<queue::TaskQueue> tasks_;
  std::unique_ptr<Hands> hands_;
  bool takes_ = false;
  std::map<std::string, resources::Deadline> known_;  // runs that want their documents: ask again then
  std::map<std::string, Unconfirmed> unconfirmed_;    // answers that were not safe, by run
  std::deque<Work> postponed_;                        // what could not be stored yet
  resources::Deadline paused_{milliseconds(0)};       // takes nothing until then
  QueueMetrics metrics_;
  resources::Deadline look_{milliseconds(0)};
  std::optional<MetricsThread> metrics_thread_;  // reads the metrics: ends before them
};

}  // namespace

std::optional<QueueWorkerError> run_queue_worker(const QueueWorkerOptions& options) {
  QueueWorker worker(options);
  if (auto error = worker.open()) return error;
  worker.run();
  return std::nullopt;
}

}  // namespace gongwen::service
