// States of a job: queued, running, then done, failed or stopped. The state is written to job.json before a process
// starts, so after a restart a running job is queued again; its process continues after the documents that are
// complete. A new folder is made under another name and renamed when it is complete, a removed one is renamed before it
// is cleared, so a crash never leaves half a job.
#include "service/detail/jobs.h"

#include "base/format.h"
#include "resources/file_tree.h"
#include "resources/message_channel.h"
#include "service/inbox/secrets.h"
#include "service/worker.h"

#include <algorithm>
#include <utility>

namespace gongwen::service {
namespace {

/// Prefixes of folders that are being made or removed; these are not jobs. Those that are found at the start are
/// remains of a crash, and are cleared.
constexpr std::string_view kNewMark = ".new-";
constexpr std::string_view kGoneMark = ".gone-";
/// Files removed in one round of the loop, so that requests do not wait long.
constexpr std::size_t kClearedAtOnce = 200;
/// Numbers of events of one start are below those of the next, so that Last-Event-ID stays in order over restarts.
constexpr std::uint64_t kEventsOfStart = 1'000'000;
constexpr std::size_t kIdBytes = 16;
constexpr std::chrono::milliseconds kSoon{1};
constexpr std::chrono::milliseconds kAfterDeath{200};
constexpr std::string_view kLockFile = "/.lock";
constexpr std::chrono::milliseconds kBetweenLooks{1'000};
/// Time for a stopped batch to remove its messages from the queue.
constexpr std::chrono::seconds kToClear{30};
/// Pause before a job that could not reach its queue is tried again.
constexpr std::chrono::seconds kQueuePause{10};
constexpr std::string_view kNoEnvironment = "environment";

}  // namespace

/// The process of a running job.
/// Owns a WorkerLink, the order while it is sent, and the time limit of the job.
class Jobs::Process {
 public:
  Process(Jobs& jobs, std::string id)
      : id_(std::move(id)),
        link_(
            jobs.loop_, kMaxJobMessage,
            [this, &jobs](const std::string& message) { jobs.take_message(*this, message); },
            [this, &jobs] { jobs.take_death(*this); }) {}

  const std::string& id() const { return id_; }
  bool is_running() const { return link_.is_running(); }
  void end() {
    limit_.drop();
    link_.end();
  }
  bool is_ending() const { return is_ending_; }
  /// Asks the process to end by itself; after `kToClear` it is killed. Closing the sending side tells the process to
  /// stop; a batch then empties its queue.
  void finish(Jobs& jobs) {
    is_ending_ = true;
    link_.finish();
    limit_ = jobs.loop_.after(kToClear, [this, &jobs] { jobs.take_end(*this); });
  }

  std::error_code start(Jobs& jobs, const Job& job) {
    if (const auto error = link_.start(jobs.options_.program, jobs.options_.arguments)) return error;
    base::Json message = job_order_json(job.order);
    message.set(kJobFolderMember, jobs.folder_of(job));
    // Only batches get keys and connections: a collecting job reads whole files of strangers.
    if (jobs.options_.queue && job.order.work == JobWork::Batch) {
      message.set(kJobQueueMember, job_queue_json(*jobs.options_.queue));
    }
    // `order_` must live until it has been sent: WorkerLink does not copy.
    resources::append_message(order_, message.text());
    link_.send(order_);
    // `too-long` is final: another start would not be faster.
    limit_ = jobs.loop_.after(jobs.options_.limits.time, [this, &jobs] {
      if (const auto found = jobs.jobs_.find(id_); found != jobs.jobs_.end()) {
        jobs.end(found->second, JobState::Failed, "too-long");
      }
    });
    return {};
  }

 private:
  std::string id_;
  std::string order_;  // kept until it is sent
  WorkerLink link_;
  http::EventLoop::Timer limit_;
  bool is_ending_ = false;
};

Jobs::Jobs(http::EventLoop& loop, JobOptions options) : loop_(loop), options_(std::move(options)) {}

Jobs::~Jobs() = default;

std::error_code Jobs::open() {
  if (const auto error = resources::make_private_folder(options_.folder)) return error;
  take_up();
  return {};
}

/// Takes the lock of the folder and loads its jobs. While another service holds it, such as the previous one that is
/// still ending, the jobs belong to that one.
void Jobs::take_up() {
  // Waits 0 ms: the loop must not block on another process.
  auto lock = resources::FileLock::take(options_.folder + std::string(kLockFile), resources::LockKind::Exclusive, 0);
  if (!lock) {
    dispatching_ = loop_.after(kBetweenLooks, [this] { take_up(); });
    return;
  }
  lock_.emplace(*std::move(lock));
  for (const std::string& name : resources::names_in(options_.folder)) load(name);
  purge();
  dispatch();
}

/// Takes over one entry of the folder.
void Jobs::load(const std::string& name) {
  const std::string folder = options_.folder + '/' + name;
  // An incomplete folder was not promised to a client: add() had not returned.
  if (name.starts_with(kNewMark) || name.starts_with(kGoneMark)) return clear(folder, true);
  std::optional<Job> job = load_job(folder);
  if (!job || job->id != name) return;
  // Numbering continues after the highest known number.
  last_number_ = std::max(last_number_, job->number);
  // Its process died with the former service.
  if (job->state == JobState::Running) job->state = JobState::Queued;
  if (job->state == JobState::Stopped) clear(folder, false);
  jobs_.emplace(name, *std::move(job));
}

std::size_t Jobs::count(JobState state) const {
  return static_cast<std::size_t>(
      std::count_if(jobs_.begin(), jobs_.end(), [state](const auto& one) { return one.second.state == state; }));
}

base::Expected<const Job*, JobRefusal> Jobs::add(Job job, std::span<const JobInput> inputs) {
  // A program that got no answer sends its request again; the mark also works after a restart, since the job stores it.
  // Ended jobs are searched, too: the repeated request gets the id of its job.
  const auto repeated = std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& one) {
    return !job.request.empty() && one.second.request == job.request;
  });
  if (repeated != jobs_.end()) return &std::as_const(repeated->second);
  const JobLimits& limits = options_.limits;
  // Free processes count as places, too: their jobs start in a moment. `limits.running` is the number of jobs that
  // start immediately.
  const std::size_t places = limits.waiting + limits.running - processes_.size();
  if (!lock_ || jobs_.size() >= limits.kept || count(JobState::Queued) >= places) {
    return base::Failure{JobRefusal::TooMany};
  }
  job.id = "j-" + inbox::random_text(kIdBytes);
  job.number = ++last_number_;
  job.created = options_.clock();
  job.order.max_records = limits.records;
  job.order.max_bytes = limits.bytes;
  const std::string made = options_.folder + '/' + std::string(kNewMark) + job.id;
  std::error_code error = make_job_folder(made, inputs);
  if (!error) error = save_job(made, job);
  // From here on the job exists; before, it leaves no trace.
  if (!error) error = resources::rename_path(made, folder_of(job));
  if (error) {
    resources::remove_tree(made);
    return base::Failure{JobRefusal::NoRoom};
  }
  // The key of the map is the id; `job` is moved afterwards.
  std::string id = job.id;
  const Job& added = jobs_.emplace(std::move(id), std::move(job)).first->second;
  dispatching_ = loop_.after(kSoon, [this] { dispatch(); });
  return &added;
}

const Job* Jobs::find(std::string_view id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : &found->second;
}

Job* Jobs::next_waiting() {
  Job* first = nullptr;
  // There are few jobs, so a linear search is fast.
  for (auto& [id, job] : jobs_) {
    if (job.state == JobState::Queued && (first == nullptr || job.number < first->number)) first = &job;
  }
  return first;
}

/// Starts jobs in the order of arrival while the limit allows it. During a pause it comes back later.
void Jobs::dispatch() {
  if (!paused_.passed()) {
    dispatching_ = loop_.after(kBetweenLooks, [this] { dispatch(); });
    return;
  }
  // start() may fail and end a job, so the next one can start.
  while (processes_.size() < options_.limits.running) {
    Job* const job = next_waiting();
    if (job == nullptr) return;
    start(*job);
  }
}

/// Starts the process of a job. The state is stored first: a crash right after that queues the job again.
void Jobs::start(Job& job) {
  job.state = JobState::Running;
  job.started = options_.clock();
  // Each start has its own range of numbers of events, so that they rise even if the last state before a crash was not
  // saved.
  job.event = job.starts++ * kEventsOfStart;
  job.counts = {};
  job.reason = {};
  job.report = {};
  auto process = std::make_unique<Process>(*this, job.id);
  std::error_code error = save_job(folder_of(job), job);
  if (!error) error = process->start(*this, job);
  if (error) return end(job, JobState::Failed, "not-started");
  processes_.push_back(std::move(process));
  say_change(job);
}

void Jobs::take_message(Process& process, const std::string& message) {
  // Messages of a process that is only clearing its queue are ignored.
  if (process.is_ending()) return;
  const auto found = jobs_.find(process.id());
  // A malformed message means that the process can no longer be trusted.
  const std::optional<JobUpdate> update = parse_job_update(message);
  if (found == jobs_.end() || !update) return take_death(process);
  Job& job = found->second;
  job.counts = update->counts;
  if (!update->ended) return say_change(job);
  job.status = update->status;
  job.report = update->report;
  // `environment` from a batch with a queue: broker or store cannot be reached.
  if (update->reason == kNoEnvironment && may_wait(job)) return postpone(job);
  end(job, update->reason.empty() ? JobState::Done : JobState::Failed, update->reason);
}

/// Returns whether a batch that did not reach its queue may wait: brokers and storage are restarted, and the client can
/// do nothing about it. It waits no longer than a job may take.
bool Jobs::may_wait(const Job& job) const {
  const bool uses_queue = options_.queue && job.order.work == JobWork::Batch;
  // Measured from its arrival, not from this start.
  return uses_queue && std::chrono::seconds(options_.clock() - job.created) < options_.limits.time;
}

/// Queues a job that could not reach broker or storage, and starts none for a while, since the next one would fail,
/// too.
void Jobs::postpone(Job& job) {
  ++postponed_;
  drop_process(job);
  job.state = JobState::Queued;
  job.reason = kNoEnvironment;
  save_job(folder_of(job), job);
  say_change(job);
  paused_ = resources::Deadline(kQueuePause);
  dispatching_ = loop_.after(kBetweenLooks, [this] { dispatch(); });
}

/// Called when the process of a job has died. Its documents are kept, and another process continues; after `crashes`
/// deaths the job has failed.
void Jobs::take_death(Process& process) {
  if (process.is_ending()) return take_end(process);
  // The process has ended or broken the protocol; WorkerLink::end() also collects it.
  process.end();  // nothing is left to clear
  const auto found = jobs_.find(process.id());
  if (found == jobs_.end()) return;
  Job& job = found->second;
  // A document that crashes the process would crash it for ever.
  if (++job.crashes >= options_.limits.crashes) return end(job, JobState::Failed, "crashed");
  drop_process(job);
  job.state = JobState::Queued;
  save_job(folder_of(job), job);
  dispatching_ = loop_.after(kAfterDeath, [this] { dispatch(); });
}

void Jobs::end(Job& job, JobState state, std::string_view reason) {
  drop_process(job);
  job.state = state;
  job.reason = reason;
  job.ended = options_.clock();
  ++totals_[static_cast<std::size_t>(state)];
  // A client that reconnects with the last id gets exactly this event.
  ++job.event;
  // If the state cannot be written now, the job runs again after the next start, with the same result.
  static_cast<void>(save_job(folder_of(job), job));
  if (changed_) changed_(job);
  dispatching_ = loop_.after(kSoon, [this] { dispatch(); });
}

/// Ends or releases the process of a job.
void Jobs::drop_process(const Job& job) {
  const auto found = std::find_if(processes_.begin(), processes_.end(),
                                  [&](const std::unique_ptr<Process>& one) { return one->id() == job.id; });
  if (found == processes_.end()) return;
  // It removes its messages from the broker first. Only processes with a queue have something to
  // clear.
  if (options_.queue && (*found)->is_running()) {
    (*found)->finish(*this);
    ending_.push_back(std::move(*found));
    processes_.erase(found);
    return;
  }
  (*found)->end();
  // This may be called from its own callback, so it is destroyed in a later round of the loop.
  ended_.push_back(std::move(*found));
  processes_.erase(found);
  clearing_ = loop_.after(kSoon, [this] { clear_some(); });
}

Jobs::Process* Jobs::find_ending(std::string_view id) {
  const auto found = std::find_if(ending_.begin(), ending_.end(),
                                  [&](const std::unique_ptr<Process>& one) { return one->id() == id; });
  return found == ending_.end() ? nullptr : found->get();
}

/// Called when a process has ended whose job was over before.
void Jobs::take_end(Process& process) {
  const auto found = std::find_if(ending_.begin(), ending_.end(),
                                  [&](const std::unique_ptr<Process>& one) { return one.get() == &process; });
  if (found == ending_.end()) return;
  process.end();
  ended_.push_back(std::move(*found));
  ending_.erase(found);
  // A stopped job keeps its record for programs that ask; its files are removed once the process no longer writes.
  const auto job = jobs_.find(process.id());
  if (job != jobs_.end() && job->second.state == JobState::Stopped) return clear(folder_of(job->second), false);
  clearing_ = loop_.after(kSoon, [this] { clear_some(); });
}

void Jobs::say_change(Job& job) {
  ++job.event;
  if (changed_) changed_(job);
}

void Jobs::remove(std::string_view id) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  // It is over: the second DELETE of a program removes the record, too.
  if (found->second.is_over()) {
    if (Process* const process = find_ending(id)) take_end(*process);
    return forget(found);
  }
  found->second.counts = {};
  end(found->second, JobState::Stopped, {});
  // If its process is still ending, take_end() clears the folder.
  if (find_ending(id) == nullptr) clear(folder_of(found->second), false);
}

void Jobs::purge() {
  const std::int64_t now = options_.clock();
  for (auto entry = jobs_.begin(); entry != jobs_.end();) {
    const auto next = std::next(entry);
    if (entry->second.is_over() && entry->second.ended + options_.limits.keep_seconds <= now) forget(entry);
    entry = next;
  }
}

/// Removes a job. Its folder is renamed first, so that it is not found again after a restart during clearing.
void Jobs::forget(Entry entry) {
  const std::string gone = options_.folder + '/' + std::string(kGoneMark) + entry->first;
  const std::string folder = folder_of(entry->second);
  // If renaming fails, the folder is cleared under its present name.
  clear(resources::rename_path(folder, gone) ? folder : gone, true);
  jobs_.erase(entry);
}

void Jobs::clear(const std::string& folder, bool all) {
  cleared_.emplace_back(folder, all);
  clearing_ = loop_.after(kSoon, [this] { clear_some(); });
}

/// Removes some files and comes back in the next round until all are gone.
void Jobs::clear_some() {
  ended_.clear();
  if (cleared_.empty()) return;
  const auto& [folder, all] = cleared_.back();
  if (clear_job_folder(folder, kClearedAtOnce)) {
    if (all) resources::remove_tree(folder);
    cleared_.pop_back();
  }
  clearing_ = loop_.after(kSoon, [this] { clear_some(); });
}

std::string Jobs::metrics() const {
  std::string out = "# HELP gongwen_jobs Jobs that are kept, by their state.\n# TYPE gongwen_jobs gauge\n";
  for (std::size_t i = 0; i < kJobStates; ++i) {
    const auto state = static_cast<JobState>(i);
    out += fmt::format("gongwen_jobs{{state=\"{}\"}} {}\n", job_state_name(state), count(state));
  }
  out += "# HELP gongwen_jobs_ended_total Jobs by how they ended.\n# TYPE gongwen_jobs_ended_total counter\n";
  for (const JobState state : {JobState::Done, JobState::Failed, JobState::Stopped}) {
    out += fmt::format("gongwen_jobs_ended_total{{state=\"{}\"}} {}\n", job_state_name(state),
                       totals_[static_cast<std::size_t>(state)]);
  }
  if (!options_.queue) return out;
  out += "# HELP gongwen_jobs_postponed_total Starts that found no queue or no storage.\n";
  out += "# TYPE gongwen_jobs_postponed_total counter\n";
  return out + fmt::format("gongwen_jobs_postponed_total {}\n", postponed_);
}

}  // namespace gongwen::service
