// Purging: once an hour the inbox is rid of what is no longer kept (service/inbox/upkeep.h). How long that is is for
// the kinds to say (`keep_days`), whom a worker asks.
//   Purging purging(loop, pool, *inbox, clock);
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
  /// Pool and inbox outlive it. `clock`: seconds since 1970.
  Purging(WorkerPool& pool, inbox::Inbox& inbox, std::function<std::int64_t()> clock)
      : pool_(pool), inbox_(inbox), clock_(std::move(clock)) {}

  /// Ends later, when the worker has said how long each kind is kept.
  void run();

 private:
  /// How long kinds keep what was decided, while the answers come in.
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
