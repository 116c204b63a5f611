// Strangers' files read by gongwen-reader: many threads, programs that are killed, and missing programs.
#include "intake/file_reader.h"

#include "diagnostics/catalogue/intake.h"
#include "intake/detail/reader_program.h"
#include "intake/hand_made.h"
#include "resources/child_program.h"
#include "resources/scratch_folder.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gongwen::intake;
using gongwen::diagnostics::DiagnosticId;
using gongwen::tests::ScratchFolder;
namespace fs = std::filesystem;
namespace messages = gongwen::diagnostics::messages;

namespace {

constexpr std::chrono::seconds kPatience{20};

std::string form_with(const std::string& text) { return hand_made::form({"/FT/Tx/T(/a)/V(" + text + ")"}); }

bool tells(const std::vector<Notice>& notices, DiagnosticId id) {
  return std::any_of(notices.begin(), notices.end(), [id](const Notice& notice) { return notice.id == id; });
}

struct ProcessState {
  std::string name;
  char state = 'X';
  pid_t parent = 0;
};

ProcessState state_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);  // nothing when the process has ended since its file was opened
  ProcessState state;
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (close == std::string::npos) return state;
  state.name = text.substr(open + 1, close - open - 1);
  state.state = text[close + 2];
  state.parent = static_cast<pid_t>(std::stol(text.substr(close + 4)));
  return state;
}

bool has_ended(pid_t process) {
  const char state = state_of(process).state;
  return state == 'X' || state == 'Z';
}

/// The readers that a process has started and that run.
std::vector<pid_t> readers_of(pid_t starter) {
  std::vector<pid_t> readers;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto process = static_cast<pid_t>(std::stol(name));
    const ProcessState state = state_of(process);
    if (state.parent == starter && state.name == "gongwen-reader" && state.state != 'Z') readers.push_back(process);
  }
  return readers;
}

template <typename Condition>
bool comes_true(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

/// A program in the place of the reader.
void put_program(const ScratchFolder& folder, const std::string& script) {
  const std::string path = folder.path("gongwen-reader");
  std::ofstream(path, std::ios::binary) << "#!/bin/sh\n" << script;
  ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
}

}  // namespace

TEST(FileReader, OneProgramReadsManyFilesAndEndsWithTheReader) {
  pid_t program = 0;
  {
    FileReader reader;
    EXPECT_TRUE(readers_of(::getpid()).empty());
    for (int i = 0; i < 3; ++i) {
      const ReturnedFile file = reader.read(form_with("b" + std::to_string(i)), {});
      ASSERT_EQ(file.fields.size(), 1);
      EXPECT_EQ(file.fields.front().text, "b" + std::to_string(i));
      const std::vector<pid_t> readers = readers_of(::getpid());
      ASSERT_EQ(readers.size(), 1);
      EXPECT_TRUE(i == 0 || readers.front() == program);
      program = readers.front();
    }
  }
  EXPECT_EQ(state_of(program).state, 'X');
}

TEST(FileReader, TheProgramHasNothingOfItsStarter) {
  const gongwen::resources::FileDescriptor open_file(::open("/etc/hostname", O_RDONLY));  // without O_CLOEXEC
  FileReader reader;
  ASSERT_EQ(reader.read(form_with("b"), {}).fields.size(), 1);
  const std::vector<pid_t> readers = readers_of(::getpid());
  ASSERT_EQ(readers.size(), 1);
  const fs::path process = "/proc/" + std::to_string(readers.front());
  for (const auto& entry : fs::directory_iterator(process / "fd")) {
    const std::string target = fs::read_symlink(entry.path());
    const bool is_shared = target.starts_with("/memfd:gongwen-form") && entry.path().filename() == "1";
    EXPECT_TRUE(target.starts_with("socket:") || target.starts_with("anon_inode:") || target == "/dev/null" ||
                is_shared)
        << target;
  }
  std::ifstream environment(process / "environ");
  EXPECT_EQ(environment.peek(), std::ifstream::traits_type::eof());
}

TEST(FileReader, AnyNumberOfThreadsReadWhileProgramsAreKilled) {
  constexpr int kThreads = 4;
  constexpr int kKills = 8;
  constexpr int kFiles = 60;  // at least
  FileReader reader;
  std::array<std::atomic<int>, kThreads> done{};
  std::atomic<int> killed = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int number = 0; number < kThreads; ++number) {
    threads.emplace_back([&, number] {
      for (int i = 0; i < kFiles || killed < kKills; ++i) {
        const std::string text = std::to_string(number) + "-" + std::to_string(i);
        const ReturnedFile file = reader.read(form_with(text), {});
        if (file.fields.size() != 1 || file.fields.front().text != text || !file.notices.empty()) ++wrong;
        ++done[static_cast<std::size_t>(number)];
      }
    });
  }
  while (killed < kKills) {
    const std::vector<pid_t> readers = readers_of(::getpid());
    if (readers.empty()) continue;
    if (::kill(readers[static_cast<std::size_t>(killed) % readers.size()], SIGKILL) != 0) continue;
    // No file loses its program twice: each thread reads on before the next one is killed.
    std::array<int, kThreads> before{};
    for (std::size_t i = 0; i < kThreads; ++i) before[i] = done[i];
    const bool all_read_on = comes_true([&] {
      for (std::size_t i = 0; i < kThreads; ++i) {
        if (done[i] < before[i] + 2) return false;
      }
      return true;
    });
    killed = all_read_on ? killed + 1 : kKills;  // otherwise the threads would not end
    EXPECT_TRUE(all_read_on);
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST(FileReader, AFileThatTakesTooMuchHarmsNoOther) {
  FileReader reader;
  const std::string form = form_with("b");
  const std::string text(std::size_t{4} << 20, 'x');
  const std::string book = hand_made::workbook("<row><c t=\"inlineStr\"><is><t>" + text + "</t></is></c></row>", "");
  struct Case {
    std::string_view bytes;
    IntakeOptions options = {};
  };
  Case slow{form};
  slow.options.process.wall_seconds = 0;
  Case chatty{form};
  chatty.options.process.answer_bytes = 10;
  Case large{book};
  large.options.process.memory_bytes = 0;
  std::vector<std::jthread> threads;
  for (const Case& wild : {slow, chatty, large}) {
    threads.emplace_back([&reader, &form, wild] {
      for (int i = 0; i < 5; ++i) {
        const ReturnedFile file = reader.read(wild.bytes, wild.options);
        EXPECT_TRUE(file.fields.empty());
        EXPECT_TRUE(tells(file.notices, messages::IntakeStopped));
        EXPECT_EQ(reader.read(form, {}).fields.size(), 1);
      }
    });
  }
}

TEST(FileReader, WhoeverStopsTheWorkDoesNotWaitForTheFile) {
  const ScratchFolder folder;
  put_program(folder, "exec sleep 60\n");
  FileReader reader(folder.path("."));
  std::stop_source source;
  const gongwen::base::StopCheck check(source.get_token(), std::nullopt);
  const std::jthread other([&source] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    source.request_stop();
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(reader.read(form_with("b"), {}, &check), gongwen::base::WorkStopped);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(FileReader, AProgramThatIsNotThereIsTold) {
  const ScratchFolder folder;
  FileReader reader(folder.path("."));
  const ReturnedFile file = reader.read(form_with("b"), {});
  ASSERT_EQ(file.notices.size(), 1);
  EXPECT_EQ(file.notices.front().id, messages::IntakeNoReader);
  EXPECT_EQ(file.notices.front().arguments.front(), folder.path("gongwen-reader"));
  // Without it, only JSON can be read.
  EXPECT_EQ(reader.read("{}", {}).attached_json, "{}");
  put_program(folder, "exit 127\n");  // as the system's loader ends
  EXPECT_TRUE(tells(reader.read(form_with("b"), {}).notices, messages::IntakeNoReader));
  const auto archive = reader.unpack(hand_made::zip({{"a.pdf", "x"}}));
  ASSERT_TRUE(archive);
  EXPECT_TRUE(tells(archive->notices, messages::IntakeNoReader));
}

TEST(FileReader, NothingIsTakenFromAProgramThatAnswersSomethingElse) {
  const ScratchFolder folder;
  FileReader reader(folder.path("."));
  const std::string answers[] = {
      "exit 3\n",                                                                // nothing
      "exec /bin/cat <&0 >&0\n",                                                 // the question
      "printf '\\377\\377\\377\\377\\377\\377\\377\\377' >&0; exec sleep 60\n",  // a length beyond all measure
      "printf '\\003\\0\\0\\0\\0\\0\\0\\0' >&0\n",                               // less than was promised
      "printf '\\003\\0\\0\\0\\0\\0\\0\\0abc' >&0; exec sleep 60\n",             // no answer
  };
  for (const std::string& script : answers) {
    put_program(folder, script);
    EXPECT_TRUE(tells(reader.read(form_with("b"), {}).notices, messages::IntakeReaderEnded)) << script;
  }
  // An answer as it should be, whose content is none.
  put_program(folder, "printf '\\003\\0\\0\\0\\0\\0\\0\\0000{}' >&0; exec sleep 60\n");
  EXPECT_TRUE(tells(reader.read(form_with("b"), {}).notices, messages::IntakeStopped));
}

TEST(FileReader, ACopyOfTheProcessHasProgramsOfItsOwn) {
  FileReader reader;
  ASSERT_EQ(reader.read(form_with("b"), {}).fields.size(), 1);
  const std::vector<pid_t> before = readers_of(::getpid());
  const pid_t copy = ::fork();
  if (copy == 0) {
    const bool read = reader.read(form_with("c"), {}).fields.size() == 1;
    const bool own = readers_of(::getpid()).size() == 1;
    ::_exit(read && own ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(copy, &status, 0), copy);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(readers_of(::getpid()), before);
  EXPECT_EQ(reader.read(form_with("d"), {}).fields.front().text, "d");
}

TEST(FileReader, TheProgramEndsWhenItsStarterIsKilled) {
  const auto pipe = gongwen::resources::open_pipe();
  ASSERT_TRUE(pipe);
  const pid_t starter = ::fork();
  if (starter == 0) {
    FileReader reader;
    reader.read(form_with("b"), {});
    const pid_t program = readers_of(::getpid()).front();
    // A copy that lives on has the starter's end of the socket as well.
    if (::fork() == 0) {
      ::close(pipe->write.number());
      ::sleep(60);
      ::_exit(0);
    }
    gongwen::resources::write_all(pipe->write.number(), {reinterpret_cast<const char*>(&program), sizeof program});
    ::sleep(60);
    ::_exit(0);
  }
  pid_t program = 0;
  ASSERT_EQ(::read(pipe->read.number(), &program, sizeof program), static_cast<ssize_t>(sizeof program));
  std::vector<pid_t> copies;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto process = static_cast<pid_t>(std::stol(name));
    if (process != program && state_of(process).parent == starter) copies.push_back(process);
  }
  EXPECT_FALSE(has_ended(program));
  ::kill(starter, SIGKILL);
  EXPECT_TRUE(comes_true([program] { return has_ended(program); }));
  for (const pid_t copy : copies) ::kill(copy, SIGKILL);
  ::waitpid(starter, nullptr, 0);
}
