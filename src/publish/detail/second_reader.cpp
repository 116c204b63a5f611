#include "diagnostics/catalogue/publish.h"
#include "publish/detail/verify.h"
#include "resources/environment.h"
#include "resources/file_descriptor.h"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using resources::FileDescriptor;

constexpr int kSilenceMilliseconds = 120'000;
constexpr std::size_t kMaxAnswer = std::size_t{512} << 20;

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

std::optional<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// Starts the program between two pipes, with nothing of the environment. Returns: 0, or the error.
int start(const std::string& program, const Pipe& input, const Pipe& output, pid_t& child) {
  posix_spawn_file_actions_t actions;
  if (const int error = posix_spawn_file_actions_init(&actions)) return error;
  posix_spawn_file_actions_adddup2(&actions, input.read.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.write.number(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string name = "gongwen-verify";
  std::array<char*, 2> arguments{name.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
  const int error = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

/// While it lives, writing to a pipe that nobody reads is an error and does not end the process.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const timespec now{};
    while (sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) continue;
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

/// Writes the bytes and reads the answer, as the program is ready for the one or the other.
class Conversation {
 public:
  Conversation(Pipe input, Pipe output, std::string_view bytes)
      : to_(std::move(input.write)), from_(std::move(output.read)), bytes_(bytes) {
    ::fcntl(to_.number(), F_SETFL, O_NONBLOCK);
  }

  /// Returns: whether the answer came to its end in time and within its size.
  bool run() {
    const NoPipeSignal no_signal;
    for (;;) {
      std::array<pollfd, 2> waiting{pollfd{from_.number(), POLLIN, 0}, pollfd{to_.number(), POLLOUT, 0}};
      const int ready = ::poll(waiting.data(), to_ ? 2 : 1, kSilenceMilliseconds);
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return false;
      if (to_ && waiting[1].revents != 0) write_some();
      if (waiting[0].revents == 0) continue;
      const ssize_t count = ::read(from_.number(), buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return count == 0;
      answer_.append(buffer_.data(), static_cast<std::size_t>(count));
      if (answer_.size() > kMaxAnswer) return false;
    }
  }

  std::string& answer() { return answer_; }

 private:
  /// A program that reads no further says why by its end.
  void write_some() {
    const ssize_t count = ::write(to_.number(), bytes_.data(), bytes_.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    bytes_.remove_prefix(count < 0 ? bytes_.size() : static_cast<std::size_t>(count));
    if (bytes_.empty()) to_ = FileDescriptor();
  }

  FileDescriptor to_;
  FileDescriptor from_;
  std::string_view bytes_;
  std::string answer_;
  std::array<char, std::size_t{64} << 10> buffer_{};
};

/// Its end in words; empty when it did its work.
std::string end_of(pid_t child, bool answered) {
  if (!answered) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!answered) return "no answer in time";
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return WEXITSTATUS(status) == 0 ? std::string() : "exit status " + std::to_string(WEXITSTATUS(status));
}

void report_missing(const std::string& program, int error, diagnostics::DiagnosticSink& sink) {
  sink.report(messages::PublishNoSecondReader, Origin{}, program, std::generic_category().message(error));
}

}  // namespace

std::string second_reader_path(const std::string& libexec_folder) { return libexec_folder + "/gongwen-verify"; }

base::Expected<base::Json> ask_second_reader(std::string_view pdf, const std::string& program,
                                             diagnostics::DiagnosticSink& sink) {
  std::optional<Pipe> input = open_pipe();
  std::optional<Pipe> output = open_pipe();
  pid_t child = 0;
  const int error = input && output ? start(program, *input, *output, child) : errno;
  if (error != 0) {
    report_missing(program, error, sink);
    return base::kReported;
  }
  input->read = FileDescriptor();
  output->write = FileDescriptor();
  Conversation conversation(*std::move(input), *std::move(output), pdf);
  const bool answered = conversation.run();
  const std::string end = end_of(child, answered);
  // The loader of a program whose library is missing.
  if (end == "exit status 127") {
    report_missing(program, ELIBACC, sink);
    return base::kReported;
  }
  std::optional<base::Json> read = base::parse_json(conversation.answer());
  const auto why = read ? read->view().find("error") : std::nullopt;
  if (end.empty() && read && !why) return *std::move(read);
  const std::string words = !end.empty() ? end : why ? std::string(why->text()) : "no JSON";
  sink.report(messages::PublishSecondReaderFailed, Origin{}, words);
  return base::kReported;
}

}  // namespace gongwen::publish
