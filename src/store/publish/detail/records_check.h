// Checks around the issues of a run: whether the store belongs to the site, whether the clock is plausible, which
// records are not in any issue; and the numbers of issues.
#pragma once

#include "base/date.h"
#include "diagnostics/diagnostic.h"
#include "engine/runs/kind_run.h"
#include "gongwen/publish.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site_pages.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

// IssueNumbering: determines year, number and date of the issue of a period.
//   const IssueNumbering numbering(collection, archive, options);
//   const IssueNumbers numbers = numbering.of("2024-02");

class IssueNumbering {
 public:
  IssueNumbering(const Collection& from, const Archive& archive, const PublishOptions& options)
      : from_(from), archive_(archive), options_(options) {}

  /// Numbers come from the first source that has them: the options, the record of the issue, the archive. Otherwise the
  /// number is the one left free between the neighbouring periods, or the next one after the last.
  IssueNumbers of(const std::string& period) const;

  /// Checks the numbers of an issue that is not published yet. Reports: publish/number-taken, publish/number-jump,
  /// publish/earlier-missing, publish/number-order.
  void check(const std::string& period, const IssueNumbers& numbers, diagnostics::DiagnosticSink& sink) const;

 private:
  std::optional<int> stated(const std::string& period, store::PublishedMember::Source source) const;
  bool states_number(const std::string& period) const;
  /// Returns the published issue of the next later period in the same series; null if absent.
  const ArchivedIssue* following(const std::string& period, int year) const;
  int preceding_number(const std::string& period, int year) const;
  std::string earlier_without_issue(const std::string& period) const;
  bool is_of_series(const ArchivedIssue& issue, int year) const {
    return !from_.periodical.numbered_by_year || issue.numbers.year == year;
  }

  const Collection from_;
  const Archive& archive_;
  const PublishOptions& options_;
};

/// The names of both in messages, and what the store remembers of the site; null if it does not know it.
struct StoreAndSite {
  const std::string& store;
  const std::string& site;
  const LedgerSite* known;
  /// Gets the periods of issues whose records were all removed; may be null.
  std::vector<std::string>* gone = nullptr;
};

/// Returns whether the store can be the source of the site: it has, or had, records of the main list. Reports:
/// publish/empty-store; and as warnings publish/facts-gone for published issues whose records were all removed, and
/// publish/records-missing for those within the range of its records for which it has none. Issues that were withdrawn,
/// or left as they are, need no records.
bool has_published_records(const Collection& from, store::Store& store, const Archive& archive,
                           const StoreAndSite& names, diagnostics::DiagnosticSink& sink);

struct RunTime {
  base::Moment now = 0;
  base::PeriodUnit unit = base::PeriodUnit::Month;
};
/// Returns whether the current time is not much later than the last known event: a publication, or a change of records.
/// Reports: publish/clock-ahead and reading errors.
bool is_near_last_change(store::Store& store, const Ledger& ledger, const Archive& archive, const RunTime& time,
                         diagnostics::DiagnosticSink& sink);

/// Returns whether the period is over and `due_day` of the next one has come, which leaves time for collecting records.
bool is_due(const store::Periodical& periodical, const std::string& period, int due_day, base::Moment now);

/// Expands templates of the bundle within the run of an issue, which must outlive the result.
Expand expand_in(engine::KindRun& steps, const Limits& limits);

/// Reports records that the record of an issue lists but the issue does not contain: publish/unknown-listed.
void report_unknown_listed(const Collection& from, const std::string& period, diagnostics::DiagnosticSink& sink);

/// Returns what no past or future issue will contain, and other open points: records without a date, without a number,
/// of a period without records of the main list that is over on the day `today`; records that are left out; periods
/// without issue. The runs of publishing, the check of a store and the state of a periodical all show this list.
std::vector<OpenPoint> find_never_published(const Collection& from, const Archive& archive, const std::string& today);

/// Reports values that published issues keep although their records, such as renamed projects, have changed:
/// publish/renamed. `steps` is a run of the kind whose messages are discarded.
void report_renamed(const Collection& from, const Ledger& ledger, engine::KindRun& steps, const Limits& limits,
                    diagnostics::DiagnosticSink& sink);

/// Warns about files of an edition that differ from the bytes published before: publish/other-bytes.
void report_other_bytes(const LedgerEdition& before, const std::vector<SiteFile>& files,
                        diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
