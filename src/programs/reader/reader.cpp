#include "programs/reader/reader.h"

#include "adopt/word_draft.h"
#include "intake/wire.h"
#include "resources/child_program.h"
#include "resources/confine.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Each file is read in a forked child, which has limits on memory and time, may open no file, and writes its answer
// into a pipe. Its parent kills it when the time is over, or when the starter has ended.

namespace gongwen::reader {
namespace {

using intake::ProcessEnd;
using intake::ProcessLimits;

constexpr int kOutOfMemory = 101;
constexpr int kFailed = 102;

void set_limit(int what, std::size_t most) {
  const rlimit limit{most, most};
  setrlimit(static_cast<__rlimit_resource>(what), &limit);
}

/// The child must not use files that the parent has open.
void close_all_but(int kept) {
  const auto first = static_cast<unsigned>(STDERR_FILENO + 1);
  const auto number = static_cast<unsigned>(kept);
  if (number > first) close_range(first, number - 1, 0);
  close_range(number + 1, ~0U, 0);
}

/// The parent of a forked process.
struct Parent {
  pid_t number = 0;
  std::uint64_t address_space = 0;
};

int nowhere() {
  static const resources::FileDescriptor file(open("/dev/null", O_RDWR | O_CLOEXEC));
  return file.number();
}

void be_limited(const ProcessLimits& limits, const Parent& parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent.number) _exit(kFailed);  // the parent was killed before the death signal could be set
  const rlimit cpu{limits.cpu_seconds, limits.cpu_seconds + 1};
  setrlimit(RLIMIT_CPU, &cpu);
  set_limit(RLIMIT_NPROC, 0);
  resources::limit_address_space(parent.address_space + limits.memory_bytes, parent.address_space);
  close_file_system();
}

[[noreturn]] void be_child(int pipe, const std::function<std::string()>& work, const ProcessLimits& limits,
                           const Parent& parent) {
  for (const int stream : {0, 1, 2}) dup2(nowhere(), stream);
  close_all_but(pipe);
  be_limited(limits, parent);
  int status = kFailed;
  try {
    status = resources::write_all(pipe, work()) ? kFailed : 0;
  } catch (const std::bad_alloc&) {
    status = kOutOfMemory;
  } catch (...) {
    status = kFailed;
  }
  _exit(status);
}

long long milliseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long long>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

/// Reads the child's output. Returns whether it ended in time and within the size limit.
bool read_answer(int pipe, const ProcessLimits& limits, std::span<const pollfd> watched, std::string& answer) {
  const long long deadline = milliseconds_now() + static_cast<long long>(limits.wall_seconds) * 1000;
  std::vector<pollfd> waiting = {pollfd{pipe, POLLIN, 0}};
  waiting.insert(waiting.end(), watched.begin(), watched.end());
  std::array<char, std::size_t{64} << 10> buffer;
  for (;;) {
    const long long left = deadline - milliseconds_now();
    const int ready = left <= 0 ? 0 : poll(waiting.data(), waiting.size(), static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    for (std::size_t i = 1; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) return false;
    }
    const ssize_t count = read(pipe, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0;
    answer.append(buffer.data(), static_cast<std::size_t>(count));
    if (answer.size() > limits.answer_bytes) return false;
  }
}

/// A child whose answer was cut off has failed, even if it finished before it was killed.
ProcessEnd end_of(int status, bool in_time) {
  if (WIFEXITED(status) && (in_time || WEXITSTATUS(status) != 0)) {
    if (WEXITSTATUS(status) == 0) return ProcessEnd::Done;
    return WEXITSTATUS(status) == kOutOfMemory ? ProcessEnd::OutOfMemory : ProcessEnd::Crashed;
  }
  if (!in_time || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)) return ProcessEnd::OutOfTime;
  return ProcessEnd::Crashed;
}

}  // namespace

ProcessResult run_in_child(const std::function<std::string()>& work, const ProcessLimits& limits,
                           std::span<const pollfd> watched) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const Parent parent{getpid(), resources::address_space()};
  nowhere();  // open it before there is a child, which cannot open files
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return {};
  }
  if (child == 0) {
    close(ends[0]);
    be_child(ends[1], work, limits, parent);
  }
  close(ends[1]);
  ProcessResult result;
  const bool in_time = read_answer(ends[0], limits, watched, result.answer);
  close(ends[0]);
  if (!in_time) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.end = end_of(status, in_time);
  if (result.end != ProcessEnd::Done) result.answer.clear();
  return result;
}

void give_up_rights() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  const auto outside = resources::outside_calls();
  std::vector<int> refused(outside.begin(), outside.end());
  refused.insert(refused.end(), {SYS_execve, SYS_execveat, SYS_socketpair});
  resources::refuse_calls(refused);
}

void close_file_system() { resources::allow_files({}); }

namespace {

constexpr int kStarterEnded = 0;
constexpr int kBadRequest = 2;

/// The starter as a file that becomes readable when it ends. The end of the socket is not sufficient, since children of
/// the starter may have it too.
std::optional<resources::FileDescriptor> watch_starter(pid_t starter) {
  resources::FileDescriptor watch = resources::process_handle(starter);
  // If it has ended already, its number may belong to another process.
  if (::getppid() != starter) return std::nullopt;
  return watch;
}

/// Reads files, each in a forked process. The library is loaded when the first file needs it: few do, and everything
/// that is loaded makes forking slower.
class FileReading {
 public:
  explicit FileReading(std::span<const pollfd> starter) : starter_(starter) { intake::prepare_to_read(); }

  intake::ReadAnswer answer(const intake::ReadRequest& request, std::string_view bytes) {
    if (request.type == intake::ForeignType::WordDraft) {
      ProcessResult result =
          run_in_child([&] { return adopt::write_draft(adopt::draft_of(bytes)); }, request.process, starter_);
      return {result.end, std::move(result.answer)};
    }
    if (!has_library_) {
      ProcessResult result =
          run_in_child([&] { return intake::read_without_library(request, bytes); }, request.process, starter_);
      if (result.end != intake::ProcessEnd::Done || !result.answer.empty())
        return {result.end, std::move(result.answer)};
      intake::load_library();
      has_library_ = true;
    }
    ProcessResult result =
        run_in_child([&] { return intake::read_foreign(request, bytes); }, request.process, starter_);
    return {result.end, std::move(result.answer)};
  }

 private:
  std::span<const pollfd> starter_;
  bool has_library_ = false;
};

}  // namespace

int serve(int socket, pid_t starter, std::string_view shared) {
  const std::optional<resources::FileDescriptor> watch = watch_starter(starter);
  if (!watch) return kStarterEnded;
  intake::MessageChannel channel(resources::FileDescriptor(socket), watch->number());
  const std::array<pollfd, 2> ended{pollfd{watch->number(), POLLIN, 0}, pollfd{socket, POLLRDHUP, 0}};
  FileReading reading(ended);
  using intake::Exchange;
  for (;;) {
    std::string text;
    if (channel.receive(text, intake::kMaxRequestBytes, nullptr, nullptr) != Exchange::Done) return kStarterEnded;
    const std::optional<intake::ReadRequest> request = intake::parse_request(text);
    if (!request || request->shared_bytes > shared.size()) return kBadRequest;
    std::string sent;
    std::string_view bytes = shared.substr(0, request->shared_bytes);
    if (request->shared_bytes == 0) {
      if (channel.receive(sent, request->limits.max_bytes, nullptr, nullptr) != Exchange::Done) return kStarterEnded;
      bytes = sent;
    }
    if (channel.send(intake::write_answer(reading.answer(*request, bytes)), nullptr, nullptr) != Exchange::Done)
      return kStarterEnded;
  }
}

}  // namespace gongwen::reader
