// VersionChecks: has workers check versions that nobody has checked yet, in the background, and keeps what they said:
// new ones a moment after they came, and all of an inbox of an earlier version of the tables.
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

/// The check of a version, by its edition. Its answer has the report that keep_check() keeps.
/// Used for one version by a page of the office and for many by the background; both keep the result, so that no
/// version is checked twice.
inbox::Result<Task> check_task(inbox::Inbox& inbox, const inbox::Submission& submission, const inbox::Version& version);

/// Keeps the report of a check_task. A failure to do so is ignored: the version is checked again in the background.
void keep_check(inbox::Inbox& inbox, const inbox::Submission& submission, const inbox::Version& version,
                std::string_view report);

/// Runs in the loop of the front process, and never two rounds at a time.
class VersionChecks {
 public:
  /// Pool and inbox must outlive it.
  VersionChecks(WorkerPool& pool, inbox::Inbox& inbox) : pool_(pool), inbox_(inbox) {}

  /// Checks what is unchecked, now and again every two seconds.
  void start();
  /// Versions that could not be checked are tried again: bundles have changed.
  void try_again() { failed_.clear(); }

 private:
  void run();
  void check(const inbox::Submission& submission);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  // They would otherwise come first in each round and keep others from being checked.
  std::set<std::string> failed_;  // submissions that no worker can check, such as those of kinds that are gone
  std::size_t open_ = 0;          // tasks that are not answered yet
  http::EventLoop::Timer timer_;
};

}  // namespace gongwen::service
