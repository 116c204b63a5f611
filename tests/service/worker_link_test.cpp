// A link to workers that do what no worker does.
#include "service/worker.h"

#include <chrono>
#include <functional>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace std::chrono_literals;

namespace {

/// Of a test, for what comes sooner on any machine.
constexpr auto kPatience = 30s;

/// What came of a worker that is a line of shell, until it ended or the loop was idle after so many of its messages.
/// A timer ends the loop: it comes although there is always something to read.
struct Seen {
  explicit Seen(const std::string& worker, std::size_t enough = 1000) {
    http::EventLoop loop;
    constexpr std::size_t kMaxMessage = 1000;
    service::WorkerLink link(
        loop, kMaxMessage, [this](const std::string&) { ++messages; },
        [&] {
          ended = true;
          loop.stop();
        });
    EXPECT_FALSE(link.start("/bin/sh", {"sh", "-c", worker}));
    const auto start = std::chrono::steady_clock::now();
    http::EventLoop::Timer timer;
    std::function<void()> look = [&] {
      time = std::chrono::steady_clock::now() - start;
      if (messages > enough || time > kPatience) return loop.stop();
      timer = loop.after(10ms, look);
    };
    look();
    loop.run();
  }

  std::size_t messages = 0;
  bool ended = false;
  std::chrono::steady_clock::duration time{};
};

}  // namespace

TEST(WorkerLink, AWorkerThatNeverStopsWritingDoesNotHoldUpTheLoop) {
  // Each eight of its bytes are a message of none.
  const Seen seen("exec /usr/bin/cat /dev/zero >&0");
  EXPECT_GT(seen.messages, 1000U);
  EXPECT_FALSE(seen.ended);
  EXPECT_LT(seen.time, kPatience);
}

TEST(WorkerLink, AMessageThatIsTooLongEndsTheWorkerWhileItWrites) {
  const Seen seen("exec /usr/bin/tr '\\0' '\\377' < /dev/zero >&0");
  EXPECT_EQ(seen.messages, 0U);
  EXPECT_TRUE(seen.ended);
  EXPECT_LT(seen.time, kPatience);
}

TEST(WorkerLink, AWorkerThatEndsIsNoticed) {
  const Seen seen("exit 0");
  EXPECT_TRUE(seen.ended);
}
