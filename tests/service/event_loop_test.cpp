#include "service/http/event_loop.h"

#include "resources/file_descriptor.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using gongwen::http::EventLoop;
using gongwen::resources::FileDescriptor;
using std::chrono::milliseconds;

struct Pair {
  FileDescriptor near;
  FileDescriptor far;
};

Pair make_pair_of_sockets() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

void send_byte(const FileDescriptor& socket) { EXPECT_EQ(::send(socket.number(), "x", 1, MSG_NOSIGNAL), 1); }
char take_byte(const FileDescriptor& socket) {
  char byte = 0;
  return ::recv(socket.number(), &byte, 1, 0) == 1 ? byte : '\0';
}

TEST(EventLoop, TimersCallInTheirOrder) {
  EventLoop loop;
  std::string order;
  const auto third = loop.after(milliseconds(30), [&] { order += '3', loop.stop(); });
  const auto first = loop.after(milliseconds(0), [&] { order += '1'; });
  const auto second = loop.after(milliseconds(10), [&] { order += '2'; });
  loop.run();
  EXPECT_EQ(order, "123");
}

TEST(EventLoop, CallbacksMayKeepOtherWatches) {
  EventLoop loop;
  const Pair pair = make_pair_of_sockets();
  const auto owned = [](EventLoop::Watch watch) {
    return std::make_shared<EventLoop::Watch>(std::move(watch));
  };
  auto reads = loop.watch_readable(pair.near.number(),
                                   [kept = owned(loop.watch_writable(pair.near.number(), [] {}))] { (void)kept; });
  reads.drop();
  // Of the same descriptor, which nobody watches any more.
  reads = loop.watch_readable(pair.near.number(), [&] { loop.stop(); });
  auto timer = loop.after(milliseconds(1), [kept = owned(loop.after(milliseconds(1), [] {}))] { (void)kept; });
  timer.drop();
  auto signal = loop.on_signal(SIGUSR1, [kept = owned(loop.on_signal(SIGUSR2, [] {}))] { (void)kept; });
  signal.drop();
  signal = loop.on_signal(SIGUSR2, [] {});
  send_byte(pair.far);
  loop.run();
}

TEST(EventLoop, DroppedTimerDoesNotCall) {
  EventLoop loop;
  bool called = false;
  auto dropped = loop.after(milliseconds(1), [&] { called = true; });
  const auto end = loop.after(milliseconds(20), [&] { loop.stop(); });
  EXPECT_TRUE(dropped);
  dropped.drop();
  EXPECT_FALSE(dropped);
  loop.run();
  EXPECT_FALSE(called);
}

TEST(EventLoop, TimerMayReplaceItself) {
  EventLoop loop;
  int count = 0;
  EventLoop::Timer timer;
  std::function<void()> again = [&] {
    if (++count == 3) return loop.stop();
    timer = loop.after(milliseconds(1), again);
  };
  timer = loop.after(milliseconds(1), again);
  loop.run();
  EXPECT_EQ(count, 3);
}

TEST(EventLoop, ReadableCallsUntilTheWatchIsDropped) {
  EventLoop loop;
  const Pair pair = make_pair_of_sockets();
  int count = 0;
  EventLoop::Watch watch = loop.watch_readable(pair.near.number(), [&] {
    if (++count == 2) watch.drop();
  });
  send_byte(pair.far);
  const auto end = loop.after(milliseconds(20), [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(count, 2);
}

TEST(EventLoop, ReadsBeforeItSaysClosed) {
  EventLoop loop;
  Pair pair = make_pair_of_sockets();
  std::string order;
  const auto reads = loop.watch_readable(pair.near.number(), [&] { order += take_byte(pair.near) == 'x' ? 'r' : 'e'; });
  const auto closed = loop.watch_closed(pair.near.number(), [&] { order += 'c', loop.stop(); });
  send_byte(pair.far);
  pair.far = {};
  loop.run();
  EXPECT_EQ(order, "rc");
}

TEST(EventLoop, HalfClosedIsNotClosed) {
  EventLoop loop;
  const Pair pair = make_pair_of_sockets();
  bool closed = false;
  bool ended = false;
  EventLoop::Watch reads = loop.watch_readable(pair.near.number(), [&] { ended = true, reads.drop(); });
  const auto watch = loop.watch_closed(pair.near.number(), [&] { closed = true; });
  const auto end = loop.after(milliseconds(20), [&] { loop.stop(); });
  ::shutdown(pair.far.number(), SHUT_WR);
  loop.run();
  EXPECT_TRUE(ended);
  EXPECT_FALSE(closed);
}

TEST(EventLoop, WritableAndReadableOfOneDescriptor) {
  EventLoop loop;
  const Pair pair = make_pair_of_sockets();
  int reads = 0;
  EventLoop::Watch writing = loop.watch_writable(pair.near.number(), [&] {
    writing.drop();
    send_byte(pair.far);
  });
  const auto reading = loop.watch_readable(pair.near.number(), [&] {
    ++reads;
    take_byte(pair.near);
    loop.stop();
  });
  loop.run();
  EXPECT_EQ(reads, 1);
}

TEST(EventLoop, NewDescriptorOfTheSameNumberGetsNoOldEvents) {
  EventLoop loop;
  Pair first = make_pair_of_sockets();
  Pair second = make_pair_of_sockets();
  Pair third;
  int old_calls = 0;
  int new_calls = 0;
  EventLoop::Watch watches[2];
  // Whoever is called first closes the other, whose number is used again at once.
  const auto replace = [&](int other, Pair& pair) {
    ++old_calls;
    const int number = pair.near.number();
    watches[0].drop();
    watches[1].drop();
    pair.near = {};
    third = make_pair_of_sockets();
    EXPECT_TRUE(third.near.number() == number || third.far.number() == number);
    watches[other] = loop.watch_readable(number, [&] { ++new_calls; });
  };
  watches[0] = loop.watch_readable(first.near.number(), [&] { replace(1, second); });
  watches[1] = loop.watch_readable(second.near.number(), [&] { replace(0, first); });
  send_byte(first.far);
  send_byte(second.far);
  const auto end = loop.after(milliseconds(20), [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(old_calls, 1);
  EXPECT_EQ(new_calls, 0);
}

TEST(EventLoop, PostedWorkIsDoneLaterAndBeforeTheEnd) {
  EventLoop loop;
  std::string order;
  loop.post([&] {
    loop.post([&] {
      order += 'b';
      loop.post([&] { order += 'c'; });
      loop.stop();
    });
    order += 'a';
  });
  loop.run();
  EXPECT_EQ(order, "abc");
}

TEST(EventLoop, SignalsAreEvents) {
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  EventLoop loop;
  int terms = 0;
  int hups = 0;
  {
    auto term = loop.on_signal(SIGTERM, [&] { ++terms, loop.stop(); });
    const auto hup = loop.on_signal(SIGHUP, [&] { ++hups; });
    ::raise(SIGHUP);
    ::raise(SIGTERM);
    loop.run();
    term.drop();
    ::raise(SIGHUP);
    const auto end = loop.after(milliseconds(10), [&] { loop.stop(); });
    loop.run();
  }
  EXPECT_EQ(terms, 1);
  EXPECT_EQ(hups, 2);
  sigset_t after;
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
  EXPECT_EQ(sigismember(&after, SIGHUP), sigismember(&before, SIGHUP));
}

TEST(EventLoop, HandlesOutliveTheLoop) {
  const Pair pair = make_pair_of_sockets();
  auto loop = std::make_unique<EventLoop>();
  auto timer = loop->after(milliseconds(1), [] {});
  auto watch = loop->watch_readable(pair.near.number(), [] {});
  EventLoop::Watch moved = std::move(watch);
  loop.reset();
  EXPECT_TRUE(moved);
  moved.drop();
  timer.drop();
}

}  // namespace
