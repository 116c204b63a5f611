#include "store/publish/detail/publish_period.h"

#include "base/date.h"
#include "base/format.h"
#include "diagnostics/catalogue/publish.h"
#include "store/agreement.h"
#include "store/publish/detail/corrections.h"
#include "store/publish/detail/withdraw.h"

#include <algorithm>

namespace gongwen::publish {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

namespace {

/// Adds notes to messages about records: file and row they came from, and the author of the last change.
void tell_origins(PublishRun& run, engine::Run& issue_run) {
  issue_run.sink().add_notes(0, [&](const diagnostics::Diagnostic& diagnostic) -> std::vector<diagnostics::Note> {
    if (diagnostic.severity == diagnostics::Severity::Note) return {};
    const auto place = issue_run.documents().describe(diagnostic.origin.data_place);
    if (!place || place->record.empty()) return {};
    return run.origins().notes(place->record);
  });
}

class PeriodRun {
 public:
  /// All arguments must outlive it; fills the outcome.
  PeriodRun(PublishRun& run, const IssueNumbers& numbers, PublishedIssue& outcome, engine::KindRun& steps)
      : run_(run),
        options_(run.options()),
        from_(run.collection()),
        numbers_(numbers),
        outcome_(outcome),
        steps_(steps),
        former_(run.archive().find(outcome.period)) {}

  void make() {
    if (!steps_.usable() || !needs_data()) return;
    const bool allowed = may_publish();
    // A preview is shown in spite of errors.
    if (!allowed && !options_.preview) return;
    if (!options_.preview && !is_released()) return;
    const diagnostics::ErrorWatch watch(sink());
    if (!read_former()) return;
    const CollectedIssue issue = collect();
    if (watch.saw_errors() || !is_as_agreed(issue)) return;
    if (former_ != nullptr) outcome_.edition = former_->edition;
    if (before_) outcome_.outcome = PublishOutcome::Unchanged;
    NewEdition edition;
    edition.published = base::format_moment(options_.now);
    if (before_) edition.changes = run_.changes_of(*before_, issue.json, steps_.run());
    if (before_ && edition.changes.empty() && !options_.preview) return;
    outcome_.changes = edition.changes.size();
    const bool is_approved = look_at_approval();
    if (!options_.preview && !is_approved && !outcome_.standing.is_new) {
      outcome_.outcome = PublishOutcome::Waiting;
      return;
    }
    // For a request for approval, the issue is made like a preview, which shows whether it can be published.
    const bool previews = options_.preview || !is_approved;
    if (!make_files(issue, previews, edition) || !allowed) return;
    // In a strict run, warnings become errors before anything is published.
    if (options_.render.strict && !options_.preview) steps_.settle(options_.render);
    if (options_.preview) return preview(issue);
    if (watch.saw_errors()) return;
    if (previews) {
      outcome_.outcome = PublishOutcome::Waiting;
      run_.desk().ask(outcome_);
      return;
    }
    put_out(issue, edition);
  }

 private:
  diagnostics::DiagnosticSink& sink() { return steps_.run().sink(); }

  /// The time of the latest edition of the issue; empty if it is not published.
  std::string published_at() const { return former_ == nullptr ? std::string() : former_->published; }

  /// Whether the data of the issue is needed: to hold or release it, it is not.
  bool needs_data() {
    if (options_.decision != IssueDecision::Hold && options_.decision != IssueDecision::Release) return true;
    run_.desk().decide(from_, outcome_, nullptr, published_at(), sink());
    return false;
  }

  bool may_publish() {
    const diagnostics::ErrorWatch watch(sink());
    const std::string today = base::date_in_china(options_.now);
    if (base::Period::of_date(from_.periodical.unit, today)->text() <= outcome_.period) {
      sink().report(messages::PublishNotOver, Origin{}, outcome_.period, today);
    }
    const std::vector<std::string> periods = periods_with_records(from_);
    const bool any = std::binary_search(periods.begin(), periods.end(), outcome_.period);
    const store::RecordTitle& list = from_.periodical.main_list().type.info().list_title;
    if (any) run_.numbering().check(outcome_.period, numbers_, sink());
    if (!any) sink().report(messages::PublishNoEvents, Origin{}, outcome_.period, list.chinese, list.english);
    return !watch.saw_errors();
  }

  bool is_released() {
    if (run_.desk().is_released(from_, outcome_, published_at())) return true;
    if (!options_.catch_up) sink().report(messages::PublishHeld, Origin{}, outcome_.period, outcome_.standing.until);
    return false;
  }

  /// Reads the data of the latest edition, if there is one that is public. Returns false after an error.
  bool read_former() {
    if (former_ == nullptr || former_->edition == 0 || is_withdrawn(*former_)) return true;
    before_ = run_.site().read_edition(edition_name(outcome_.period, former_->edition), kDataName, sink());
    return before_.has_value();
  }

  /// Collects the data and checks the records of the period.
  CollectedIssue collect() {
    const std::optional<KeptValues> kept = before_ ? run_.kept_values(*former_, *before_) : std::nullopt;
    CollectedIssue issue = collect_issue(from_, outcome_.period, numbers_, expand_in(steps_, options_.render.limits),
                                         kept ? &*kept : nullptr);
    report_unknown_listed(from_, outcome_.period, sink());
    for (const auto& [key, record] : from_.contents) {
      if (store::period_of(key.type, record, from_.periodical.unit) == outcome_.period)
        store::check_agreement(key.type, record, from_.contents, from_.types, sink());
    }
    // Values that the issue keeps although its records have changed.
    if (!issue.kept.empty()) {
      sink().report(messages::PublishKeptValues, Origin{}, outcome_.period,
                    fmt::format("{}", fmt::join(issue.kept, ", ")));
    }
    return issue;
  }

  /// Whether the data is that of the preview that the caller agreed to; otherwise reports.
  bool is_as_agreed(const CollectedIssue& issue) {
    outcome_.facts = facts_of(from_, outcome_.period, issue.json);
    outcome_.is_other = options_.agreed && *options_.agreed != outcome_.facts;
    if (outcome_.is_other) sink().report(messages::PublishChangedSincePreview, Origin{}, outcome_.period);
    return !outcome_.is_other;
  }

  /// Whether the data is approved, or needs no approval; fills only the standing.
  bool look_at_approval() {
    PublishedIssue standing = outcome_;
    const bool is_approved = run_.desk().is_approved(from_, standing, published_at(), sink());
    outcome_.standing = standing.standing;
    return is_approved;
  }

  /// Makes the files, with the mark of a correction. Returns false after an error.
  bool make_files(const CollectedIssue& issue, bool previews, NewEdition& edition) {
    CollectedIssue marked = issue;
    if (outcome_.edition > 0 && !(before_ && edition.changes.empty())) {
      marked.json = with_mark(issue.json, from_.periodical, outcome_.edition + 1, edition.published, edition.changes);
    }
    PublishOptions own = options_;
    own.preview = previews;
    const bool made = make_edition(run_.plan(own), marked, outcome_, steps_, edition);
    if (!previews) return made;
    if (!made && outcome_.contents.empty()) outcome_.contents = list_records(from_, outcome_.period);
    if (!edition.files.empty()) outcome_.document = std::move(edition.files.front().bytes);
    outcome_.data = marked.json;
    return made;
  }

  /// Adds the issue to the archive in memory, so that a preview numbers the next period as if this one were published.
  /// Notes the decision of the options about it.
  void preview(const CollectedIssue& issue) {
    outcome_.outcome = PublishOutcome::Previewed;
    outcome_.standing.is_new = false;
    if (run_.is_decision() && !run_.desk().decide(from_, outcome_, &issue, published_at(), sink())) {
      outcome_.outcome = PublishOutcome::Failed;
    }
    PublishedIssue held = outcome_;
    if (!run_.is_decision() && !run_.desk().is_released(from_, held, published_at())) {
      held.standing.approval = outcome_.standing.state;
      outcome_.standing = held.standing;
    }
    if (former_ != nullptr) return;
    Archive archive = run_.archive();
    archive.put({outcome_.period, numbers_, 0, {}, {}});
    run_.go_on_from(std::move(archive));
  }

  void put_out(const CollectedIssue& issue, const NewEdition& edition) {
    outcome_.edition += 1;
    const PublishOutcome done = former_ == nullptr ? PublishOutcome::Published : PublishOutcome::Corrected;
    std::optional<Archive> archive = run_.add_edition(steps_, {outcome_.period, numbers_, former_}, edition);
    const bool is_public = archive && run_.release(steps_, *std::move(archive));
    outcome_.outcome = is_public ? done : PublishOutcome::Failed;
    if (!is_public) return;
    if (!issue.entries.empty()) {
      run_.note(note_entry(run_.archive(), kSources, outcome_.period, edition.published,
                           entries_json(outcome_.edition, issue.entries)));
    }
    if (edition.signature) outcome_.signer = edition.signature->signer;
  }

  PublishRun& run_;
  const PublishOptions& options_;
  const Collection from_;
  const IssueNumbers& numbers_;
  PublishedIssue& outcome_;
  engine::KindRun& steps_;
  const ArchivedIssue* const former_;  // null: the period is not published yet; until the archive changes
  std::optional<std::string> before_;  // data of the latest edition, if there is one that is public
};

}  // namespace

PublishOutcome publish_period(PublishRun& run, const std::string& period) {
  const IssueNumbers numbers = run.numbering().of(period);
  PublishedIssue outcome = outcome_of(period, numbers);
  for (const store::PublishedList& list : run.periodical().lists) outcome.counts.push_back(count_of(list, 0));
  outcome.of_preview = run.options().preview;
  if (run.options().preview) outcome.open = find_open_points(run.collection(), period);
  engine::KindRun steps = run.steps();
  const diagnostics::ErrorWatch watch(steps.run().sink());
  PeriodRun(run, numbers, outcome, steps).make();
  tell_origins(run, steps.run());
  steps.settle(run.options().render);
  if (watch.saw_errors() || !steps.usable()) outcome.outcome = PublishOutcome::Failed;
  run.finish(outcome, steps);
  return outcome.outcome;
}

}  // namespace gongwen::publish
