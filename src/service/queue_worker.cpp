// The worker of a queue. One thread (QueueWorker) talks to the broker; `jobs` threads (Hands) each wait for one process
// with the engine. Delivery is at least once: a task is acknowledged only after its answer is confirmed by the broker,
// so a crash at any point repeats a task but loses none, and a batch takes each answer once. Documents go to the object
// store, answers to the queue of their run.
//
// States of a task here: delivered (begin), given to a thread (Hands::give), finished, answered (publish_answer),
// acknowledged. Until the last step the broker delivers it again if this worker ends.
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

/// The figures for the operator of a worker, for Prometheus (text format 0.0.4). No metric reveals contents of
/// documents. Tasks and records are counted by their result.
enum class Metric : std::uint8_t {
  Processes,
  Busy,
  Connected,
  Reconnections,
  Waiting,
  Answered,   // tasks whose records were made, or are known to be impossible
  Refused,    // the definition differs
  Unwanted,   // the run has ended
  Postponed,  // store or system failed: tried again
  Bad,        // not a task, or one that crashed machines again and again
  RecordsAnswered,
  RecordsCrashed,
  Milliseconds,
};
// Lines of one name are adjacent, as the text format requires.
struct MetricText {
  std::string_view name;  // with its label
  std::string_view help;  // empty: the same as that of the metric before
};
constexpr std::array kMetrics{
    MetricText{"gongwen_worker_processes", "Processes that may make documents."},
    MetricText{"gongwen_worker_busy", "Tasks at work."},
    MetricText{"gongwen_worker_connected", "1: the queue can be used."},
    MetricText{"gongwen_worker_reconnections_total", "Connections to the queue that were lost."},
    MetricText{"gongwen_queue_tasks_waiting", "Tasks of all runs that wait for a worker."},
    MetricText{"gongwen_worker_tasks_total{end=\"answered\"}", "Tasks by how they ended here."},
    MetricText{"gongwen_worker_tasks_total{end=\"refused\"}", {}},
    MetricText{"gongwen_worker_tasks_total{end=\"unwanted\"}", {}},
    MetricText{"gongwen_worker_tasks_total{end=\"postponed\"}", {}},
    MetricText{"gongwen_worker_tasks_total{end=\"bad\"}", {}},
    MetricText{"gongwen_worker_records_total{end=\"answered\"}", "Records by how they ended here."},
    MetricText{"gongwen_worker_records_total{end=\"crashed\"}", {}},
    MetricText{"gongwen_worker_task_milliseconds_total", "Time that answered tasks took."},
};

/// Written by the thread of the queue, read by the thread that serves metrics.
class QueueMetrics {
 public:
  std::atomic<std::uint64_t>& operator[](Metric metric) { return values_[static_cast<std::size_t>(metric)]; }

  std::string text() const {
    std::string out;
    for (std::size_t i = 0; i < kMetrics.size(); ++i) {
      const std::string_view name = kMetrics[i].name.substr(0, kMetrics[i].name.find('{'));
      // Prometheus wants HELP and TYPE once for each name; lines that differ only in their label follow the first.
      if (!kMetrics[i].help.empty()) {
        const std::string_view type = name.ends_with("_total") ? "counter" : "gauge";
        out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, kMetrics[i].help, type);
      }
      out += fmt::format("{} {}\n", kMetrics[i].name, values_[i].load());
    }
    return out;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kMetrics.size()> values_{};
};

using std::chrono::milliseconds;

/// How long `take` waits: a short time while a process works, so that its answer is sent soon.
constexpr milliseconds kIdleWait{200};
constexpr milliseconds kBusyWait{10};
constexpr std::chrono::seconds kBetweenTries{2};
/// If the store fails, as with a full disk, the task is tried again after `kStorePause`. After `kStorePatience` it is
/// given back, since perhaps only this machine cannot reach the store; not earlier, since repeatedly returned tasks are
/// finally dead-lettered.
constexpr std::chrono::seconds kStorePause{10};
constexpr std::chrono::minutes kStorePatience{5};
/// Tasks that this machine cannot run are returned immediately: no process can be started, or the disk is full.
constexpr std::chrono::minutes kOwnPause{1};
constexpr std::chrono::seconds kBetweenQueueLooks{5};
/// After a task whose definition differs from this worker's, it pauses, so that workers with the right bundle take the
/// task.
constexpr std::chrono::seconds kRefusalPause{3};
/// After SIGTERM, a worker with undelivered results tries this long to reach the broker.
constexpr std::chrono::minutes kMaxEnding{5};
/// How long the answer to the question whether a run still wants its documents stays valid.
constexpr std::chrono::seconds kRunKnown{5};

/// Returns `host:pid`, the name of this worker in answers and the log.
std::string own_name() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return fmt::format("{}:{}", host.data(), ::getpid());
}

/// A task on its way to a thread of Hands and back. `ticket` is the broker's, valid for one connection. `outcome` and
/// `milliseconds` are set by the thread that made the documents.
struct Work {
  std::uint64_t ticket = 0;
  std::string body;
  TaskSummary summary;
  TaskOutcome outcome;
  std::uint64_t milliseconds = 0;
};

/// The threads that wait for the processes with the engine. The queue's thread gives tasks and takes results, and never
/// blocks on a document, since it must answer the broker's heartbeats.
class Hands {
 public:
  /// `store_failed` is called from their threads.
  Hands(const QueueWorkerOptions& options, queue::ObjectStore& objects,
        std::function<void(const std::string&)> store_failed)
      : options_(options), objects_(objects), store_failed_(std::move(store_failed)) {
    for (std::size_t i = 0; i < options.jobs; ++i) threads_.emplace_back([this] { work(); });
  }
  Hands(const Hands&) = delete;
  Hands& operator=(const Hands&) = delete;
  // Threads finish their tasks; tasks that were not begun are dropped, since the broker still has them.
  ~Hands() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  /// Hands over a task; it counts as open until take_finished returns it.
  void give(Work work) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(work));
      ++open_;
    }
    changed_.notify_one();
  }
  /// Returns the next finished task; nullopt if absent. Never waits.
  std::optional<Work> take_finished() {
    const std::lock_guard lock(mutex_);
    if (finished_.empty()) return std::nullopt;
    Work work = std::move(finished_.front());
    finished_.pop_front();
    --open_;
    return work;
  }
  /// Returns the number of tasks that were given and not yet taken back.
  std::size_t open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  void work() {
    // One process for each thread, kept for all its tasks; TaskProcess starts a new one after a crash.
    TaskProcess process(options_.program, options_.arguments, options_.temporary, objects_);
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
      // After `ends_`, waiting tasks are done, too: the queue was emptied before the destructor is called.
      if (waiting_.empty()) return;
      Work work = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      make(process, work);
      lock.lock();
      finished_.push_back(std::move(work));
    }
  }

  /// Makes the documents of a task, repeatedly while the store is unavailable, until the patience for it ends or the
  /// worker is to stop.
  void make(TaskProcess& process, Work& work) {
    // Counted from the first try of this task.
    const resources::Deadline patience(kStorePatience);
    while (true) {
      const std::int64_t begin = resources::steady_milliseconds();
      work.outcome = process.make(work.body, work.summary);
      work.milliseconds = static_cast<std::uint64_t>(resources::steady_milliseconds() - begin);
      if (work.outcome.answer.outcome != TaskMaker::Outcome::NoObjects) return;
      store_failed_(work.outcome.answer.reason);
      const resources::Deadline pause(kStorePause);
      while (!pause.passed() && !options_.stop()) std::this_thread::sleep_for(kIdleWait);
      if (patience.passed() || options_.stop()) return;
    }
  }

  const QueueWorkerOptions& options_;
  queue::ObjectStore& objects_;
  std::function<void(const std::string&)> store_failed_;
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

  /// Connects to the store and the queue, so that wrong addresses are reported at the start. The error contains no
  /// passwords.
  std::optional<QueueWorkerError> open() {
    auto objects = engine::open_storage(options_.objects, options_.storage);
    if (!objects) return QueueWorkerError{QueueWorkerError::Kind::Objects, options_.objects, objects.error().reason};
    objects_ = *std::move(objects);
    auto tasks = queue::TaskQueue::open(options_.queue);
    if (!tasks) {
      return QueueWorkerError{QueueWorkerError::Kind::Queue, base::mask_passwords(options_.queue),
                              tasks.error().reason};
    }
    tasks_ = *std::move(tasks);
    metrics_[Metric::Processes] = options_.jobs;
    metrics_[Metric::Connected] = 1;
    return open_metrics();
  }

  /// Returns when the worker was told to stop and has delivered all results, or can no longer reach the broker.
  void run() {
    // Made here, since they call back with the store's errors.
    say(LogLevel::Info, "started");
    hands_ = std::make_unique<Hands>(options_, *objects_, [this](const std::string& reason) {
      ++metrics_[Metric::Postponed];
      say(LogLevel::Error, "object-store-failed", reason);
    });
    while (true) {
      // Stopping with open tasks: goes on until they are delivered.
      const bool stops = options_.stop();
      if (stops && hands_->open() == 0) break;
      const std::optional<queue::Error> error = round(stops);
      if (error && !connect_again(*error)) break;
    }
    say(LogLevel::Info, "ended");
  }

 private:
  std::optional<QueueWorkerError> open_metrics() {
    if (options_.metrics_address.empty()) return std::nullopt;
    metrics_thread_.emplace([this] { return metrics_.text(); }, options_.clock);
    const auto listening = metrics_thread_->listen(options_.metrics_address);
    if (listening) return std::nullopt;
    const std::string& address = options_.metrics_address;
    return QueueWorkerError{QueueWorkerError::Kind::Metrics, address, {}, serve_error(listening.error(), address)};
  }

  /// Starts or stops taking tasks. While paused it takes none, rather than returning each: a task that is returned
  /// again and again is finally dead-lettered.
  std::optional<queue::Error> take_tasks(bool takes) {
    if (takes == takes_) return std::nullopt;
    const std::string_view from = takes ? queue::kTasks : std::string_view();
    // Prefetch of `jobs`: the broker delivers as many tasks as can be made in parallel, and leaves the others to other
    // machines.
    if (auto error = tasks_->take_from(from, static_cast<std::uint16_t>(options_.jobs))) return error;
    takes_ = takes;
    return std::nullopt;
  }

  /// One turn: sends finished answers, then takes at most one task. An error means that the connection failed.
  std::optional<queue::Error> round(bool stops) {
    look_at_queue();
    while (std::optional<Work> work = hands_->take_finished()) {
      if (auto error = answer(*std::move(work))) return error;
    }
    const bool takes = !stops && paused_.passed();
    if (auto error = take_tasks(takes)) return error;
    // A short wait while a task is being made, so that its answer is sent soon; a longer one saves the processor.
    const bool is_busy = hands_->open() > 0;
    queue::Result<std::optional<queue::Delivery>> taken = tasks_->take(is_busy ? kBusyWait : kIdleWait);
    if (!taken) return taken.error();
    if (!*taken) return std::nullopt;
    // It was delivered before the broker had stopped the subscription.
    if (!takes) return tasks_->give_back((*taken)->ticket);
    return begin(std::move(**taken));
  }

  /// Only for the metrics, and rarely, since each look is a question to the broker.
  void look_at_queue() {
    metrics_[Metric::Busy] = hands_->open();
    if (!metrics_thread_ || !look_.passed()) return;
    look_ = resources::Deadline(kBetweenQueueLooks);
    if (const auto state = tasks_->watch(queue::kTasks)) metrics_[Metric::Waiting] = state->waiting;
  }

  /// Decides about a delivery. Messages that are not tasks go to the dead-letter queue, tasks of runs that ended are
  /// dropped, tasks that were redelivered too often are answered as crashed, and all others are made.
  std::optional<queue::Error> begin(queue::Delivery delivery) {
    std::optional<TaskSummary> summary;
    if (delivery.body.size() <= queue::kMaxMessage) summary = summarize_task(delivery.body);
    if (!summary) {
      // The copy in the dead-letter queue must itself be a message of allowed size. It has the task inside JSON, where
      // escapes can double its length.
      delivery.body.resize(std::min(delivery.body.size(), queue::kMaxMessage / 2));
      if (auto error = bury(delivery.body, {"not a task"})) return error;
      return end_task(Metric::Bad, delivery.ticket);
    }
    const queue::Result<bool> wanted = is_wanted(summary->run);
    if (!wanted) return wanted.error();
    if (!*wanted) return end_task(Metric::Unwanted, delivery.ticket);
    // A machine that crashes with a task cannot acknowledge it; the broker counts how often that happened.
    if (delivery.redeliveries >= queue::kMaxRedeliveries) return end_of_lives(delivery, *summary);
    hands_->give({delivery.ticket, std::move(delivery.body), *std::move(summary), {}});
    return std::nullopt;
  }

  /// Machines crashed with this task again and again. Its records are answered as crashed, so that the batch can end.
  std::optional<queue::Error> end_of_lives(const queue::Delivery& delivery, const TaskSummary& summary) {
    const std::string reason = workers_reason(delivery.redeliveries);
    std::vector<std::string> records;
    for (const std::uint64_t record : summary.records) records.push_back(crashed_record(record, reason));
    if (auto error = bury(delivery.body, {reason})) return error;
    ++metrics_[Metric::Bad];
    return publish_answer(summary, task_answer(summary, name_, "", records), {}, delivery.ticket);
  }

  /// Sends the answer of a finished task, or gives the task back if this machine cannot make it.
  std::optional<queue::Error> answer(Work work) {
    const TaskOutcome& outcome = work.outcome;
    const bool has_no_store = outcome.answer.outcome == TaskMaker::Outcome::NoObjects;
    if (!outcome.has_process || has_no_store) {
      if (!outcome.has_process) say(LogLevel::Error, "no-process");
      // Paused for a minute: otherwise this machine would take the task again immediately.
      paused_ = resources::Deadline(kOwnPause);
      ++metrics_[Metric::Postponed];
      return tasks_->give_back(work.ticket);
    }
    // Objects of records that a crashed process had already stored and that no answer names.
    discard(outcome.unclaimed);
    // A reason means that the whole task was refused: the worker's bundle differs from that of the batch.
    if (outcome.answer.reason.empty()) {
      ++metrics_[Metric::Answered];
      // Records whose process crashed are answered as well, as crashed.
      metrics_[Metric::RecordsAnswered] += outcome.records.size() - outcome.crashes.size();
      metrics_[Metric::RecordsCrashed] += outcome.crashes.size();
      metrics_[Metric::Milliseconds] += work.milliseconds;
    } else {
      ++metrics_[Metric::Refused];
      say(LogLevel::Warning, "task-refused", outcome.answer.reason);
      paused_ = resources::Deadline(kRefusalPause);
    }
    if (!outcome.crashes.empty()) {
      if (auto error = bury(work.body, outcome.crashes)) return error;
    }
    return publish_answer(work.summary, task_answer(work.summary, name_, outcome.answer.reason, outcome.records),
                          outcome.records, work.ticket);
  }

  std::optional<queue::Error> end_task(Metric end, std::uint64_t ticket) {
    ++metrics_[end];
    return tasks_->acknowledge(ticket);
  }

  /// The answer first, then the acknowledgement: a crash between them repeats the task, the other order would lose it.
  /// If the run's queue no longer exists, the batch has ended, and its documents are removed.
  std::optional<queue::Error> publish_answer(const TaskSummary& task, const std::string& text,
                                             const std::vector<std::string>& records, std::uint64_t ticket) {
    const std::optional<queue::Error> error = publish(queue::results_of(task.run), text);
    if (error && error->kind != queue::Error::Kind::Missing) return error;
    // No queue of results: the batch has ended or was cancelled.
    if (error) {
      known_.erase(task.run);
      discard(objects_of_records(records));
    }
    return tasks_->acknowledge(ticket);
  }

  /// Removes documents that no batch will take.
  template <typename Objects>
  void discard(const Objects& objects) {
    for (const std::string& object : objects) static_cast<void>(objects_->remove(object));
  }

  /// A queue without a limit accepts every message, so a refusal means trouble at the broker: the connection is made
  /// anew.
  std::optional<queue::Error> publish(const std::string& queue, const std::string& text) {
    const auto safe = tasks_->publish(queue, std::array{text});
    if (!safe) return safe.error();
    if (!safe->front()) return queue::Error{queue::Error::Kind::Lost, "the broker did not take a message"};
    return std::nullopt;
  }

  /// Puts a task that could not be made into the dead-letter queue, with all that is known about it, for the operator
  /// of the broker. Two kinds of dead tasks: bytes that are not a task, and tasks with which processes or machines
  /// crashed.
  std::optional<queue::Error> bury(const std::string& task, const std::vector<std::string>& reasons) {
    say(LogLevel::Error, "task-dead", reasons.front());
    base::Json json = base::Json::object();
    json.set("worker", name_).set("reasons", base::Json::list_of(reasons)).set("task", task);
    const std::optional<queue::Error> error = publish(std::string(queue::kDeadTasks), json.text());
    if (!error || error->kind == queue::Error::Kind::Lost) return error;
    // The dead-letter queue is for the operator; the batch gets its answer in any case.
    say(LogLevel::Error, "task-not-kept", error->reason);
    return std::nullopt;
  }

  /// Returns whether the batch of a run still exists: its queue of results is deleted with it.
  queue::Result<bool> is_wanted(const std::string& run) {
    // Asked at most every few seconds for each run, as it costs a round trip.
    const auto known = known_.find(run);
    if (known != known_.end() && !known->second.passed()) return true;
    const queue::Result<queue::QueueState> state = tasks_->watch(queue::results_of(run));
    if (!state && state.error().kind != queue::Error::Kind::Missing) return base::Failure{state.error()};
    if (!state) return false;
    std::erase_if(known_, [](const auto& one) { return one.second.passed(); });
    known_.insert_or_assign(run, resources::Deadline(kRunKnown));
    return true;
  }

  /// Restores the connection. The broker delivers unacknowledged tasks again, to this worker or another. Tickets of the
  /// old connection are void, which is safe: answers are published before their tasks are acknowledged, and a batch
  /// takes each answer once. Returns false if the worker is to end.
  bool connect_again(const queue::Error& error) {
    say(LogLevel::Warning, "queue-lost", error.reason);
    metrics_[Metric::Connected] = 0;
    ++metrics_[Metric::Reconnections];
    takes_ = false;
    std::optional<queue::Error> last = error;
    std::optional<resources::Deadline> end;
    while (last) {
      // While it stops, the worker waits only if it still has results to deliver, and not for ever.
      if (options_.stop() && !end) end.emplace(kMaxEnding);
      if (end && (hands_->open() == 0 || end->passed())) return false;
      std::this_thread::sleep_for(kBetweenTries);
      last = tasks_->restore();
    }
    metrics_[Metric::Connected] = 1;
    say(LogLevel::Info, "queue-back");
    return true;
  }

  void say(LogLevel level, std::string_view event, std::string_view reason = {}) const {
    if (!options_.log) return;
    base::Json json = base::Json::object();
    json.set("event", event).set("worker", name_);
    if (!reason.empty()) json.set("reason", reason);
    options_.log(level, std::move(json));
  }

  const QueueWorkerOptions& options_;
  std::string name_;
  std::unique_ptr<queue::ObjectStore> objects_;
  std::unique_ptr<queue::TaskQueue> tasks_;
  std::unique_ptr<Hands> hands_;
  bool takes_ = false;
  std::map<std::string, resources::Deadline> known_;  // runs that want their documents, until the next question
  resources::Deadline paused_{milliseconds(0)};       // takes no tasks before this
  QueueMetrics metrics_;
  resources::Deadline look_{milliseconds(0)};
  std::optional<MetricsThread> metrics_thread_;  // reads the metrics, so it ends before them
};

}  // namespace

std::optional<QueueWorkerError> run_queue_worker(const QueueWorkerOptions& options) {
  QueueWorker worker(options);
  if (auto error = worker.open()) return error;
  worker.run();
  return std::nullopt;
}

}  // namespace gongwen::service
