#include "engine/batch/detail/document_states.h"

#include <algorithm>
#include <system_error>

namespace gongwen::engine {
namespace {

/// Requests at a time.
constexpr std::size_t kAskers = 16;
constexpr std::size_t kAskedAhead = 256;
/// A run with a queue asks once before it sends records away, and again when they are put down.
constexpr std::size_t kStatesKept = 32'768;

}  // namespace

DocumentStates::~DocumentStates() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void DocumentStates::start() {
  while (threads_.size() < std::min(kAskers, places_.size())) {
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      return;  // fewer are sufficient; without any, who wants to know asks
    }
  }
}

bool DocumentStates::are_there(resources::JournalPlace place) {
  const auto found = std::lower_bound(places_.begin(), places_.end(), place,
                                      [](const resources::JournalPlace& one, const resources::JournalPlace& other) {
                                        return one.offset < other.offset;
                                      });
  if (found == places_.end() || found->offset != place.offset) return ask_(place);
  const auto number = static_cast<std::size_t>(found - places_.begin());
  std::unique_lock lock(mutex_);
  start();
  next_ = std::max(next_, number);
  end_ = std::max(end_, std::min(number + kAskedAhead, places_.size()));
  if (number > kStatesKept) states_.erase(states_.begin(), states_.lower_bound(number - kStatesKept));
  changed_.notify_all();
  const auto is_asked = [&] {
    const auto state = states_.find(number);
    return state == states_.end() ? number < next_ : state->second.has_value();
  };
  if (!threads_.empty()) changed_.wait(lock, is_asked);
  if (const auto state = states_.find(number); state != states_.end()) return *state->second;
  lock.unlock();
  return ask_(place);
}

void DocumentStates::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || next_ < end_; });
    if (ends_) return;
    const std::size_t number = next_++;
    states_.try_emplace(number);
    const resources::JournalPlace place = places_[number];
    lock.unlock();
    const bool is_there = ask_(place);
    lock.lock();
    // Those that nobody wants any more are gone.
    if (const auto state = states_.find(number); state != states_.end()) state->second = is_there;
    changed_.notify_all();
  }
}

}  // namespace gongwen::engine
