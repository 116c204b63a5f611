// KeptEditions: sees to it that the definition of every kind under which something is handed in stands in the database,
// and that workers find all of them in a folder.
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

/// Why: a form that is in use for years outlives its bundle. Drafts and submissions name their edition, and reviewers
/// must see the form as it was.
class KeptEditions {
 public:
  /// All must outlive it. `folder` is that of the workers (EngineOptions::editions_folder), which exists; empty: they
  /// have none.
  KeptEditions(WorkerPool& pool, inbox::Inbox& inbox, std::string folder, std::function<std::int64_t()> clock)
      : pool_(pool), inbox_(inbox), folder_(std::move(folder)), clock_(std::move(clock)) {}

  /// Puts what the database has into the folder, and keeps the present editions of all kinds with a form on the web.
  /// To be called when the service starts, when bundles may have changed, and now and then, since other hosts may add
  /// editions.
  void start();
  /// Keeps an edition that something was made under.
  void need(const std::string& kind, const std::string& hash);

 private:
  void ask(const std::string& kind);
  void take(const PoolAnswer& answer);
  // Editions of other hosts and of earlier starts.
  void fill_folder();
  /// Returns whether it is there.
  bool write(const std::string& kind, const std::string& hash, const std::string& form) const;

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::string folder_;
  std::function<std::int64_t()> clock_;
  // Saves a look at the database for each submission; everything is found again after a restart.
  std::set<std::pair<std::string, std::string>> known_;    // kinds and hashes
  std::set<std::pair<std::string, std::string>> sourced_;  // of these, the database has what they were made of
  std::set<std::string> asked_;                            // kinds whose definition is on its way
};

}  // namespace gongwen::service
