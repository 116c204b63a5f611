// StorageClaim: keeps other runs out of a place in storage, which knows no locks: an object says who writes there, and
// is put again every few seconds. A claim that nobody renews for a minute is void, and so is that of a process of this
// machine that has ended.
#pragma once

#include "queue/object_store.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace gongwen::engine {

/// What no two processes have in common, also of other machines: `boot namespace pid start`. Empty where the system
/// does not say it.
std::string process_mark(long pid);
/// Whether a mark is that of a process of this machine that has ended. Of other machines it is not known.
bool has_ended(std::string_view mark);

class StorageClaim {
 public:
  /// The folder outlives it.
  explicit StorageClaim(queue::ObjectFolder& folder);
  StorageClaim(const StorageClaim&) = delete;
  StorageClaim& operator=(const StorageClaim&) = delete;
  /// Gives it up.
  ~StorageClaim();

  /// Waits, until `ends` says otherwise, for what may be the claim of a run that was killed elsewhere. Returns: false
  /// when another run has the place. From then on it is renewed.
  queue::Result<bool> take(const std::function<bool()>& ends);
  /// Whether another run has taken the place meanwhile. Asks for that when the claim may be void.
  bool is_lost();
  /// What is_lost() knows without asking.
  bool is_known_lost() const { return lost_; }
  void give_up();

 private:
  struct Found;

  queue::Result<std::optional<Found>> look(queue::Patience patience) const;
  queue::Result<bool> put(const std::string& version);
  queue::Result<bool> wait_for(Found found, const std::function<bool()>& ends);
  void renew();
  void keep();

  queue::ObjectFolder& folder_;
  std::string token_;
  std::string mark_;
  std::mutex renewing_;      // held while the storage is asked
  std::uint64_t turns_ = 0;  // how often it was put
  bool is_held_ = false;
  std::atomic<bool> lost_ = false;
  std::atomic<std::int64_t> renewed_ = 0;  // steady milliseconds
  std::mutex mutex_;                       // of what follows
  std::condition_variable changed_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace gongwen::engine
