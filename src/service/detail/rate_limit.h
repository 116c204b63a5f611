// RateLimit: `count` actions at once, and as many again within each period, for each name.
//   RateLimit drafts(20, std::chrono::hours(1));
//   if (!drafts.take(head.peer, loop.now())) refuse();
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace gongwen::service {

/// A number of actions in a period.
/// `Rate{30, 15 min}` allows 30 actions at once, and one more every 30 seconds after that.
struct Rate {
  std::uint64_t count = 0;
  std::chrono::milliseconds period{};
};

/// Used for clients, keys, drafts, addresses and accounts. Only in memory: a restart forgets all counts.
class RateLimit {
 public:
  explicit RateLimit(const Rate& rate) : RateLimit(rate.count, rate.period) {}
  RateLimit(std::uint64_t count, std::chrono::milliseconds period) : count_(count), period_(period.count()) {}

  /// Takes one action of this name, if one is left. `now` is in milliseconds of a clock that never goes back. Empty
  /// names are not limited.
  /// Order of use for guesses: allows() before the attempt, take() only if it failed.
  bool take(const std::string& name, std::int64_t now);
  /// Undoes a take() that should not count.
  void give_back(const std::string& name);
  /// Whether take() would succeed: for actions that count only when they have failed, such as a wrong password.
  bool allows(const std::string& name, std::int64_t now);

  /// With this many names, new ones are refused until others have not been seen for a period.
  static constexpr std::size_t kMaxNames = 100'000;

 private:
  void forget(std::int64_t now);
  std::int64_t step() const { return period_ / static_cast<std::int64_t>(count_); }

  std::uint64_t count_;
  std::int64_t period_;
  /// For each name, when everything it has taken is given back: GCRA, a leaky bucket in one number.
  std::map<std::string, std::int64_t> full_at_;
  std::int64_t forget_at_ = 0;
};

}  // namespace gongwen::service
