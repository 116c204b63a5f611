#include "resources/child_program.h"

#include <array>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

extern char** environ;

namespace gongwen::resources {
namespace {

constexpr const char* kNowhere = "/dev/null";

/// The calls that become a new program's files, and what else it starts with.
class SpawnPlan {
 public:
  SpawnPlan() {
    error_ = posix_spawn_file_actions_init(&actions_);
    has_actions_ = error_ == 0;
    if (has_actions_) error_ = posix_spawnattr_init(&attributes_);
    has_attributes_ = has_actions_ && error_ == 0;
  }
  ~SpawnPlan() {
    if (has_attributes_) posix_spawnattr_destroy(&attributes_);
    if (has_actions_) posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void give_stream(int number, int stream) { note(posix_spawn_file_actions_adddup2(&actions_, number, stream)); }
  void close_stream(int stream) { note(posix_spawn_file_actions_addopen(&actions_, stream, kNowhere, O_RDWR, 0)); }

  void inherit_nothing() {
    note(posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1));
    sigset_t all;
    sigfillset(&all);
    sigset_t none;
    sigemptyset(&none);
    note(posix_spawnattr_setsigdefault(&attributes_, &all));
    note(posix_spawnattr_setsigmask(&attributes_, &none));
    note(posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
  }

  int start(const std::string& path, char* const* arguments, char* const* environment, pid_t& child) {
    if (error_ == 0) error_ = ::posix_spawn(&child, path.c_str(), &actions_, &attributes_, arguments, environment);
    return error_;
  }

 private:
  void note(int error) {
    if (error_ == 0) error_ = error;
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  bool has_actions_ = false;
  bool has_attributes_ = false;
  int error_ = 0;
};

/// The same file under a number that no stream has: this process may have been started without streams.
FileDescriptor above_streams(int number) {
  return number < 0 ? FileDescriptor() : FileDescriptor(::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

}  // namespace

std::error_code start_program(const ProgramCall& call, pid_t& child) {
  SpawnPlan plan;
  const bool alone = call.inherited == Inherited::Nothing;
  const FileDescriptor input = above_streams(call.input);
  const FileDescriptor output = above_streams(call.output);
  if (input) plan.give_stream(input.number(), STDIN_FILENO);
  if (output) plan.give_stream(output.number(), STDOUT_FILENO);
  if (alone) {
    if (call.input < 0) plan.close_stream(STDIN_FILENO);
    if (call.output < 0) plan.close_stream(STDOUT_FILENO);
    plan.close_stream(STDERR_FILENO);
    plan.inherit_nothing();
  }
  std::vector<std::string> texts = call.arguments;
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  std::array<char*, 1> nothing{nullptr};
  const int error = plan.start(call.path, arguments.data(), alone ? nothing.data() : environ, child);
  return {error, std::generic_category()};
}

std::optional<int> wait_for_program(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  return status;
}

FileDescriptor process_handle(pid_t process) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}

void end_process(const FileDescriptor& handle) {
  if (handle) ::syscall(SYS_pidfd_send_signal, handle.number(), SIGKILL, nullptr, 0);
}

std::string end_words(std::optional<int> status) {
  if (!status) return {};
  if (WIFSIGNALED(*status)) return "signal " + std::to_string(WTERMSIG(*status));
  return WEXITSTATUS(*status) == 0 ? std::string() : "exit status " + std::to_string(WEXITSTATUS(*status));
}

std::optional<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

NoPipeSignal::NoPipeSignal() {
  sigemptyset(&pipe_);
  sigaddset(&pipe_, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
}

NoPipeSignal::~NoPipeSignal() {
  const timespec now{};
  while (sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) continue;
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace gongwen::resources
