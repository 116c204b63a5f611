#include "publish/publish_report.h"

#include "base/format.h"
#include "publish/detail/site_pages.h"
#include "resources/file_descriptor.h"
#include "store/json_object.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gongwen::publish {
namespace {

using store::JsonObject;

void put_number(JsonObject& object, std::string_view name, std::size_t number) {
  object.put(name, std::to_string(number));
}

std::string texts_json(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ",") + store::json_text(text);
  return "[" + list + "]";
}

void put_outcome(JsonObject& object, const MonthOutcome& outcome) {
  object.put_text("period", outcome.period);
  object.put_text("outcome", outcome_name(outcome.outcome));
  object.put("year", std::to_string(outcome.numbers.year));
  object.put("issue", std::to_string(outcome.numbers.issue));
  object.put("edition", std::to_string(outcome.edition));
  object.put_text("path", path_of_month(outcome.period));
  put_number(object, "pages", outcome.pages);
  put_number(object, "events", outcome.events);
  put_number(object, "projects", outcome.projects);
  put_number(object, "ballots", outcome.ballots);
  put_number(object, "changes", outcome.changes);
  if (!outcome.of_preview) return;
  object.put("contents", texts_json(outcome.contents));
  JsonObject open;
  open.put("undated_events", texts_json(outcome.open.undated_events));
  open.put("unnumbered_projects", texts_json(outcome.open.unnumbered_projects));
  open.put("unknown_plans", texts_json(outcome.open.unknown_plans));
  object.put("open", open.json());
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
  std::string months;
  for (const MonthOutcome& month : publishing.months) {
    JsonObject object;
    put_outcome(object, month);
    months += (months.empty() ? "" : ",") + object.json();
  }
  std::string report = publishing.report.json(language);
  while (report.ends_with('\n')) report.pop_back();
  JsonObject object;
  object.put_text("status", publishing.report.ok() ? "ok" : "failed");
  object.put_text("site", options.site);
  object.put_text("time", base::format_moment(options.now));
  object.put("months", "[" + months + "]");
  object.put("report", report);
  return object.json() + "\n";
}

std::string log_line(const MonthOutcome& outcome, base::Moment now) {
  JsonObject object;
  object.put_text("time", base::format_moment(now));
  object.put_text("level", outcome.outcome == Outcome::Failed ? "error" : "info");
  put_outcome(object, outcome);
  return object.json() + "\n";
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
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return 127;
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[0], STDIN_FILENO);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[0]);
  // A command that does not read its input has not failed.
  if (child > 0) resources::write_all(ends[1], report);
  ::close(ends[1]);
  int status = 0;
  if (child < 0) return 127;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace gongwen::publish
