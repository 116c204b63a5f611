#include "programs/reader/reader.h"
#include "support/skips.h"

#include <array>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace gongwen::reader;
using gongwen::intake::ProcessEnd;
using gongwen::intake::ProcessLimits;

namespace {

bool has_landlock() { return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0; }

}  // namespace

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

TEST(ChildProcess, AChildMayDoNothingButCompute) {
  if (!has_landlock()) GONGWEN_SKIP_WITHOUT(Landlock);
  const auto reach_out = [] {
    give_up_rights();
    std::string opened;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0) opened += "network ";
    if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0) opened += "socket ";
    if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0) opened += "file ";
    if (open("/tmp/gongwen-reader-test", O_CREAT | O_WRONLY | O_CLOEXEC, 0600) >= 0) opened += "new file ";
    std::string path = "/bin/true";
    std::array<char*, 2> words{path.data(), nullptr};
    execv(path.c_str(), words.data());
    return opened + (errno == EPERM || errno == EACCES ? "nothing" : "program");
  };
  const ProcessResult result = run_in_child(reach_out, {});
  EXPECT_EQ(result.end, ProcessEnd::Done);
  EXPECT_EQ(result.answer, "nothing");
}

TEST(ChildProcess, AChildWhoseAnswerNobodyWantsIsEnded) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  const std::array<pollfd, 1> watched{pollfd{ends[0], POLLIN, 0}};
  const auto sleep_long = [] {
    sleep(20);
    return std::string("late");
  };
  EXPECT_NE(run_in_child(sleep_long, {}, watched).end, ProcessEnd::Done);
  close(ends[0]);
  close(ends[1]);
}
