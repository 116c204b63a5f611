// The work of `gongwen-reader`: answers one request after another, and reads each file in a separate process.
#pragma once

#include "intake/wire.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include <poll.h>

namespace gongwen::reader {

/// Answers requests from `socket` until the process that started this one (`starter`) has ended or closed its end.
/// `shared` is memory that the starter writes and this process can only read; empty if absent.
/// Returns the exit status: 0 in that case, 2 for a malformed request.
int serve(int socket, pid_t starter, std::string_view shared);

// Work on a foreign file in a separate process that may only compute, within limits, and whose crash affects nothing
// else.

struct ProcessResult {
  intake::ProcessEnd end = intake::ProcessEnd::NotStarted;
  std::string answer;  // only if the work was done
};

/// Runs `work` in a forked process and returns its answer. Its output to the standard streams is dropped. If one of the
/// `watched` files has the event that it is watched for, the process is killed. Call it only while this process has no
/// other threads.
ProcessResult run_in_child(const std::function<std::string()>& work, const intake::ProcessLimits& limits,
                           std::span<const pollfd> watched = {});

// Restrictions of processes that read foreign files. They are permanent and inherited; an old system that does not
// support one leaves it out.

/// Forbids starting foreign programs, opening connections, inspecting other processes, and writing files. For
/// `gongwen-reader` itself, which still forks and loads libraries.
void give_up_rights();

/// Forbids opening files. For the process that reads a file: its bytes and the libraries are in memory.
void close_file_system();

}  // namespace gongwen::reader
