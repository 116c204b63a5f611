// Other programs that this one starts: without a copy of this process, which may have threads, and without anything of
// it in the new one but what is asked for.
#pragma once

#include "resources/file_descriptor.h"

#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <signal.h>
#include <sys/types.h>

namespace gongwen::resources {

// Starting a program.

/// What a program shares with the one that starts it. With `Nothing` it has an empty environment, no open files but its
/// streams, and all signals as a program has them at first.
enum class Inherited : bool { Nothing, Everything };

struct ProgramCall {
  std::string path;
  std::vector<std::string> arguments;  // the first is the program's name
  Inherited inherited = Inherited::Nothing;
  int input = -1;  // becomes the standard input; -1: `/dev/null`, or the same with Inherited::Everything
  int output = -1;
};

/// From any thread. Returns: the error of a program that could not be started; `child` is its number otherwise.
std::error_code start_program(const ProgramCall& call, pid_t& child);

/// Waits for the end. Returns: the status as waitpid gives it; nothing where it is not known, since the system was
/// asked to keep none.
std::optional<int> wait_for_program(pid_t child);

/// A process as a file that becomes readable when it ends; it is never another process, unlike the number. Empty where
/// the system knows no such files.
FileDescriptor process_handle(pid_t process);
/// Ends the process of such a file.
void end_process(const FileDescriptor& handle);

/// The end in words: `signal 9`, `exit status 2`. Empty for the exit status 0, and for an end that is not known.
std::string end_words(std::optional<int> status);

// Pipes to programs.

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

/// Neither end gets into programs that are started. Nothing when the system has no more.
std::optional<Pipe> open_pipe();

/// While it lives, writing to a pipe that nobody reads is an error and does not end the process. Of this thread only.
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
