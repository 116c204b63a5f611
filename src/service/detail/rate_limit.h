// RateLimit: allows `count` actions in a burst, and as many again over each period, for each name.
//   RateLimit drafts(20, std::chrono::hours(1));
//   if (!drafts.take(head.peer, loop.now())) refuse();
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace gongwen::service {

/// A number of actions in a period. `Rate{30, 15 min}` allows 30 actions immediately, and one more every 30 seconds
/// after that.
struct Rate {
  std::uint64_t count = 0;
  std::chrono::milliseconds period{};
};

/// Used for clients, keys, drafts, addresses and accounts. Kept only in memory: a restart forgets all counts.
class RateLimit {
 public:
  explicit RateLimit(const Rate& rate) : RateLimit(rate.count, rate.period) {}
  RateLimit(std::uint64_t count, std::chrono::milliseconds period) : count_(count), period_(period.count()) {}

  /// Takes one action of this name, if one is left. `now` is in milliseconds of a clock that never goes back.
  /// Empty names are not limited. For guesses, call allows() before the attempt, and take() only if it
  /// failed.
  bool take(const std::string& name, std::int64_t now);
  /// Undoes a take() that should not count.
  void give_back(const std::string& name);
  /// Returns whether take() would succeed. For actions that count only if they failed, such as a wrong password.
  bool allows(const std::string& name, std::int64_t now);

  /// If this many names are stored, new ones are refused until others have not been used for a period.
  static constexpr std::size_t kMaxNames = 100'000;

 private:
  void forget(std::int64_t now);
  std::int64_t step() const { return period_ / static_cast<std::int64_t>(count_); }

  std::uint64_t count_;
  std::int64_t period_;
  /// For each name, the time at which all its actions are available again: GCRA, a leaky bucket in one number.
  std::map<std::string, std::int64_t> full_at_;
  std::int64_t forget_at_ = 0;
};

}  // namespace gongwen::service
