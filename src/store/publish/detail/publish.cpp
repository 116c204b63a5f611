// Publishing: chooses the kind of run that the options ask for, and publishes the periods that are due.
#include "gongwen/publish.h"

#include "base/date.h"
#include "store/publish/detail/corrections.h"
#include "store/publish/detail/publish_period.h"
#include "store/publish/detail/publish_run.h"
#include "store/publish/detail/rebuild_run.h"
#include "store/publish/detail/withdraw.h"
#include "store/publish/detail/withdraw_run.h"

namespace gongwen::publish {
namespace {

/// Tells and remembers which facts of an issue have changed; returns whether its correction is due.
bool is_ripe(PublishRun& run, const ArchivedIssue& issue) {
  const PublishOptions& options = run.options();
  engine::KindRun steps = run.steps();
  if (!steps.usable()) return false;
  const std::vector<store::FieldChange> changes = run.changes_since(issue, steps);
  PendingCorrection pending =
      look_at_changes(issue, changes, seen_change(run.ledger_site(), issue), options.corrections, options.now);
  report_changes(pending, options.corrections, run.sink());
  if (pending.is_ripe) return true;
  if (!pending.is_known && !options.preview)
    run.note(changed_note(run.archive(), issue.period, base::format_moment(options.now), pending.facts));
  if (!changes.empty()) run.add_changed(std::move(pending.issue));
  return false;
}

std::vector<std::string> due_periods(PublishRun& run) {
  if (!run.options().catch_up) return {run.options().period};
  std::vector<std::string> due;
  std::vector<std::string> corrected;
  for (const std::string& period : periods_with_records(run.collection())) {
    if (!is_due(run.periodical(), period, run.options().due_day, run.options().now)) continue;
    const ArchivedIssue* const issue = run.archive().find(period);
    if (issue == nullptr) {
      due.push_back(period);
    } else if (!is_withdrawn(*issue) && is_ripe(run, *issue)) {
      corrected.push_back(period);
    }
  }
  // A correction that fails does not hold up the issues that are due.
  due.insert(due.end(), corrected.begin(), corrected.end());
  return due;
}

/// Numbers are given in order: a later issue waits for one that is held or not approved.
void tell_waiting(PublishRun& run, const std::string& period, const std::string& waited_for) {
  PublishedIssue outcome;
  outcome.period = period;
  outcome.path = path_of_period(period);
  outcome.outcome = PublishOutcome::Waiting;
  outcome.standing.waits_for = waited_for;
  run.tell(outcome);
}

bool publish_due(PublishRun& run) {
  const PublishOptions& options = run.options();
  if (!options.preview || options.catch_up) {
    run.set_open(find_never_published(run.collection(), run.archive(), base::date_in_china(options.now)));
  }
  std::string waited_for;
  for (const std::string& period : due_periods(run)) {
    if (!waited_for.empty()) {
      tell_waiting(run, period, waited_for);
      continue;
    }
    const PublishOutcome outcome = publish_period(run, period);
    if (outcome == PublishOutcome::Failed) return false;
    if (outcome == PublishOutcome::Held || outcome == PublishOutcome::Waiting) waited_for = period;
  }
  return true;
}

using RunKind = bool (*)(PublishRun&);
RunKind run_kind(const PublishOptions& options) {
  if (options.rebuild) return rebuild_site;
  if (options.take_back) return take_back_edition;
  if (options.withdraw) return withdraw_period;
  return options.leave ? leave_period : publish_due;
}

}  // namespace
}  // namespace gongwen::publish

namespace gongwen {

std::string_view outcome_name(PublishOutcome outcome) {
  switch (outcome) {
    case PublishOutcome::Published: return "published";
    case PublishOutcome::Corrected: return "corrected";
    case PublishOutcome::Unchanged: return "unchanged";
    case PublishOutcome::Failed: return "failed";
    case PublishOutcome::Previewed: return "previewed";
    case PublishOutcome::TakenBack: return "taken-back";
    case PublishOutcome::Left: return "left";
    case PublishOutcome::Withdrawn: return "withdrawn";
    case PublishOutcome::Waiting: return "waiting";
    case PublishOutcome::Held: return "held";
    case PublishOutcome::Noted: return "noted";
  }
  return "";
}

Publication publish_issues(const EngineOptions& engine, const PublishOptions& options) {
  PublishOptions own = options;
  // A decision needs the results of a preview, and does not change the site.
  if (own.decision != IssueDecision::None) own.preview = true;
  return publish::PublishRun(engine, own).perform(publish::run_kind(own));
}

}  // namespace gongwen
