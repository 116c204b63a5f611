// Jobs: work that takes longer than a request: batches of documents, each in a separate process, one after the other.
// The definition and the results of a job are in its folder, so that it continues after a restart of the service.
//   Jobs jobs(loop, options);
//   jobs.open();
//   const auto added = jobs.add(std::move(job), files, nullptr);
#pragma once

#include "base/expected.h"
#include "http/event_loop.h"
#include "queue/relay.h"
#include "resources/atomic_file.h"
#include "resources/environment.h"
#include "service/detail/job_folder.h"

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

struct JobLimits {
  std::size_t running = 1;
  std::size_t waiting = 16;
  /// Ended ones are counted, too.
  std::size_t kept = 1'000;
  std::int64_t keep_seconds = 86'400;  // after the end
  /// A job whose process has died so often has failed.
  std::uint64_t crashes = 3;
  std::chrono::milliseconds time{std::chrono::hours(4)};
  std::uint64_t records = JobOrder().max_records;
  std::uint64_t bytes = JobOrder().max_bytes;  // of the documents
};

struct JobOptions {
  /// The program that does a job when it is started with these words and a socket as its standard input.
  std::string program;
  std::vector<std::string> arguments;
  /// Where the folders of jobs are.
  std::string folder;
  JobLimits limits = {};
  /// Seconds since 1970.
  std::function<std::int64_t()> clock;
  /// Whose workers make the documents; none: the process of the job does. Its arguments say which.
  std::optional<queue::RelaySettings> queue = std::nullopt;
};

/// Why a job was not taken.
enum class JobRefusal : std::uint8_t { TooMany, NoRoom };

class Jobs {
 public:
  /// The loop outlives it.
  Jobs(http::EventLoop& loop, JobOptions options);
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  /// Ends the processes; their jobs continue when it is opened again.
  ~Jobs();

  /// Takes over what is in the folder: unfinished jobs continue, old ones are removed. As long as another service has
  /// the folder, there are no jobs, and none is taken.
  std::error_code open();

  /// Calls at each change, the end among them, also from within remove().
  void on_change(std::function<void(const Job&)> changed) { changed_ = std::move(changed); }

  /// Takes a job with owner, order and request; the rest is set here. A request that was taken already gives its job.
  base::Expected<const Job*, JobRefusal> add(Job job, std::span<const JobInput> inputs);
  /// Null when there is none.
  const Job* find(std::string_view id) const;
  std::string folder_of(const Job& job) const { return options_.folder + '/' + job.id; }
  /// What it has made is removed. One that is over is forgotten, too.
  void remove(std::string_view id);
  /// Forgets what has been kept long enough.
  void purge();

  const JobLimits& limits() const { return options_.limits; }
  /// For whoever watches over the service, in the text format of Prometheus.
  std::string metrics() const;

 private:
  class Process;
  using Entry = std::map<std::string, Job, std::less<>>::iterator;

  void take_up();
  void load(const std::string& name);
  void dispatch();
  Job* next_waiting();
  void start(Job& job);
  void take_message(Process& process, const std::string& message);
  void take_death(Process& process);
  void end(Job& job, JobState state, std::string_view reason);
  bool may_wait(const Job& job) const;
  void postpone(Job& job);
  void drop_process(const Job& job);
  void take_end(Process& process);
  Process* find_ending(std::string_view id);
  void say_change(Job& job);
  void forget(Entry entry);
  void clear(const std::string& folder, bool all);
  void clear_some();
  std::size_t count(JobState state) const;

  http::EventLoop& loop_;
  JobOptions options_;
  std::function<void(const Job&)> changed_;
  std::optional<resources::FileLock> lock_;
  std::map<std::string, Job, std::less<>> jobs_;
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<std::unique_ptr<Process>> ending_;       // their jobs are over, and they still clear the queue
  std::vector<std::unique_ptr<Process>> ended_;        // dropped from the loop, since they may be at work
  std::vector<std::pair<std::string, bool>> cleared_;  // folders, and whether nothing of them is kept
  http::EventLoop::Timer clearing_;
  http::EventLoop::Timer dispatching_;
  resources::Deadline paused_{std::chrono::milliseconds(0)};  // nothing is started until then
  std::uint64_t postponed_ = 0;
  std::uint64_t last_number_ = 0;
  std::array<std::uint64_t, kJobStates> totals_{};
};

}  // namespace gongwen::service
