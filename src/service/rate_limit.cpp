#include "service/detail/rate_limit.h"

#include <algorithm>

namespace gongwen::service {

bool RateLimit::take(const std::string& name, std::int64_t now) {
  if (name.empty()) return true;
  forget(now);
  const auto found = full_at_.find(name);
  if (found == full_at_.end() && full_at_.size() >= kMaxNames) return false;
  const std::int64_t step = period_ / static_cast<std::int64_t>(count_);
  const std::int64_t before = found == full_at_.end() ? now : std::max(found->second, now);
  if (before + step > now + period_) return false;
  full_at_[name] = before + step;
  return true;
}

void RateLimit::forget(std::int64_t now) {
  if (now < forget_at_) return;
  forget_at_ = now + period_;
  std::erase_if(full_at_, [now](const auto& one) { return one.second <= now; });
}

}  // namespace gongwen::service
