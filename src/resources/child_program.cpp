#include "resources/child_program.h"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

extern char** environ;

namespace gongwen::resources {
namespace {

constexpr const char* kNowhere = "/dev/null";

/// The actions and attributes with which a new program starts (posix_spawn).
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

  void start_group() { add_flags(POSIX_SPAWN_SETPGROUP); }  // whose number is that of the program

  void inherit_nothing() {
    note(posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1));
    sigset_t all;
    sigfillset(&all);
    sigset_t none;
    sigemptyset(&none);
    note(posix_spawnattr_setsigdefault(&attributes_, &all));
    note(posix_spawnattr_setsigmask(&attributes_, &none));
    add_flags(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }

  int start(const std::string& path, char* const* arguments, char* const* environment, pid_t& child) {
    if (error_ == 0) error_ = ::posix_spawnp(&child, path.c_str(), &actions_, &attributes_, arguments, environment);
    return error_;
  }

 private:
  void add_flags(int flags) {
    flags_ |= flags;
    note(posix_spawnattr_setflags(&attributes_, static_cast<short>(flags_)));
  }

  void note(int error) {
    if (error_ == 0) error_ = error;
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  bool has_actions_ = false;
  bool has_attributes_ = false;
  int flags_ = 0;
  int error_ = 0;
};

/// Duplicates the file to a number above the standard streams, since this process may have been started without them.
FileDescriptor above_streams(int number) {
  return number < 0 ? FileDescriptor() : FileDescriptor(::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

}  // namespace

std::error_code start_program(const ProgramCall& call, pid_t& child) {
  SpawnPlan plan;
  const bool alone = call.inherited == Inherited::Nothing;
  const FileDescriptor input = above_streams(call.input);
  const FileDescriptor output = above_streams(call.output);
  const FileDescriptor errors = above_streams(call.errors);
  if (input) plan.give_stream(input.number(), STDIN_FILENO);
  if (output) plan.give_stream(output.number(), STDOUT_FILENO);
  if (errors) plan.give_stream(errors.number(), STDERR_FILENO);
  if (call.is_group) plan.start_group();
  if (alone) {
    if (call.input < 0) plan.close_stream(STDIN_FILENO);
    if (call.output < 0) plan.close_stream(STDOUT_FILENO);
    if (call.errors < 0) plan.close_stream(STDERR_FILENO);
    plan.inherit_nothing();
  }
  std::vector<std::string> texts = call.arguments;
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  std::vector<std::string> variables = call.environment.value_or(std::vector<std::string>());
  std::vector<char*> given;
  for (std::string& variable : variables) given.push_back(variable.data());
  given.push_back(nullptr);
  const bool is_own = alone || call.environment;
  const int error = plan.start(call.path, arguments.data(), is_own ? given.data() : environ, child);
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

void end_program(pid_t child, const FileDescriptor& handle) {
  if (handle) return end_process(handle);
  ::kill(child, SIGKILL);
}

bool ends_within(pid_t child, const FileDescriptor& handle, std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds kStep(10);  // between looks at a process without a handle
  const auto deadline = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (handle) {
      pollfd ended{handle.number(), POLLIN, 0};
      if (::poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) > 0) return true;
    } else {
      siginfo_t info{};
      // WNOWAIT: the status stays. An error means that the system has discarded it, so the program has ended.
      const int result = ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT);
      if (result != 0 || info.si_pid == child) return true;
      if (left > std::chrono::milliseconds::zero()) ::poll(nullptr, 0, static_cast<int>(std::min(left, kStep).count()));
    }
    if (std::chrono::steady_clock::now() < deadline) continue;  // or a signal interrupted the wait
    end_program(child, handle);
    return false;
  }
}

namespace {

constexpr std::size_t kKeptOutput = 2'000;
constexpr std::chrono::milliseconds kHour(3'600'000);

/// Writes as much as the pipe takes. Returns whether more is to be written.
bool feed(FileDescriptor& pipe, std::string_view& input) {
  const ssize_t written = input.empty() ? 0 : ::write(pipe.number(), input.data(), input.size());
  if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
  const bool goes_on = !input.empty() && (written >= 0 || errno == EAGAIN || errno == EINTR);
  if (!goes_on) pipe = FileDescriptor();
  return goes_on;
}

/// Reads what is there. Returns whether more may come.
bool collect(FileDescriptor& pipe, std::string& output) {
  std::array<char, std::size_t{64} << 10> piece{};
  const ssize_t count = ::read(pipe.number(), piece.data(), piece.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  output.append(piece.data(), static_cast<std::size_t>(count));
  if (count == 0) pipe = FileDescriptor();
  return count > 0;
}

/// Ends a program that is still running when the work is stopped by an exception.
class StartedProgram {
 public:
  StartedProgram(pid_t child, bool is_group) : child_(child), handle_(process_handle(child)), is_group_(is_group) {}
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;
  ~StartedProgram() {
    if (child_ == 0) return;
    kill();
    wait_for_program(child_);
  }

  const FileDescriptor& handle() const { return handle_; }

  void kill() {
    end_program(child_, handle_);
    if (is_group_) ::kill(-child_, SIGKILL);
  }

  /// Gives it this time. Returns whether it ended by itself.
  bool wait(std::chrono::milliseconds time, std::optional<int>& status) {
    const bool has_ended = ends_within(child_, handle_, time);
    if (!has_ended && is_group_) ::kill(-child_, SIGKILL);
    status = wait_for_program(child_);
    child_ = 0;
    return has_ended;
  }

 private:
  pid_t child_;  // 0: it has been waited for
  FileDescriptor handle_;
  bool is_group_;
};

}  // namespace

ProgramEnd run_program(ProgramCall call, std::string_view input, std::optional<std::chrono::milliseconds> time,
                       const std::function<void()>& check) {
  constexpr std::chrono::milliseconds kBetweenChecks(200);
  ProgramEnd end;
  std::optional<Pipe> in = open_pipe();
  std::optional<Pipe> out = open_pipe();
  if (!in || !out) {
    end.not_started = last_error();
    return end;
  }
  const bool has_answer = call.most_output > 0;
  call.input = in->read.number();
  call.output = out->write.number();
  if (!has_answer) call.errors = call.output;
  pid_t child = 0;
  end.not_started = start_program(call, child);
  if (end.not_started) return end;
  StartedProgram program(child, call.is_group);
  in->read = FileDescriptor();
  out->write = FileDescriptor();
  ::fcntl(in->write.number(), F_SETFL, O_NONBLOCK);
  ::fcntl(out->read.number(), F_SETFL, O_NONBLOCK);
  const NoPipeSignal no_signal;
  const auto deadline = std::chrono::steady_clock::now() + time.value_or(24 * 365 * kHour);
  const auto left = [&] {
    return std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  };
  // A process that it started in the background may keep the pipe open, so the end of the program itself counts.
  bool has_ended = false;
  while (!has_ended && (out->read || in->write) && left().count() > 0) {
    if (check) check();
    std::array<pollfd, 3> waits{pollfd{out->read.number(), POLLIN, 0}, pollfd{in->write.number(), POLLOUT, 0},
                                pollfd{program.handle().number(), POLLIN, 0}};
    const std::chrono::milliseconds step = std::min(left(), check ? kBetweenChecks : kHour);
    if (::poll(waits.data(), waits.size(), static_cast<int>(step.count())) <= 0) continue;
    if (waits[0].revents != 0) collect(out->read, end.output);
    if (waits[1].revents != 0) feed(in->write, input);
    if (!has_answer && end.output.size() > 2 * kKeptOutput) end.output.erase(0, end.output.size() - kKeptOutput);
    end.is_too_long = has_answer && end.output.size() > call.most_output;
    if (end.is_too_long) break;
    has_ended = waits[0].revents == 0 && waits[2].revents != 0;
  }
  in->write = FileDescriptor();
  if (end.is_too_long) program.kill();
  end.is_out_of_time = !program.wait(std::max(left(), std::chrono::milliseconds(0)), end.status);
  if (!has_answer && end.output.size() > kKeptOutput) end.output.erase(0, end.output.size() - kKeptOutput);
  return end;
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
