#include "store/publish/detail/withdraw_run.h"

#include "base/date.h"
#include "diagnostics/catalogue/publish.h"
#include "store/publish/detail/corrections.h"
#include "store/publish/detail/withdraw.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

namespace {

/// Returns whether the issue has an edition that can still be withdrawn; null: there is no issue.
bool has_public_edition(const ArchivedIssue* issue, int edition) {
  if (issue == nullptr) return false;
  const std::set<int> gone = withdrawn_editions(*issue);
  if (edition == 0) return gone.size() < static_cast<std::size_t>(issue->edition);
  return edition <= issue->edition && !gone.contains(edition);
}

/// Releases pages with notices and removes the files of withdrawn editions.
bool release_withdrawn(PublishRun& run, Archive archive, const ArchivedIssue& issue) {
  PublishedIssue outcome = outcome_of(issue.period, issue.numbers);
  outcome.edition = run.options().edition > 0 ? run.options().edition : issue.edition;
  engine::KindRun steps = run.steps();
  const bool done = steps.usable() && run.release(steps, std::move(archive)) && run.clear_site(false);
  if (done) outcome.outcome = PublishOutcome::Withdrawn;
  run.finish(outcome, steps);
  return done;
}

/// Reports that the decision was about a state other than the present one.
void report_other(diagnostics::DiagnosticSink& sink, const std::string& period) {
  sink.report(messages::PublishChangedSincePreview, Origin{}, period);
}

bool has_records_of(const PublishRun& run, const std::string& period) {
  const std::vector<std::string> periods = periods_with_records(run.collection());
  return std::binary_search(periods.begin(), periods.end(), period);
}

}  // namespace

bool withdraw_period(PublishRun& run) {
  const PublishOptions& options = run.options();
  const ArchivedIssue* const issue = run.archive().find(options.period);
  if (!has_public_edition(issue, options.edition)) {
    run.sink().report(messages::PublishNoSuchEdition, Origin{}, options.period,
                      options.edition > 0 ? std::to_string(options.edition) : std::string());
    return false;
  }
  if (options.seen_edition && *options.seen_edition != issue->edition) {
    report_other(run.sink(), options.period);
    return false;
  }
  const Withdrawal withdrawal{options.period, options.edition, base::format_moment(options.now), options.reason};
  for (const int quoting : quoting_editions(*issue, withdrawal)) {
    run.sink().report(messages::PublishStillQuoted, Origin{}, options.period, options.edition, quoting);
  }
  Archive archive = run.archive();
  archive.put(withdraw(*issue, withdrawal, run.periodical()));
  if (!release_withdrawn(run, std::move(archive), ArchivedIssue(*issue))) return false;
  run.note(withdrawn_note(run.archive(), withdrawal, options.by));
  return true;
}

bool leave_period(PublishRun& run) {
  const PublishOptions& options = run.options();
  const ArchivedIssue* const issue = run.archive().find(options.period);
  if (issue == nullptr || is_withdrawn(*issue)) {
    run.sink().report(messages::PublishNoSuchEdition, Origin{}, options.period, std::string());
    return false;
  }
  PublishedIssue outcome = outcome_of(options.period, issue->numbers);
  outcome.edition = issue->edition;
  engine::KindRun steps = run.steps();
  const diagnostics::ErrorWatch watch(steps.run().sink());
  if (steps.usable()) {
    const bool any = has_records_of(run, options.period);
    const auto changes = any ? run.changes_since(*issue, steps, &outcome.facts) : std::vector<store::FieldChange>();
    outcome.is_other = options.agreed && *options.agreed != outcome.facts;
    outcome.changes = changes.size();
    outcome.outcome = any && changes.empty() ? PublishOutcome::Unchanged : PublishOutcome::Left;
    if (outcome.is_other) {
      report_other(steps.run().sink(), options.period);
    } else {
      run.note(left_note(run.archive(), options, any ? hash_of(changes) : std::string(kNoRecords)));
    }
  }
  if (watch.saw_errors() || !steps.usable()) outcome.outcome = PublishOutcome::Failed;
  run.finish(outcome, steps);
  return outcome.outcome != PublishOutcome::Failed;
}

}  // namespace gongwen::publish
