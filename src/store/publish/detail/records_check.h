// What a run says of the records beside the issues that it makes: whether they are those of the site, whether the clock
// can be right, what is in no issue.
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

// IssueNumbers: which year, number and date the issue of a period has.
//   const IssueNumbering numbering(collection, archive, options);
//   const IssueNumbers numbers = numbering.of("2024-02");

class IssueNumbering {
 public:
  IssueNumbering(const Collection& from, const Archive& archive, const PublishOptions& options)
      : from_(from), archive_(archive), options_(options) {}

  /// What the options say counts more than the record of the issue, that more than what is archived, and that more than
  /// what comes next: the number that is free between those of the periods before and after, or the one after the last.
  IssueNumbers of(const std::string& period) const;

  /// Whether an issue that is not published yet may have the numbers. Reports: publish/number-taken,
  /// publish/number-jump, publish/earlier-missing, publish/number-order.
  void check(const std::string& period, const IssueNumbers& numbers, diagnostics::DiagnosticSink& sink) const;

 private:
  std::optional<int> stated(const std::string& period, store::PublishedMember::Source source) const;
  bool states_number(const std::string& period) const;
  /// The issue of the same series that is published for the next period after this one; null when none is.
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

/// What a message calls the two.
struct StoreAndSite {
  const std::string& store;
  const std::string& site;
};

/// Whether the store can be that of the site: it has records of the main list. Reports: publish/empty-store; and
/// publish/records-missing, which is a warning, for issues between those that it has records of.
bool has_published_records(const Collection& from, const Archive& archive, const StoreAndSite& names,
                           diagnostics::DiagnosticSink& sink);

struct RunTime {
  base::Moment now = 0;
  base::PeriodUnit unit = base::PeriodUnit::Month;
};
/// Whether a moment is not much later than all that is known: a publication, a change of the records. Reports:
/// publish/clock-ahead and what prevents reading.
bool is_near_last_change(store::Store& store, const Ledger& ledger, const Archive& archive, const RunTime& time,
                         diagnostics::DiagnosticSink& sink);

/// Expands templates of the bundle in the run of an issue, which must live as long.
Expand expand_in(engine::KindRun& steps, const Limits& limits);

/// The record of an issue lists records that the issue does not have: publish/unknown-listed.
void report_unknown_listed(const Collection& from, const std::string& period, diagnostics::DiagnosticSink& sink);

/// Records that are in no issue and in none that comes, by what they lack: a date, a number, or records of the main
/// list in a period that is over on the day `today`.
std::vector<OpenPoint> find_never_published(const Collection& from, const Archive& archive, const std::string& today);

/// The files of an edition that are not byte for byte what was published before: publish/other-bytes, a warning.
void report_other_bytes(const LedgerEdition& before, const std::vector<SiteFile>& files,
                        diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
