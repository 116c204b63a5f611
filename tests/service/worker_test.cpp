#include "service/worker.h"

#include "resources/file_tree.h"
#include "resources/message_channel.h"
#include "service/detail/task.h"
#include "support/skips.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gongwen;

namespace {

/// What `work` answers in a process that has given up what a worker gives up.
int in_worker(const service::WorkerLimits& limits, const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    service::give_up_rights(limits);
    ::_exit(work());
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

bool has_landlock() { return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0; }

service::WorkerLimits unlimited() {
  service::WorkerLimits limits;
  limits.address_space = static_cast<std::uint64_t>(-1);  // sanitizers reserve terabytes
  return limits;
}

}  // namespace

TEST(Worker, OpensNoConnection) {
  if (!resources::can_refuse_calls()) GONGWEN_SKIP_WITHOUT(RefusedCalls);
  const auto count_allowed = [] {
    int allowed = 0;
    for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK}) {
      if (::socket(family, SOCK_STREAM, 0) >= 0 || errno != EPERM) ++allowed;
    }
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0) ++allowed;
    if (::unshare(CLONE_NEWUSER) == 0) ++allowed;
    // A pair leads nowhere else: this is how `gongwen-reader` is asked.
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) != 0) allowed += 100;
    return allowed;
  };
  EXPECT_EQ(in_worker(unlimited(), count_allowed), 0);
}

TEST(Worker, SeesTheFilesOfItsEngineAlone) {
  if (!has_landlock()) GONGWEN_SKIP_WITHOUT(Landlock);
  char state[] = "/tmp/gongwen-worker-XXXXXX";
  ASSERT_NE(::mkdtemp(state), nullptr);
  const std::string folder = state;
  const std::string secret = folder + "/inbox.db";
  const std::string room = folder + "/room";
  ASSERT_EQ(::mkdir(room.c_str(), 0700), 0);
  const int made = ::open(secret.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  ASSERT_GE(made, 0);
  ::close(made);
  EngineOptions options;
  options.temporary_folder = room;
  service::WorkerLimits limits = unlimited();
  limits.files = service::files_of_worker(options);
  const auto count_wrong = [&] {
    int wrong = 0;
    if (::open(secret.c_str(), O_RDONLY | O_CLOEXEC) >= 0) ++wrong;
    if (::truncate(secret.c_str(), 0) == 0) ++wrong;
    if (::unlink(secret.c_str()) == 0) ++wrong;
    if (::open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0) ++wrong;
    if (::open((folder + "/new").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600) >= 0) ++wrong;
    if (::open((room + "/new").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600) < 0) wrong += 10;
    if (::open("/proc/self/statm", O_RDONLY | O_CLOEXEC) < 0) wrong += 10;
    if (::open("/dev/null", O_RDWR | O_CLOEXEC) < 0) wrong += 10;
    std::string program = "/bin/sh";
    std::array<char*, 2> words{program.data(), nullptr};
    ::execv(program.c_str(), words.data());
    return errno == EACCES ? wrong : 100;
  };
  EXPECT_EQ(in_worker(limits, count_wrong), 0);
  ::unlink((room + "/new").c_str());
  ::rmdir(room.c_str());
  ::unlink(secret.c_str());
  ::rmdir(state);
}

TEST(Worker, EndsAProgramThatLooksAtAFileForTooLong) {
  const auto folder = resources::TemporaryFolder::make("/tmp");
  ASSERT_TRUE(folder);
  const std::string script = folder->path() + "/scan";
  ASSERT_FALSE(resources::write_new_file(script, "#!/bin/sh\nexec sleep 60\n"));
  ASSERT_EQ(::chmod(script.c_str(), 0700), 0);
  EngineOptions options;
  options.temporary_folder = folder->path();
  const Engine engine(options);
  service::WorkerMemory memory{options, {}, {}};
  service::Task task;
  task.operation = service::Operation::Scan;
  task.time = std::chrono::milliseconds(200);
  task.options.command = script;
  task.files = {{"file", "bytes"}};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(service::answer_task(task, engine, memory).outcome, service::Outcome::TooLong);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  EXPECT_EQ(resources::names_in(folder->path()), std::vector<std::string>{"scan"});
}

TEST(Worker, RehearsesInAThreadOfTheLowestPriority) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    ::_exit(service::run_worker(resources::FileDescriptor(ends[1]), {}, unlimited(), 2));
  }
  ::close(ends[1]);
  resources::MessageChannel channel{resources::FileDescriptor(ends[0])};
  const std::string threads = "/proc/" + std::to_string(child) + "/task";
  // How many of its threads have the lowest priority.
  const auto count_lowest = [&] {
    constexpr int kLowest = 19;
    const std::vector<std::string> names = resources::names_in(threads);
    return std::count_if(names.begin(), names.end(), [](const std::string& thread) {
      return ::getpriority(PRIO_PROCESS, static_cast<id_t>(std::stoul(thread))) == kLowest;
    });
  };
  const auto do_task = [&] {
    std::string head, body;
    EXPECT_FALSE(resources::write_all(channel.socket(), service::write_task(service::Task{})));
    const resources::Deadline deadline(std::chrono::seconds(60));
    EXPECT_EQ(channel.receive(head, service::kMaxMessageBytes, nullptr, &deadline), resources::Exchange::Done);
    EXPECT_EQ(channel.receive(body, service::kMaxMessageBytes, nullptr, &deadline), resources::Exchange::Done);
    const auto answer = service::parse_answer(head, body);
    EXPECT_TRUE(answer && answer->outcome == service::Outcome::Done);
  };
  do_task();
  EXPECT_EQ(count_lowest(), 1);
  do_task();
  do_task();
  // The system lists a thread for a moment after it was joined.
  const resources::Deadline deadline(std::chrono::seconds(60));
  while (count_lowest() > 0 && !deadline.passed()) ::usleep(1'000);
  EXPECT_EQ(count_lowest(), 0);
  ::shutdown(channel.socket(), SHUT_RDWR);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
}
