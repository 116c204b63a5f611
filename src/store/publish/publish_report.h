// The parts of the command that the public API lacks: log lines and metrics for Prometheus.
#pragma once

#include "base/date.h"
#include "gongwen/publish.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::publish {

/// Returns {"time":…,"level":"info"|"error","period":…,"outcome":…}; for a preview also "contents", the headings, and
/// "open", the keys of records by what they lack.
std::string log_line(const PublishedIssue& outcome, base::Moment now);

/// Returns {"time":…,"level":…,"target":…,"period":…,"edition":…,"state":…}
std::string log_line(const HandedOn& one, base::Moment now, Language language);

/// When a run ended, and how long it took.
struct RunFigures {
  base::Moment now = 0;
  std::int64_t milliseconds = 0;
};
/// Metrics in the text format of Prometheus. `former` is the text from the previous run: a failed run keeps its time of
/// the last success.
std::string metrics_text(const Publication& publication, const RunFigures& figures, const std::string& former);

/// Returns the metrics of a run that only hands on; those of publishing are in the file of that run.
std::string hand_on_metrics(const Publication& publication, const RunFigures& figures);

}  // namespace gongwen::publish
