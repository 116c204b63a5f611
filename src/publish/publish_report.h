// What a run tells programs: a report as JSON, a line of a log, a file for Prometheus.
#pragma once

#include "publish/detail/publish.h"

#include <cstdint>
#include <string>

namespace gongwen::publish {

/// One JSON object in one line, with a line end: {"status":"ok"|"failed","site":…,"time":…,"months":[{period, outcome,
/// year, issue, edition, path, pages, events, projects, ballots, changes}],"report":{diagnostics, errors, warnings}}.
std::string report_json(const Publishing& publishing, const PublishOptions& options, Language language);

/// {"time":…,"level":"info"|"error","period":…,"outcome":…}; of a preview also "contents", the headings, and "open":
/// {undated_events, unnumbered_projects, unknown_plans}.
std::string log_line(const MonthOutcome& outcome, base::Moment now);

/// Metrics in the text format of Prometheus. `former` is the file of the run before: a run that fails keeps its time of
/// the last success.
struct RunFigures {
  base::Moment now = 0;
  std::int64_t milliseconds = 0;
};
std::string metrics_text(const Publishing& publishing, const RunFigures& figures, const std::string& former);

/// Runs a command of the shell with the report on its standard input, and waits. Returns: its exit status; 128 and the
/// signal when one ended it.
int run_after(const std::string& command, const std::string& report);

}  // namespace gongwen::publish
