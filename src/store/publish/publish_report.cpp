#include "store/publish/publish_report.h"

#include "base/format.h"
#include "base/json.h"
#include "engine/core/reports.h"
#include "resources/child_program.h"
#include "resources/file_descriptor.h"

#include <optional>

#include <sys/wait.h>

namespace gongwen::publish {
base::Json open_json(const std::vector<OpenPoint>& points);
void put_outcome(base::Json& object, const PublishedIssue& outcome);

namespace {

std::size_t count_of(const Publication& publication, PublishOutcome outcome) {
  std::size_t count = 0;
  for (const PublishedIssue& month : publication.issues) count += month.outcome == outcome ? 1 : 0;
  return count;
}

/// The number that a metric has in a file; 0 if it is missing.
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

void put_outcome(base::Json& object, const PublishedIssue& outcome) {
  object.set("period", outcome.period);
  object.set("outcome", outcome_name(outcome.outcome));
  object.set("year", outcome.year);
  object.set("issue", outcome.issue);
  object.set("edition", outcome.edition);
  object.set("path", outcome.path);
  object.set("pages", outcome.pages);
  for (const IssueCount& count : outcome.counts) object.set(count.list, count.count);
  object.set("changes", outcome.changes);
  if (!outcome.signer.empty()) object.set("signer", outcome.signer);
  if (!outcome.of_preview) return;
  object.set("contents", base::Json::list_of(outcome.contents));
  object.set("open", open_json(outcome.open));
}

base::Json open_json(const std::vector<OpenPoint>& points) {
  base::Json open = base::Json::object();
  for (const OpenPoint& point : points) open.set(point.id, base::Json::list_of(point.keys));
  return open;
}

std::string log_line(const PublishedIssue& outcome, base::Moment now) {
  base::Json object = base::Json::object();
  object.set("time", base::format_moment(now));
  object.set("level", outcome.outcome == PublishOutcome::Failed ? "error" : "info");
  put_outcome(object, outcome);
  return object.text() + "\n";
}

std::string metrics_text(const Publication& publication, const RunFigures& figures, const std::string& former) {
  constexpr std::string_view kLastSuccess = "gongwen_publish_last_success_timestamp_seconds";
  const bool ok = publication.report.ok();
  std::string text = "\n";
  append_metric(text, kLastSuccess, "When a run last ended without errors.",
                ok ? std::to_string(figures.now) : former_value(former, kLastSuccess));
  append_metric(text, "gongwen_publish_last_run_timestamp_seconds", "When the last run was.",
                std::to_string(figures.now));
  append_metric(text, "gongwen_publish_last_run_success", "1 when the last run had no errors.", ok ? "1" : "0");
  append_metric(text, "gongwen_publish_duration_seconds", "How long the last run took.",
                fmt::format("{:.3f}", static_cast<double>(figures.milliseconds) / 1000));
  append_metric(text, "gongwen_publish_issues_published", "Issues that the last run published.",
                std::to_string(count_of(publication, PublishOutcome::Published)));
  append_metric(text, "gongwen_publish_issues_corrected", "Issues that the last run corrected.",
                std::to_string(count_of(publication, PublishOutcome::Corrected)));
  append_metric(text, "gongwen_publish_errors", "Errors of the last run.",
                std::to_string(publication.report.error_count()));
  append_metric(text, "gongwen_publish_warnings", "Warnings of the last run.",
                std::to_string(publication.report.warning_count()));
  std::size_t open = 0;
  for (const OpenPoint& point : publication.open) open += point.keys.size();
  append_metric(text, "gongwen_publish_open_records", "Records that are in no issue and that none will have.",
                std::to_string(open));
  constexpr std::string_view kExpires = "gongwen_publish_certificate_expires_timestamp_seconds";
  const std::string expires = publication.certificate_expires ? std::to_string(*publication.certificate_expires)
                                                              : former_value(former, kExpires);
  if (expires != "0") append_metric(text, kExpires, "When the certificate that signs ends.", expires);
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

namespace gongwen {

std::string publication_json(const Publication& publication, const PublishOptions& options, Language language) {
  base::Json months = base::Json::list();
  for (const PublishedIssue& month : publication.issues) {
    base::Json object = base::Json::object();
    publish::put_outcome(object, month);
    months.add(std::move(object));
  }
  base::Json object = base::Json::object();
  object.set("status", publication.report.ok() ? "ok" : "failed").set("site", options.site);
  object.set("time", base::format_moment(options.now)).set("months", std::move(months));
  if (!publication.open.empty()) object.set("open", publish::open_json(publication.open));
  object.set("report", report_json(publication.report, language));
  return object.text() + "\n";
}

}  // namespace gongwen
