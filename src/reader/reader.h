// The work of `gongwen-reader`: requests are answered one after the other, each file is read in a separate process.
#pragma once

#include "intake/wire.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include <poll.h>

namespace gongwen::reader {

/// Answers what comes from `socket` until the process that started this one (`starter`) has ended or closed its end.
/// `shared` is memory that the starter writes and this process can only read; empty where there is none.
/// Returns: the exit status; 0 when that is how it ended, 2 for a request that cannot be understood.
int serve(int socket, pid_t starter, std::string_view shared);

// Work on a stranger's file in its own process, which may take no more than a share of the machine and may do nothing
// but compute, and whose end ends nothing else.

struct ProcessResult {
  intake::ProcessEnd end = intake::ProcessEnd::NotStarted;
  std::string answer;  // only when done
};

/// Runs `work` in a copy of this process and gives its answer. What the copy says to the standard streams is dropped.
/// When one of the `watched` files has what it is watched for, the copy is ended. To be called while the process has no
/// other threads.
ProcessResult run_in_child(const std::function<std::string()>& work, const intake::ProcessLimits& limits,
                           std::span<const pollfd> watched = {});

// What the processes that read strangers' files may not do. Each of these is taken away for good, and from all
// processes that are started; what an old system cannot take away stays.

/// Starting programs, opening connections, looking into other processes, writing files. For `gongwen-reader` itself,
/// which still starts processes and loads libraries.
void give_up_rights();

/// Opening any file. For the process that reads a file: its bytes and the libraries are in memory.
void close_file_system();

}  // namespace gongwen::reader
