// What a run reports to programs: a report as JSON, a line of a log, a file for Prometheus.
#pragma once

#include "publish/detail/publish.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::publish {

// The address that readers find a site under, which its feed states.

/// Whether a text is the address of a folder on the web, to which names of files can be added: http or https, a host,
/// no query, and no character that addresses do not have (RFC 3987; other letters than ASCII are allowed, as Atom
/// allows them).
bool is_site_address(std::string_view text);

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
