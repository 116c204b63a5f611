// Jobs: work that takes longer than a request, such as a batch of documents. Jobs run in separate processes, by
// default one at a time. Definition and results are in the folder of the job, so it continues after a restart of the
// service.
//   Jobs jobs(loop, options);
//   jobs.open();
//   const auto added = jobs.add(std::move(job), files, nullptr);
#pragma once

#include "base/expected.h"
#include "resources/atomic_file.h"
#include "resources/environment.h"
#include "service/detail/job_folder.h"
#include "service/http/event_loop.h"
#include "service/worker.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::service {

/// Limits of jobs. Times are in seconds unless they have a type. --show-config shows them. `running` is 1, since a
/// batch keeps a core busy for hours.
struct JobLimits {
  std::size_t running = 1;
  std::size_t waiting = 16;
  /// Number of jobs in the folder, including those that have ended.
  std::size_t kept = 1'000;
  std::int64_t keep_seconds = 86'400;  // after the end
  /// A job fails if its process has crashed this often.
  std::uint64_t crashes = 3;
  std::chrono::milliseconds time{std::chrono::hours(4)};
  std::uint64_t records = JobOrder().max_records;
  std::uint64_t bytes = JobOrder().max_bytes;  // of the documents
};

struct JobOptions {
  /// The program that runs a job if started with these arguments and a socket as its standard input.
  std::string program;
  std::vector<std::string> arguments;
  /// The folder that contains the folders of jobs.
  std::string folder;
  JobLimits limits = {};
  /// Seconds since 1970.
  std::function<std::int64_t()> clock;
  /// The queue whose workers make the documents of batches; nullopt: the process of the job makes them.
  std::optional<JobQueue> queue = std::nullopt;
};

/// Why a job was not accepted. TooMany: 503, try again later. NoRoom: 507, the disk is
/// full.
enum class JobRefusal : std::uint8_t { TooMany, NoRoom };

/// One per service, in the loop's thread. Life of a job: add(), dispatch(), start(), take_message() repeatedly, end();
/// forget() a day later.
class Jobs {
 public:
  /// The loop must outlive it.
  Jobs(http::EventLoop& loop, JobOptions options);
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  /// Ends all processes; their jobs continue when the folder is opened again.
  ~Jobs();

  /// Takes over the folder: unfinished jobs continue, old ones are removed. While another service holds the folder,
  /// there are no jobs and none is accepted; opening is tried again every second.
  std::error_code open();

  /// Sets a function that is called at each change including the end, also from within remove().
  void on_change(std::function<void(const Job&)> changed) { changed_ = std::move(changed); }

  /// Accepts a job with owner, order and request; the other members are set here. For a request that was accepted
  /// before, returns its job.
  base::Expected<const Job*, JobRefusal> add(Job job, std::span<const JobInput> inputs);
  /// Returns null if there is no such job.
  const Job* find(std::string_view id) const;
  std::string folder_of(const Job& job) const { return options_.folder + '/' + job.id; }
  /// Stops a job and removes its results; a job that has ended is forgotten.
  void remove(std::string_view id);
  /// Forgets jobs whose time is over.
  void purge();

  const JobLimits& limits() const { return options_.limits; }
  /// Returns counters for Prometheus.
  std::string metrics() const;

 private:
  /// A job has at most one Process in `processes_`; after its end the process may live on in `ending_` or `ended_`.
  class Process;
  using Entry = std::map<std::string, Job, std::less<>>::iterator;

  /// Takes the lock of the folder and loads its jobs, or tries again later.
  void take_up();
  /// Loads a job; clears the folder if it holds no job.
  void load(const std::string& name);
  /// Starts waiting jobs while the limits allow it and no pause is set.
  void dispatch();
  Job* next_waiting();
  void start(Job& job);
  /// Treats a malformed message as the death of the process.
  void take_message(Process& process, const std::string& message);
  /// Queues the job again, or ends it as failed after too many deaths.
  void take_death(Process& process);
  /// Ends a job in this state, stores that, and tells the listeners.
  void end(Job& job, JobState state, std::string_view reason);
  /// Returns whether a job that did not reach its queue may wait for it.
  bool may_wait(const Job& job) const;
  void postpone(Job& job);
  /// Ends the process of a job; a process with a queue gets time to remove its messages.
  void drop_process(const Job& job);
  /// Forgets a process that ended after its job.
  void take_end(Process& process);
  Process* find_ending(std::string_view id);
  void say_change(Job& job);
  void forget(Entry entry);
  /// Clears a folder in small steps; with `all`, removes it completely.
  void clear(const std::string& folder, bool all);
  void clear_some();
  std::size_t count(JobState state) const;

  http::EventLoop& loop_;
  JobOptions options_;
  std::function<void(const Job&)> changed_;
  std::optional<resources::FileLock> lock_;
  std::map<std::string, Job, std::less<>> jobs_;
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<std::unique_ptr<Process>> ending_;  // their jobs have ended, and they still clear the queue
  std::vector<std::unique_ptr<Process>> ended_;   // no longer in the loop; kept, since their functions may be running
  std::vector<std::pair<std::string, bool>> cleared_;  // folders, and whether they are removed completely
  http::EventLoop::Timer clearing_;
  // Set for one of: a job that was added, the end of a pause, the next try to lock the folder. Only one of them is
  // needed at a time.
  http::EventLoop::Timer dispatching_;
  resources::Deadline paused_{std::chrono::milliseconds(0)};  // no job is started before
  std::uint64_t postponed_ = 0;
  // Numbers jobs in order of arrival, across restarts.
  std::uint64_t last_number_ = 0;
  // Since the start of the service, for metrics; only ended states are counted.
  std::array<std::uint64_t, kJobStates> totals_{};
};

}  // namespace gongwen::service
