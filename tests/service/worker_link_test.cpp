// A link to workers that do what no worker does.
#include "service/worker.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace std::chrono_literals;

namespace {

/// What came of a worker that is a line of shell, within half a second.
struct Seen {
  explicit Seen(const std::string& worker, std::size_t max_message = 1000) {
    http::EventLoop loop;
    service::WorkerLink link(
        loop, max_message, [this](const std::string&) { ++messages; },
        [&] {
          ended = true;
          loop.stop();
        });
    EXPECT_FALSE(link.start("/bin/sh", {"sh", "-c", worker}));
    const auto limit = loop.after(500ms, [&] { loop.stop(); });
    const auto start = std::chrono::steady_clock::now();
    loop.run();
    time = std::chrono::steady_clock::now() - start;
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
  EXPECT_LT(seen.time, 10s);
}

TEST(WorkerLink, AMessageThatIsTooLongEndsTheWorkerWhileItWrites) {
  const Seen seen("exec /usr/bin/tr '\\0' '\\377' < /dev/zero >&0");
  EXPECT_EQ(seen.messages, 0U);
  EXPECT_TRUE(seen.ended);
  EXPECT_LT(seen.time, 10s);
}

TEST(WorkerLink, AWorkerThatEndsIsNoticed) {
  const Seen seen("exit 0");
  EXPECT_TRUE(seen.ended);
}
