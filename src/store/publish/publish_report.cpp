#include "store/publish/publish_report.h"

#include "base/format.h"
#include "base/json.h"
#include "engine/core/reports.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gongwen::publish {
namespace {

std::size_t count_of(const Publication& publication, PublishOutcome outcome) {
  std::size_t count = 0;
  for (const PublishedIssue& month : publication.issues) count += month.outcome == outcome ? 1 : 0;
  return count;
}

/// The value of a metric in a file; 0 if it is missing.
std::string former_value(const std::string& text, std::string_view name) {
  const std::size_t at = text.find("\n" + std::string(name) + " ");
  if (at == std::string::npos) return "0";
  const std::size_t begin = at + name.size() + 2;
  return text.substr(begin, text.find('\n', begin) - begin);
}

void append_metric(std::string& text, std::string_view name, std::string_view help, std::string_view value) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
}

std::string label_of(const std::string& target) { return "{target=\"" + target + "\"}"; }

void append_targets(std::string& text, const std::vector<HandOnCount>& targets) {
  if (targets.empty()) return;
  constexpr std::string_view kWaiting = "gongwen_publish_not_handed_on";
  text += fmt::format("# HELP {0} Editions that a target has not received.\n# TYPE {0} gauge\n", kWaiting);
  for (const HandOnCount& one : targets) text += fmt::format("{}{} {}\n", kWaiting, label_of(one.target), one.waiting);
  constexpr std::string_view kFailures = "gongwen_publish_hand_on_failures_total";
  text += fmt::format("# HELP {0} Tries of handing on that failed.\n# TYPE {0} counter\n", kFailures);
  for (const HandOnCount& one : targets)
    text += fmt::format("{}{} {}\n", kFailures, label_of(one.target), one.failures);
}

void put_handed_on(base::Json& object, const HandedOn& one, Language language) {
  object.set("target", one.target).set("period", one.period).set("edition", one.edition);
  if (!one.outcome.empty()) object.set("outcome", one.outcome);
  object.set("state", one.state).set("tries", one.tries);
  if (!one.since.empty()) object.set("since", one.since);
  if (!one.detail.english.empty()) object.set("detail", one.detail.in(language));
}

base::Json handed_on_json(const std::vector<HandedOn>& all, Language language) {
  base::Json list = base::Json::list();
  for (const HandedOn& one : all) {
    base::Json object = base::Json::object();
    put_handed_on(object, one, language);
    list.add(std::move(object));
  }
  return list;
}

base::Json open_json(const std::vector<OpenPoint>& points) {
  base::Json open = base::Json::object();
  for (const OpenPoint& point : points) open.set(point.id, base::Json::list_of(point.keys));
  return open;
}

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
  if (const IssueStanding& one = outcome.standing; !one.state.empty() || !one.waits_for.empty()) {
    base::Json standing = base::Json::object();
    if (!one.state.empty()) standing.set("state", one.state).set("by", one.by).set("time", one.time);
    if (!one.reason.empty()) standing.set("reason", one.reason);
    if (!one.until.empty()) standing.set("until", one.until);
    if (!one.waits_for.empty()) standing.set("waits_for", one.waits_for);
    object.set("standing", std::move(standing));
  }
  if (!outcome.of_preview) return;
  object.set("contents", base::Json::list_of(outcome.contents));
  object.set("open", open_json(outcome.open));
}

}  // namespace

std::string log_line(const PublishedIssue& outcome, base::Moment now) {
  base::Json object = base::Json::object();
  object.set("time", base::format_moment(now));
  object.set("level", outcome.outcome == PublishOutcome::Failed ? "error" : "info");
  put_outcome(object, outcome);
  return object.text() + "\n";
}

std::string log_line(const HandedOn& one, base::Moment now, Language language) {
  base::Json object = base::Json::object();
  object.set("time", base::format_moment(now));
  object.set("level", one.state == "failed" || one.state == "waiting" ? "error" : "info");
  put_handed_on(object, one, language);
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
  append_metric(text, "gongwen_publish_issues_withdrawn", "Issues that the last run withdrew.",
                std::to_string(count_of(publication, PublishOutcome::Withdrawn)));
  const auto waiting = std::count_if(publication.changed.begin(), publication.changed.end(),
                                     [](const ChangedIssue& issue) { return !issue.is_left; });
  append_metric(text, "gongwen_publish_issues_changed",
                "Published issues whose facts have changed and wait for a decision.", std::to_string(waiting));
  append_metric(text, "gongwen_publish_issues_waiting",
                "Issues that are due and wait for approval or for an earlier one.",
                std::to_string(count_of(publication, PublishOutcome::Waiting)));
  append_metric(text, "gongwen_publish_issues_held", "Issues that are due and held by a person.",
                std::to_string(count_of(publication, PublishOutcome::Held)));
  append_metric(text, "gongwen_publish_errors", "Errors of the last run.",
                std::to_string(publication.report.error_count()));
  append_metric(text, "gongwen_publish_warnings", "Warnings of the last run.",
                std::to_string(publication.report.warning_count()));
  std::size_t open = 0;
  for (const OpenPoint& point : publication.open) {
    // Records whose texts have no English are in an issue.
    if (point.id != "without_english") open += point.keys.size();
  }
  append_metric(text, "gongwen_publish_open_records", "Records that are in no issue and that none will have.",
                std::to_string(open));
  constexpr std::string_view kExpires = "gongwen_publish_certificate_expires_timestamp_seconds";
  const std::string expires = publication.certificate_expires ? std::to_string(*publication.certificate_expires)
                                                              : former_value(former, kExpires);
  if (expires != "0") append_metric(text, kExpires, "When the certificate that signs ends.", expires);
  append_targets(text, publication.targets);
  return text.substr(1);
}

std::string hand_on_metrics(const Publication& publication, const RunFigures& figures) {
  std::string text;
  append_metric(text, "gongwen_hand_on_last_run_timestamp_seconds", "When the last run that only hands on was.",
                std::to_string(figures.now));
  append_metric(text, "gongwen_hand_on_last_run_success", "1 when it had no errors.",
                publication.report.ok() ? "1" : "0");
  append_targets(text, publication.targets);
  return text;
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
  if (!publication.handed_on.empty()) object.set("handed_on", publish::handed_on_json(publication.handed_on, language));
  if (!publication.changed.empty()) {
    base::Json changed = base::Json::list();
    for (const ChangedIssue& issue : publication.changed) {
      base::Json one = base::Json::object();
      one.set("period", issue.period).set("since", issue.since).set("left", issue.is_left);
      changed.add(std::move(one.set("changes", base::Json::list_of(issue.changes))));
    }
    object.set("changed", std::move(changed));
  }
  object.set("report", report_json(publication.report, language));
  return object.text() + "\n";
}

}  // namespace gongwen
