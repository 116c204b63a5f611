// Work beside the caller's: done once, by the thread or by whoever needs it first.
#include "base/side_thread.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

using gongwen::base::SideTask;
using gongwen::base::SideThread;

namespace {

/// Keeps the thread busy until it is opened.
class Barrier {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    reached_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_until_reached() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return reached_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

}  // namespace

TEST(SideTask, IsDoneOnceBeforeItIsFinished) {
  for (int i = 0; i < 200; ++i) {
    int done = 0;
    SideTask task([&] { ++done; });
    task.finish();
    EXPECT_EQ(done, 1);
    task.finish();
    EXPECT_EQ(done, 1);
  }
}

TEST(SideTask, IsDoneByItsCallerWhereTheThreadHasNotComeToIt) {
  Barrier barrier;
  SideTask first([&] { barrier.wait(); });
  barrier.wait_until_reached();
  std::thread::id by;
  SideTask second([&] { by = std::this_thread::get_id(); });
  second.finish();
  EXPECT_EQ(by, std::this_thread::get_id());
  barrier.open();
  first.finish();
}

TEST(SideTask, IsNotDoneWhereNobodyWaitsAndItWasNotStarted) {
  Barrier barrier;
  SideTask first([&] { barrier.wait(); });
  barrier.wait_until_reached();
  bool done = false;
  {
    const SideTask dropped([&] { done = true; });
  }
  SideTask replaced([&] { done = true; });
  replaced = SideTask();
  barrier.open();
  first.finish();
  EXPECT_FALSE(done);
}

TEST(SideTask, WaitsForWhatWasStarted) {
  Barrier barrier;
  std::atomic<bool> done = false;
  std::thread opener;
  {
    const SideTask task([&] {
      barrier.wait();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      done = true;
    });
    barrier.wait_until_reached();
    opener = std::thread([&] { barrier.open(); });
  }
  EXPECT_TRUE(done);
  opener.join();
}

TEST(SideTask, GivesWhatWasThrownToItsCaller) {
  SideTask task([] { throw std::runtime_error("thrown beside"); });
  EXPECT_THROW(task.finish(), std::runtime_error);
  SideTask next([] {});
  EXPECT_NO_THROW(next.finish());
}

TEST(SideThread, IsOneForAllWhileAnybodyHasIt) {
  const auto held = SideThread::shared();
  EXPECT_EQ(held, SideThread::shared());
  std::vector<std::thread> callers;
  std::atomic<int> sum = 0;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        SideTask task([&] { ++sum; });
        task.finish();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum, 2000);
}

TEST(SideThread, SettlesWhenWhatWasStartedIsDone) {
  const auto held = SideThread::shared();
  held->settle();
  Barrier barrier;
  std::atomic<bool> done = false;
  SideTask started([&] {
    barrier.wait();
    done = true;
  });
  barrier.wait_until_reached();
  int waiting_done = 0;
  SideTask waiting([&] { ++waiting_done; });
  std::thread opener([&] { barrier.open(); });
  held->settle();
  EXPECT_TRUE(done);
  opener.join();
  // Whether the thread came to it before or not.
  waiting.finish();
  EXPECT_EQ(waiting_done, 1);
}

/// A copy of the process has no such thread, and needs none.
TEST(SideThread, InACopyOfTheProcessCallersDoTheWork) {
  auto held = SideThread::shared();
  SideTask([] {}).finish();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::alarm(20);
    int done = 0;
    SideTask task([&] { ++done; });
    task.finish();
    task = SideTask();
    held.reset();
    SideTask([&] { ++done; }).finish();
    ::_exit(done == 2 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
