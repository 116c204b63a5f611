#include "engine/batch/detail/batch_run.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

/// Records that may be finished before their turn: some hundred bytes each.
constexpr std::uint64_t kMaxAhead = 512;

}  // namespace

void OutcomeLog::wait_for_room() {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return begun_ < next_ + kMaxAhead; });
}

void OutcomeLog::begin_record() {
  const std::lock_guard lock(mutex_);
  ++begun_;
}

void OutcomeLog::put(RecordOutcome outcome) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(outcome.record.number, std::move(outcome));
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; first = waiting_.begin()) {
      put_down(first->second);
      waiting_.erase(first);
      ++next_;
    }
  }
  room_.notify_all();
}

void OutcomeLog::put_down(const RecordOutcome& outcome) {
  if (outcome.is_given_up) return;
  const BatchRecord& record = outcome.record;
  // Threads that were at work meet the same full disk; what the first has reported is not reported again.
  const bool is_known = broken_ && outcome.is_fatal;
  if (outcome.is_fatal) broken_ = true;
  if (outcome.kept) {
    manifest_.keep(*outcome.kept);
  } else if (!broken_ && !manifest_.add(outcome.entry, sink_)) {
    broken_ = true;
  }
  counts_.skipped += record.skipped;
  counts_.made += record.made && !record.skipped;
  counts_.failed += !record.made;
  worst_ = std::max(worst_, record.report.status());
  if (options_.finished && !is_known) options_.finished(record);
}

BatchProgress OutcomeLog::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace gongwen::engine
