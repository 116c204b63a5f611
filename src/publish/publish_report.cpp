#include "publish/publish_report.h"

#include "base/format.h"
#include "base/json.h"
#include "engine/core/reports.h"
#include "publish/detail/site_pages.h"
#include "resources/child_program.h"
#include "resources/file_descriptor.h"

#include <optional>

#include <sys/wait.h>

namespace gongwen::publish {
namespace {

void put_outcome(base::Json& object, const MonthOutcome& outcome) {
  object.set("period", outcome.period);
  object.set("outcome", outcome_name(outcome.outcome));
  object.set("year", outcome.numbers.year);
  object.set("issue", outcome.numbers.issue);
  object.set("edition", outcome.edition);
  object.set("path", path_of_month(outcome.period));
  object.set("pages", outcome.pages);
  object.set("events", outcome.events);
  object.set("projects", outcome.projects);
  object.set("ballots", outcome.ballots);
  object.set("changes", outcome.changes);
  if (!outcome.of_preview) return;
  object.set("contents", base::Json::list_of(outcome.contents));
  base::Json open = base::Json::object();
  open.set("undated_events", base::Json::list_of(outcome.open.undated_events));
  open.set("unnumbered_projects", base::Json::list_of(outcome.open.unnumbered_projects));
  open.set("unknown_plans", base::Json::list_of(outcome.open.unknown_plans));
  object.set("open", std::move(open));
}

std::size_t count_of(const Publishing& publishing, Outcome outcome) {
  std::size_t count = 0;
  for (const MonthOutcome& month : publishing.months) count += month.outcome == outcome ? 1 : 0;
  return count;
}

/// The number that a metric has in a file; 0 when it is not there.
std::string former_value(const std::string& text, std::string_view name) {
  const std::size_t at = text.find("\n" + std::string(name) + " ");
  if (at == std::string::npos) return "0";
  const std::size_t begin = at + name.size() + 2;
  return text.substr(begin, text.find('\n', begin) - begin);
}

void append_metric(std::string& text, std::string_view name, std::string_view help, std::string_view value) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
}

}  // namespace

std::string report_json(const Publishing& publishing, const PublishOptions& options, Language language) {
  base::Json months = base::Json::list();
  for (const MonthOutcome& month : publishing.months) {
    base::Json object = base::Json::object();
    put_outcome(object, month);
    months.add(std::move(object));
  }
  base::Json object = base::Json::object();
  object.set("status", publishing.report.ok() ? "ok" : "failed").set("site", options.site);
  object.set("time", base::format_moment(options.now)).set("months", std::move(months));
  object.set("report", gongwen::report_json(publishing.report, language));
  return object.text() + "\n";
}

std::string log_line(const MonthOutcome& outcome, base::Moment now) {
  base::Json object = base::Json::object();
  object.set("time", base::format_moment(now));
  object.set("level", outcome.outcome == Outcome::Failed ? "error" : "info");
  put_outcome(object, outcome);
  return object.text() + "\n";
}

std::string metrics_text(const Publishing& publishing, const RunFigures& figures, const std::string& former) {
  constexpr std::string_view kLastSuccess = "gongwen_publish_last_success_timestamp_seconds";
  const bool ok = publishing.report.ok();
  std::string text = "\n";
  append_metric(text, kLastSuccess, "When a run last ended without errors.",
                ok ? std::to_string(figures.now) : former_value(former, kLastSuccess));
  append_metric(text, "gongwen_publish_last_run_timestamp_seconds", "When the last run was.",
                std::to_string(figures.now));
  append_metric(text, "gongwen_publish_last_run_success", "1 when the last run had no errors.", ok ? "1" : "0");
  append_metric(text, "gongwen_publish_duration_seconds", "How long the last run took.",
                fmt::format("{:.3f}", static_cast<double>(figures.milliseconds) / 1000));
  append_metric(text, "gongwen_publish_issues_published", "Issues that the last run published.",
                std::to_string(count_of(publishing, Outcome::Published)));
  append_metric(text, "gongwen_publish_issues_corrected", "Issues that the last run corrected.",
                std::to_string(count_of(publishing, Outcome::Corrected)));
  append_metric(text, "gongwen_publish_errors", "Errors of the last run.",
                std::to_string(publishing.report.error_count()));
  append_metric(text, "gongwen_publish_warnings", "Warnings of the last run.",
                std::to_string(publishing.report.warning_count()));
  return text.substr(1);
}

int run_after(const std::string& command, const std::string& report) {
  constexpr int kNotStarted = 127;
  std::optional<resources::Pipe> pipe = resources::open_pipe();
  if (!pipe) return kNotStarted;
  pid_t child = 0;
  const resources::ProgramCall call{
      "/bin/sh", {"sh", "-c", command}, resources::Inherited::Everything, pipe->read.number()};
  if (resources::start_program(call, child)) return kNotStarted;
  pipe->read = resources::FileDescriptor();
  {
    // A command that does not read its input has not failed.
    const resources::NoPipeSignal no_signal;
    resources::write_all(pipe->write.number(), report);
  }
  pipe->write = resources::FileDescriptor();
  const std::optional<int> status = resources::wait_for_program(child);
  if (!status) return kNotStarted;
  return WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
}

}  // namespace gongwen::publish
