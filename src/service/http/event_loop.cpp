// epoll with level-triggered events, signalfd, and an ordered map of timers. Callbacks may do anything: drop themselves
// or others, close and open descriptors, stop the loop. Two means make that safe: callbacks are shared, so a running
// one outlives its watch, and each descriptor has a generation, so an event of a closed descriptor never reaches a new
// one with the same number.
#include "service/http/event_loop.h"

#include "base/assert.h"
#include "resources/environment.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>

namespace gongwen::http {
namespace {

using Callback = std::shared_ptr<const std::function<void()>>;

enum Direction : std::size_t { kRead, kWrite, kClosed };
constexpr std::size_t kDirections = 3;

// Shared and const: `call` and `take_signals` hold a copy while it runs, so that a callback that drops its own watch
// does not free the captures it is still using.
Callback keep(std::function<void()> function) {
  return std::make_shared<const std::function<void()>>(std::move(function));
}

/// The watches of a descriptor. The generation tells it from a later descriptor that gets the same number while events
/// of the first one are still being delivered. One entry serves up to three watches (reading, writing, closing),
/// because epoll allows one registration per number.
struct Descriptor {
  std::uint32_t generation = 0;
  std::array<Callback, kDirections> callbacks;

  bool watched() const {
    return std::any_of(callbacks.begin(), callbacks.end(),
                       [](const Callback& callback) { return callback != nullptr; });
  }
  std::uint32_t mask() const {
    // Hang-ups and errors are always reported by epoll.
    return (callbacks[kRead] ? EPOLLIN | EPOLLRDHUP : 0U) | (callbacks[kWrite] ? EPOLLOUT : 0U);
  }
};

// The target of a Handle's id. Ids are never used twice, so a stale handle cannot drop another watch.
struct WatchedDescriptor {
  int number;
  Direction direction;
};
struct WatchedSignal {
  int signal;
  bool was_blocked;
};
struct WatchedTime {
  std::int64_t when;
};

sigset_t set_of(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  return set;
}

}  // namespace

class EventLoop::Core {
 public:
  Core() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), now_(resources::steady_milliseconds()) { GONGWEN_ASSERT(epoll_); }

  std::uint64_t watch(int number, Direction direction, std::function<void()> ready);
  std::uint64_t add_timer(std::chrono::milliseconds time, std::function<void()> done);
  std::uint64_t watch_signal(int signal, std::function<void()> received);
  void drop(std::uint64_t id);
  void post(std::function<void()> work) { posted_.push_back(std::move(work)); }

  void run();
  void stop() { stopped_ = true; }
  std::int64_t now() const { return now_; }

 private:
  void update(int number, Descriptor& descriptor, bool is_new);
  void drop_descriptor(const WatchedDescriptor& watched);
  void drop_signal(const WatchedSignal& watched);
  void run_posted();
  void run_timers();
  int milliseconds_to_wait() const;
  void hand_out(const epoll_event& event);
  bool call(int number, std::uint32_t generation, Direction direction);
  void open_signals();
  void take_signals();

  resources::FileDescriptor epoll_;
  resources::FileDescriptor signals_;
  std::uint64_t signals_watch_ = 0;
  sigset_t signal_set_{};
  std::int64_t now_;
  bool running_ = false;
  bool stopped_ = false;
  std::uint64_t last_id_ = 0;
  std::uint32_t last_generation_ = 0;
  std::unordered_map<int, Descriptor> descriptors_;
  // Ordered by time, then by id: timers of the same millisecond fire in the order in which they were set.
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> timers_;
  std::map<int, Callback> signal_callbacks_;
  std::unordered_map<std::uint64_t, WatchedDescriptor> watched_descriptors_;
  std::unordered_map<std::uint64_t, WatchedSignal> watched_signals_;
  std::unordered_map<std::uint64_t, WatchedTime> watched_times_;
  std::vector<std::function<void()>> posted_;
};

std::uint64_t EventLoop::Core::watch(int number, Direction direction, std::function<void()> ready) {
  auto [found, is_new] = descriptors_.try_emplace(number);
  Descriptor& descriptor = found->second;
  GONGWEN_ASSERT(!descriptor.callbacks[direction]);
  if (is_new) descriptor.generation = ++last_generation_;
  // Two watches for the same direction are a fault of the caller: the first would silently never be called again.
  descriptor.callbacks[direction] = keep(std::move(ready));
  update(number, descriptor, is_new);
  watched_descriptors_.emplace(++last_id_, WatchedDescriptor{number, direction});
  return last_id_;
}

void EventLoop::Core::update(int number, Descriptor& descriptor, bool is_new) {
  epoll_event event{};
  event.events = descriptor.mask();
  // Generation and number travel with the event, since epoll returns up to 128 events in one call and an earlier
  // callback of the same batch may have closed this descriptor and opened another with its number.
  event.data.u64 = std::uint64_t{descriptor.generation} << 32 | static_cast<std::uint32_t>(number);
  const int done = ::epoll_ctl(epoll_.number(), is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, number, &event);
  // A change (MOD) may fail if the caller has closed the descriptor before dropping the watch; adding must not fail.
  GONGWEN_ASSERT(done == 0 || !is_new);
}

void EventLoop::Core::drop_descriptor(const WatchedDescriptor& watched) {
  const auto found = descriptors_.find(watched.number);
  GONGWEN_ASSERT(found != descriptors_.end());
  // The callback is destroyed last, since what it captures may drop other watches.
  const Callback last = std::exchange(found->second.callbacks[watched.direction], nullptr);
  if (found->second.watched()) {
    update(watched.number, found->second, false);
  } else {
    ::epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, watched.number, nullptr);
    descriptors_.erase(found);
  }
}

std::uint64_t EventLoop::Core::add_timer(std::chrono::milliseconds time, std::function<void()> done) {
  // Counted from now, not from the beginning of the round, which may be long ago.
  const std::int64_t when = resources::steady_milliseconds() + std::max<std::int64_t>(time.count(), 0);
  timers_.emplace(std::pair(when, ++last_id_), std::move(done));
  watched_times_.emplace(last_id_, WatchedTime{when});
  return last_id_;
}

std::uint64_t EventLoop::Core::watch_signal(int signal, std::function<void()> received) {
  GONGWEN_ASSERT(!signal_callbacks_.contains(signal));
  const sigset_t wanted = set_of(signal);
  sigset_t before;
  // Blocked first: between signalfd and the block a signal would still have its default action, which for SIGTERM ends
  // the process.
  pthread_sigmask(SIG_BLOCK, &wanted, &before);
  if (signal_callbacks_.empty()) sigemptyset(&signal_set_);
  sigaddset(&signal_set_, signal);
  signal_callbacks_.emplace(signal, keep(std::move(received)));
  open_signals();
  watched_signals_.emplace(++last_id_, WatchedSignal{signal, sigismember(&before, signal) == 1});
  return last_id_;
}

void EventLoop::Core::open_signals() {
  const bool is_new = !signals_;
  // With the number of an existing signalfd the call changes its set; with -1 it makes a new one.
  const int number = ::signalfd(signals_.number(), &signal_set_, SFD_CLOEXEC | SFD_NONBLOCK);
  GONGWEN_ASSERT(number >= 0);
  if (!is_new) return;
  signals_ = resources::FileDescriptor(number);
  signals_watch_ = watch(number, kRead, [this] { take_signals(); });
}

void EventLoop::Core::take_signals() {
  // Several signals of the same kind are reported once: a watcher of SIGCHLD has to check all
  // children.
  signalfd_siginfo info{};
  while (::read(signals_.number(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    const auto found = signal_callbacks_.find(static_cast<int>(info.ssi_signo));
    if (found == signal_callbacks_.end()) continue;
    const Callback callback = found->second;
    (*callback)();
    // The last watch was dropped by the callback.
    if (!signals_) return;
  }
}

void EventLoop::Core::drop_signal(const WatchedSignal& watched) {
  // Extracted and kept until the end of the function, as the callback may own other handles.
  const auto last = signal_callbacks_.extract(watched.signal);
  sigdelset(&signal_set_, watched.signal);
  if (signal_callbacks_.empty()) {
    drop(std::exchange(signals_watch_, 0));
    signals_ = {};
  } else {
    open_signals();
  }
  const sigset_t set = set_of(watched.signal);
  if (!watched.was_blocked) pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void EventLoop::Core::drop(std::uint64_t id) {
  if (const auto descriptor = watched_descriptors_.extract(id)) {
    drop_descriptor(descriptor.mapped());
  } else if (const auto time = watched_times_.extract(id)) {
    // The extracted node is destroyed here, after the maps are consistent again.
    const auto last = timers_.extract({time.mapped().when, id});
  } else if (const auto signal = watched_signals_.extract(id)) {
    drop_signal(signal.mapped());
  }
}

void EventLoop::Core::run_posted() {
  // Work that is posted by this work waits for the next round, so that sockets get their turn.
  for (const auto& work : std::exchange(posted_, {})) work();
}

void EventLoop::Core::run_timers() {
  // `now_` is not read again in the loop, so even if a timer sets itself again, this round ends within the next
  // millisecond, and sockets get their turn.
  while (!timers_.empty() && timers_.begin()->first.first <= now_ && !stopped_) {
    auto timer = timers_.extract(timers_.begin());
    // Taken out before it is called: it may set itself again.
    watched_times_.erase(timer.key().second);
    timer.mapped()();
  }
}

int EventLoop::Core::milliseconds_to_wait() const {
  if (!posted_.empty() || stopped_) return 0;
  if (timers_.empty()) return -1;
  // One minute at most, so that the conversion to int cannot overflow with a timer of months.
  return static_cast<int>(std::clamp<std::int64_t>(timers_.begin()->first.first - now_, 0, 60'000));
}

/// Calls a callback if the descriptor is still the one of the event; returns whether it is.
bool EventLoop::Core::call(int number, std::uint32_t generation, Direction direction) {
  const auto found = descriptors_.find(number);
  if (found == descriptors_.end() || found->second.generation != generation) return false;
  // The callback may drop itself, so it is kept until it returns.
  if (const Callback callback = found->second.callbacks[direction]) (*callback)();
  return true;
}

void EventLoop::Core::hand_out(const epoll_event& event) {
  const auto number = static_cast<int>(event.data.u64 & 0xffff'ffff);
  const auto generation = static_cast<std::uint32_t>(event.data.u64 >> 32);
  const bool closed = (event.events & (EPOLLHUP | EPOLLERR)) != 0;
  // Reading comes first, so that the last data is read before the end is reported.
  if ((closed || (event.events & (EPOLLIN | EPOLLRDHUP)) != 0) && !call(number, generation, kRead)) return;
  // Writing is reported after a hang-up, too: only the attempt to write tells the owner that the client is gone.
  if ((closed || (event.events & EPOLLOUT) != 0) && !call(number, generation, kWrite)) return;
  if (closed) call(number, generation, kClosed);
}

void EventLoop::Core::run() {
  GONGWEN_ASSERT(!running_);
  running_ = true;
  stopped_ = false;
  std::array<epoll_event, 128> events;
  while (!stopped_) {
    now_ = resources::steady_milliseconds();
    run_timers();
    run_posted();
    if (stopped_) break;
    const int count = ::epoll_wait(epoll_.number(), events.data(), events.size(), milliseconds_to_wait());
    // EINTR leaves `count` at -1, and the loop over events does nothing.
    GONGWEN_ASSERT(count >= 0 || errno == EINTR);
    now_ = resources::steady_milliseconds();
    for (int i = 0; i < count && !stopped_; ++i) hand_out(events[static_cast<std::size_t>(i)]);
  }
  // Work that was posted before stop() is done even if no further round comes, as run() promises.
  run_posted();
  running_ = false;
}

EventLoop::Handle::Handle(Handle&& other) noexcept : core_(std::move(other.core_)), id_(std::exchange(other.id_, 0)) {}

EventLoop::Handle& EventLoop::Handle::operator=(Handle&& other) noexcept {
  if (this == &other) return *this;
  drop();
  core_ = std::move(other.core_);
  id_ = std::exchange(other.id_, 0);
  return *this;
}

void EventLoop::Handle::drop() {
  if (id_ == 0) return;
  // The loop may be gone already: then nothing is to be ended.
  if (const auto core = core_.lock()) core->drop(id_);
  id_ = 0;
}

EventLoop::EventLoop() : core_(std::make_shared<Core>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() { core_->run(); }
void EventLoop::stop() { core_->stop(); }

EventLoop::Watch EventLoop::watch_readable(int descriptor, std::function<void()> ready) {
  return {core_, core_->watch(descriptor, kRead, std::move(ready))};
}

EventLoop::Watch EventLoop::watch_writable(int descriptor, std::function<void()> ready) {
  return {core_, core_->watch(descriptor, kWrite, std::move(ready))};
}

EventLoop::Watch EventLoop::watch_closed(int descriptor, std::function<void()> closed) {
  return {core_, core_->watch(descriptor, kClosed, std::move(closed))};
}

EventLoop::Timer EventLoop::after(std::chrono::milliseconds time, std::function<void()> done) {
  return {core_, core_->add_timer(time, std::move(done))};
}

void EventLoop::post(std::function<void()> work) { core_->post(std::move(work)); }

EventLoop::Watch EventLoop::on_signal(int signal, std::function<void()> received) {
  return {core_, core_->watch_signal(signal, std::move(received))};
}

std::int64_t EventLoop::now() const { return core_->now(); }

}  // namespace gongwen::http
