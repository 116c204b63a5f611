// KeptEditions: ensures that the database has the definition of every kind under which something was handed in, and
// that workers find all of these in a folder.
//   KeptEditions editions(pool, inbox, "/var/lib/gongwen/editions", clock);
//   inbox.on_edition([&](const std::string& kind, const std::string& hash) { editions.need(kind, hash); });
//   editions.start();
#pragma once

#include "service/detail/worker_pool.h"
#include "service/inbox/inbox.h"

#include <functional>
#include <set>
#include <string>
#include <utility>

namespace gongwen::service {

/// A form that is in use for years outlives its bundle. Drafts and submissions name their edition, and reviewers must
/// see the form as it was.
class KeptEditions {
 public:
  /// All arguments must outlive it. `folder` is that of the workers (EngineOptions::editions_folder) and must exist;
  /// empty if they have none.
  KeptEditions(WorkerPool& pool, inbox::Inbox& inbox, std::string folder, std::function<std::int64_t()> clock)
      : pool_(pool), inbox_(inbox), folder_(std::move(folder)), clock_(std::move(clock)) {}

  /// Copies the editions in the database to the folder, and stores the present editions of all kinds with a form on the
  /// web. Call it when the service starts, when bundles may have changed, and periodically, since other hosts may add
  /// editions.
  void start();
  /// Stores an edition under which something was made.
  void need(const std::string& kind, const std::string& hash);

 private:
  void ask(const std::string& kind);
  void take(const PoolAnswer& answer);
  // Writes editions of other hosts and of earlier starts.
  void fill_folder();
  /// Returns whether the file exists now.
  bool write(const std::string& kind, const std::string& hash, const std::string& form) const;

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::string folder_;
  std::function<std::int64_t()> clock_;
  // Avoids a query for each submission. Not stored: everything is found again after a restart.
  std::set<std::pair<std::string, std::string>> known_;    // kinds and hashes
  std::set<std::pair<std::string, std::string>> sourced_;  // those of which the database has the source
  std::set<std::string> asked_;                            // kinds whose definition was requested from a worker
};

}  // namespace gongwen::service
