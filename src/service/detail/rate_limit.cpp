#include "service/detail/rate_limit.h"

#include <algorithm>

namespace gongwen::service {

// The generic cell rate algorithm. Each name has a time at which all its actions are available again. Taking one moves
// it on by one step, period / count; a name whose time would be further than a period from now has to wait. Names whose
// time has passed need no memory.

bool RateLimit::allows(const std::string& name, std::int64_t now) {
  if (name.empty()) return true;
  forget(now);
  const auto found = full_at_.find(name);
  // A full table refuses new names rather than forgetting old ones: an attacker with many addresses must not be able to
  // clear his own entries.
  if (found == full_at_.end()) return full_at_.size() < kMaxNames;
  // All actions must be available again within a period from now, so at most `count` steps can lie ahead.
  return std::max(found->second, now) + step() <= now + period_;
}

bool RateLimit::take(const std::string& name, std::int64_t now) {
  if (!allows(name, now)) return false;
  if (name.empty()) return true;
  std::int64_t& full_at = full_at_[name];
  full_at = std::max(full_at, now) + step();
  return true;
}

// May give back more than has been taken since; the time is then in the past, which has no effect.
void RateLimit::give_back(const std::string& name) {
  const auto found = full_at_.find(name);
  if (found != full_at_.end()) found->second -= step();
}

void RateLimit::forget(std::int64_t now) {
  // Walking through all names takes time, so it is done once a period, not in each call. The map grows only by names
  // that have taken an action within a period, and never above kMaxNames.
  if (now < forget_at_) return;
  forget_at_ = now + period_;
  std::erase_if(full_at_, [now](const auto& one) { return one.second <= now; });
}

}  // namespace gongwen::service
