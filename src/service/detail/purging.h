// Purging: once an hour, removes what the inbox need not keep any longer (service/inbox/upkeep.h). Kinds say how long
// decided submissions are kept (`keep_days`), and a worker reads that from their bundles.
//   Purging purging(pool, *inbox, clock);
//   purging.run();
#pragma once

#include "service/detail/worker_pool.h"
#include "service/inbox/inbox.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace gongwen::service {

class Purging {
 public:
  /// Pool and inbox must outlive it. `clock` gives seconds since 1970.
  Purging(WorkerPool& pool, inbox::Inbox& inbox, std::function<std::int64_t()> clock)
      : pool_(pool), inbox_(inbox), clock_(std::move(clock)) {}

  /// Starts a run. It ends later, when workers have answered how long each kind is kept.
  void run();

 private:
  /// How long each kind keeps decided submissions, filled in by the answers. The callbacks of all kinds share it; the
  /// last one purges.
  struct Terms {
    std::map<std::string, inbox::Seconds> keep;
    std::size_t missing = 0;
  };

  void finish(const Terms& terms);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
};

}  // namespace gongwen::service
