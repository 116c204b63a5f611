#include "resources/child_program.h"

#include "resources/environment.h"
#include "resources/scratch_folder.h"

#include <array>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

using namespace gongwen::resources;

namespace {

struct Outcome {
  std::string output;
  std::string end;
};

/// Runs a command of the shell with a text on its standard input.
Outcome run(const std::string& command, const std::string& input, Inherited inherited) {
  std::optional<Pipe> to = open_pipe();
  std::optional<Pipe> from = open_pipe();
  pid_t child = 0;
  const ProgramCall call{"/bin/sh", {"sh", "-c", command}, inherited, to->read.number(), from->write.number()};
  if (const std::error_code error = start_program(call, child)) return {{}, error.message()};
  to->read = FileDescriptor();
  from->write = FileDescriptor();
  {
    const NoPipeSignal no_signal;
    write_all(to->write.number(), input);
  }
  to->write = FileDescriptor();
  Outcome outcome;
  std::array<char, 1000> buffer{};
  for (ssize_t count = 0; (count = ::read(from->read.number(), buffer.data(), buffer.size())) > 0;)
    outcome.output.append(buffer.data(), static_cast<std::size_t>(count));
  outcome.end = end_words(wait_for_program(child));
  return outcome;
}

}  // namespace

TEST(ChildProgram, InputGoesInAndOutputComesOut) {
  const Outcome outcome = run("/bin/cat; exit 3", "abc", Inherited::Nothing);
  EXPECT_EQ(outcome.output, "abc");
  EXPECT_EQ(outcome.end, "exit status 3");
  EXPECT_EQ(run("kill -9 $$", "", Inherited::Nothing).end, "signal 9");
  EXPECT_EQ(run("exit 0", std::string(std::size_t{1} << 20, 'x'), Inherited::Nothing).end, "");
}

TEST(ChildProgram, NothingIsInheritedButWhatIsAskedFor) {
  ::setenv("GONGWEN_TEST_VARIABLE", "x", 1);
  const FileDescriptor open_file(::open("/etc/hostname", O_RDONLY));  // without O_CLOEXEC
  const std::string command = "echo ${GONGWEN_TEST_VARIABLE-none}; [ -e /proc/self/fd/" +
                              std::to_string(open_file.number()) + " ] && echo open || echo closed";
  EXPECT_EQ(run(command, "", Inherited::Nothing).output, "none\nclosed\n");
  EXPECT_EQ(run(command, "", Inherited::Everything).output, "x\nopen\n");
  ::unsetenv("GONGWEN_TEST_VARIABLE");
}

TEST(ChildProgram, SignalsThatAreIgnoredHereAreNotIgnoredThere) {
  void (*const before)(int) = ::signal(SIGALRM, SIG_IGN);
  EXPECT_EQ(run("kill -ALRM $$; echo alive", "", Inherited::Nothing).end, "signal 14");
  EXPECT_EQ(run("kill -ALRM $$; echo alive", "", Inherited::Everything).output, "alive\n");
  ::signal(SIGALRM, before);
}

TEST(ChildProgram, AnEndThatTheSystemDoesNotKeepIsUnknown) {
  void (*const before)(int) = ::signal(SIGCHLD, SIG_IGN);
  pid_t child = 0;
  ASSERT_FALSE(start_program({"/bin/sh", {"sh", "-c", "exit 3"}}, child));
  EXPECT_FALSE(wait_for_program(child));
  ::signal(SIGCHLD, before);
}

TEST(ChildProgram, AProgramThatCannotBeStartedIsAnErrorAtOnce) {
  const gongwen::tests::ScratchFolder folder;
  pid_t child = 0;
  EXPECT_EQ(start_program({folder.path("none"), {"none"}}, child), std::errc::no_such_file_or_directory);
  const std::string plain = folder.write("plain", "no program");
  EXPECT_EQ(start_program({plain, {"plain"}}, child), std::errc::permission_denied);
}

TEST(ChildProgram, AProcessCanBeEndedByItsHandle) {
  pid_t child = 0;
  ASSERT_FALSE(start_program({"/bin/sh", {"sh", "-c", "exec sleep 60"}}, child));
  const FileDescriptor handle = process_handle(child);
  ASSERT_TRUE(handle);
  end_process(handle);
  EXPECT_EQ(end_words(wait_for_program(child)), "signal 9");
  end_process(handle);  // which is nobody's any more
}

TEST(ChildProgram, ProgramsOfOursAreInTheirFolder) {
  EXPECT_EQ(libexec_path("/opt/x/", "gongwen-reader"), "/opt/x/gongwen-reader");
  EXPECT_TRUE(libexec_path("", "gongwen-reader").ends_with("/libexec/gongwen/gongwen-reader"));
}

TEST(ChildProgram, IsEndedWhenItsTimeIsOver) {
  using std::chrono::milliseconds;
  // With a handle, and as on systems without handles.
  for (const bool has_handle : {true, false}) {
    SCOPED_TRACE(has_handle);
    const auto start = [](const char* command) {
      pid_t child = 0;
      EXPECT_FALSE(start_program({"/bin/sh", {"sh", "-c", command}}, child));
      return child;
    };
    const auto handle_of = [has_handle](pid_t child) {
      return has_handle ? process_handle(child) : FileDescriptor();
    };
    const pid_t quick = start("exit 3");
    EXPECT_TRUE(ends_within(quick, handle_of(quick), milliseconds(60'000)));
    EXPECT_EQ(end_words(wait_for_program(quick)), "exit status 3");
    const pid_t slow = start("exec sleep 600");
    EXPECT_FALSE(ends_within(slow, handle_of(slow), milliseconds(50)));
    EXPECT_EQ(end_words(wait_for_program(slow)), "signal 9");
  }
}

TEST(ChildProgram, IsRunToItsEnd) {
  using std::chrono::milliseconds;
  const auto run_shell = [](const char* command, std::string_view input, std::optional<milliseconds> time) {
    ProgramCall call{"sh", {"sh", "-c", command}};
    call.environment = {"PATH=/usr/bin:/bin", "GREETING=hello"};
    call.is_group = true;
    return run_program(std::move(call), input, time);
  };
  const ProgramEnd good = run_shell("cat; echo $GREETING; echo error >&2; exit 3", "input ", std::nullopt);
  EXPECT_EQ(good.output, "input hello\nerror\n");
  EXPECT_EQ(end_words(good.status), "exit status 3");
  // It need not read its input, and what it leaves in the background is not waited for.
  const std::string much(1'000'000, 'x');
  EXPECT_EQ(end_words(run_shell("sleep 60 & exit 0", much, milliseconds(30'000)).status), "");
  EXPECT_EQ(run_shell("cat", much, milliseconds(30'000)).output, std::string(2'000, 'x'));
  const ProgramEnd slow = run_shell("sleep 60 & sleep 60", {}, milliseconds(50));
  EXPECT_TRUE(slow.is_out_of_time);
  EXPECT_TRUE(run_program({"no-such-program", {"x"}}, {}, std::nullopt).not_started);
}
