#include "intake/detail/child_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

using namespace gongwen::intake;

TEST(ChildProcess, AChildGivesItsAnswer) {
  const std::string long_text(3'000'000, 'x');
  const ProcessResult result = run_in_child([&] { return long_text; }, {});
  EXPECT_EQ(result.end, ProcessEnd::Done);
  EXPECT_EQ(result.answer, long_text);
}

TEST(ChildProcess, AChildThatGoesWrongEndsAlone) {
  EXPECT_EQ(run_in_child([]() -> std::string { std::abort(); }, {}).end, ProcessEnd::Crashed);
  EXPECT_EQ(run_in_child([]() -> std::string { throw 1; }, {}).end, ProcessEnd::Crashed);
  EXPECT_EQ(run_in_child([]() -> std::string { throw std::bad_alloc(); }, {}).end, ProcessEnd::OutOfMemory);
}

TEST(ChildProcess, AChildMayTakeOnlySoMuch) {
  ProcessLimits limits;
  limits.cpu_seconds = 1;
  const auto spin = []() -> std::string {
    volatile unsigned turns = 0;
    for (;;) turns = turns + 1;
  };
  EXPECT_EQ(run_in_child(spin, limits).end, ProcessEnd::OutOfTime);
  limits.wall_seconds = 1;
  const auto sleep_long = [] {
    sleep(20);
    return std::string("late");
  };
  EXPECT_EQ(run_in_child(sleep_long, limits).end, ProcessEnd::OutOfTime);
  limits.answer_bytes = 1'000;
  EXPECT_NE(run_in_child([] { return std::string(100'000, 'x'); }, limits).end, ProcessEnd::Done);
#ifndef __SANITIZE_ADDRESS__
  const auto allocate = [] {
    return std::string(std::size_t{800} << 20, 'x');
  };
  EXPECT_EQ(run_in_child(allocate, {}).end, ProcessEnd::OutOfMemory);
#endif
}
