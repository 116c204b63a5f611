// Reading in a child process: its limits and its end, and the text by which a returned file gets back.
#pragma once

#include "intake/returned_file.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

// A returned file as a text, on its way from the process that reads it.

std::string write_returned_file(const ReturnedFile& file);

/// Nothing for what write_returned_file did not write: the text comes from a process that may have gone wrong.
std::optional<ReturnedFile> parse_returned_file(std::string_view text);

// Work on a stranger's file in its own process, which may take no more than a share of the machine, and whose end
// ends nothing else.

struct ProcessLimits {
  unsigned cpu_seconds = 10;
  unsigned wall_seconds = 30;
  std::size_t memory_bytes = std::size_t{512} << 20;  // of addresses, beyond what the process has already
  std::size_t answer_bytes = std::size_t{256} << 20;
};

enum class ProcessEnd : std::uint8_t { Done, OutOfTime, OutOfMemory, Crashed, NotStarted };

struct ProcessResult {
  ProcessEnd end = ProcessEnd::NotStarted;
  std::string answer;  // only when done
};

/// Runs `work` in a copy of this process and gives its answer. The copy writes no files, and what it says to the
/// standard streams is dropped. To be called while the program has no other threads that hold locks.
ProcessResult run_in_child(const std::function<std::string()>& work, const ProcessLimits& limits);

}  // namespace gongwen::intake
