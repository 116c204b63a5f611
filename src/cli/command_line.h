// CommandLine: from the words of a call to a command that runs.
#pragma once

#include "cli/command.h"

namespace gongwen::cli {

/// Runs `gongwen` with the arguments of main(). Returns: the exit status.
int run_command_line(int count, const char* const* arguments);

}  // namespace gongwen::cli
