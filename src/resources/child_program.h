// Starts other programs without forking this process, which may have threads, and without passing on anything that was
// not requested.
#pragma once

#include "resources/file_descriptor.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <signal.h>
#include <sys/types.h>

namespace gongwen::resources {

/// What a program inherits. With `Nothing` it has an empty environment, no open files but its streams, and default
/// signal handling.
enum class Inherited : bool { Nothing, Everything };

struct ProgramCall {
  std::string path;                    // a name without slash is searched for in PATH
  std::vector<std::string> arguments;  // the first is the program's name
  Inherited inherited = Inherited::Nothing;
  int input = -1;  // becomes the standard input; -1: `/dev/null`, or ours with Inherited::Everything
  int output = -1;
  int errors = -1;  // becomes the standard error stream
  /// `NAME=value`, in place of the environment that `inherited` determines.
  std::optional<std::vector<std::string>> environment = {};
  /// Makes the program and all processes that it starts a group that can be killed together.
  bool is_group = false;
  /// For run_program: 0 keeps the end of what the program writes to its output and error streams. Otherwise its output
  /// is kept whole, and a program that writes more bytes is killed.
  std::size_t most_output = 0;
};

/// May be called from any thread. Returns the error if the program could not be started; otherwise sets `child` to its
/// number.
std::error_code start_program(const ProgramCall& call, pid_t& child);

/// Waits for the end of the program. Returns the status as from waitpid; nullopt if it is unknown because the system
/// was set to discard it (SIGCHLD ignored).
std::optional<int> wait_for_program(pid_t child);

/// A process as a file (pidfd) that becomes readable when it ends. Unlike the number, it never refers to another
/// process. Empty if the system does not support it.
FileDescriptor process_handle(pid_t process);
/// Kills the process of such a file.
void end_process(const FileDescriptor& handle);
/// Kills a program that was started here and has not been waited for: by its handle or, on systems without handles, by
/// its number.
void end_program(pid_t child, const FileDescriptor& handle);
/// Waits up to `time` for a program that was started here, then kills it. Returns whether it ended by itself; its
/// status is left for wait_for_program.
bool ends_within(pid_t child, const FileDescriptor& handle, std::chrono::milliseconds time);

/// How a program ended that was run to its end.
struct ProgramEnd {
  std::error_code not_started = {};
  std::optional<int> status = {};  // as from waitpid
  bool is_out_of_time = false;     // it was killed, with all processes that it had started
  bool is_too_long = false;        // it was killed since it wrote more than `most_output`
  std::string output = {};
};
/// Runs a program with this standard input and collects its output. It is not an error if the program does not read its
/// input. nullopt for `time` means no limit. `check` is called several times a second; if it throws, the program is
/// killed.
ProgramEnd run_program(ProgramCall call, std::string_view input, std::optional<std::chrono::milliseconds> time,
                       const std::function<void()>& check = {});

/// Describes the end of a process: `signal 9`, `exit status 2`. Empty for exit status 0, and for an unknown end.
std::string end_words(std::optional<int> status);

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

/// Creates a pipe that started programs do not inherit. nullopt if the system has no more.
std::optional<Pipe> open_pipe();

/// While it lives, this thread gets an error for writing to a pipe that nobody reads; no signal ends the process.
class NoPipeSignal {
 public:
  NoPipeSignal();
  ~NoPipeSignal();
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

}  // namespace gongwen::resources
