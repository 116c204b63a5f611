// What the command needs beside the public API: a line of a log, a file for Prometheus, and a command that is given the
// report.
#pragma once

#include "base/date.h"
#include "gongwen/publish.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::publish {

/// {"time":…,"level":"info"|"error","period":…,"outcome":…}; of a preview also "contents", the headings, and "open",
/// keys of records by what they lack.
std::string log_line(const PublishedIssue& outcome, base::Moment now);

/// Metrics in the text format of Prometheus. `former` is the file of the run before: a run that fails keeps its time of
/// the last success.
struct RunFigures {
  base::Moment now = 0;
  std::int64_t milliseconds = 0;
};
std::string metrics_text(const Publication& publication, const RunFigures& figures, const std::string& former);

/// Runs a command of the shell with the report on its standard input, and waits. Returns: its exit status; 128 and the
/// signal when one ended it.
int run_after(const std::string& command, const std::string& report);

}  // namespace gongwen::publish
