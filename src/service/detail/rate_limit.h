// RateLimit: how often somebody may do something: so many times at once, and again so many within a period.
//   RateLimit drafts(20, std::chrono::hours(1));
//   if (!drafts.take(head.peer, loop.now())) refuse();
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace gongwen::service {

struct Rate {
  std::uint64_t count = 0;
  std::chrono::milliseconds period{};
};

class RateLimit {
 public:
  explicit RateLimit(const Rate& rate) : RateLimit(rate.count, rate.period) {}
  RateLimit(std::uint64_t count, std::chrono::milliseconds period) : count_(count), period_(period.count()) {}

  /// Whether whoever has this name may do it now. `now` is in milliseconds of a clock that only runs forward. Nobody is
  /// limited who has no name.
  bool take(const std::string& name, std::int64_t now);
  /// What was taken last did not count after all.
  void give_back(const std::string& name);
  /// Whether it could: for what counts only once it has failed.
  bool allows(const std::string& name, std::int64_t now);

  /// Beyond so many names new ones are refused, until some of the others have not been seen for a period.
  static constexpr std::size_t kMaxNames = 100'000;

 private:
  void forget(std::int64_t now);
  std::int64_t step() const { return period_ / static_cast<std::int64_t>(count_); }

  std::uint64_t count_;
  std::int64_t period_;
  /// When the last of what was taken will be given back: GCRA, the leaky bucket as one number.
  std::map<std::string, std::int64_t> full_at_;
  std::int64_t forget_at_ = 0;
};

}  // namespace gongwen::service
