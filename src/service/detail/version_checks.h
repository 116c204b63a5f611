// VersionChecks: has workers check unchecked versions in the background, and stores the results: for new versions a
// moment after they came, and for all versions of an inbox whose tables are of an earlier version.
//   VersionChecks checks(pool, *inbox);
//   checks.start();
#pragma once

#include "service/detail/worker_pool.h"
#include "service/inbox/submissions.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Makes the task that checks a version, by its edition. Its answer has the report that keep_check() stores. Used for
/// one version by a page of the office and for many in the background; both store the result, so that no version is
/// checked twice.
inbox::Result<Task> check_task(inbox::Inbox& inbox, const inbox::Submission& submission, const inbox::Version& version);

/// Stores the report of a check_task. Ignores a failure to do so: the version is checked again in the background.
void keep_check(inbox::Inbox& inbox, const inbox::Submission& submission, const inbox::Version& version,
                std::string_view report);

/// Runs in the loop of the front process, never two rounds at a time.
class VersionChecks {
 public:
  /// Pool and inbox must outlive it.
  VersionChecks(WorkerPool& pool, inbox::Inbox& inbox) : pool_(pool), inbox_(inbox) {}

  /// Checks unchecked versions, now and then every two seconds.
  void start();
  /// Makes versions that could not be checked be tried again, since bundles have changed.
  void try_again() { failed_.clear(); }

 private:
  void run();
  void check(const inbox::Submission& submission);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  // Otherwise these would come first in each round and keep others from being checked.
  std::set<std::string> failed_;  // submissions that no worker can check, such as those of kinds that no longer exist
  std::size_t open_ = 0;          // tasks that have not been answered yet
  http::EventLoop::Timer timer_;
};

}  // namespace gongwen::service
