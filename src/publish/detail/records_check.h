// What a run says of the records beside the issues that it makes: whether they are those of the site, whether the clock
// can be right, what is in no issue.
#pragma once

#include "base/calendar.h"
#include "engine/runs/kind_run.h"
#include "publish/detail/collect_issue.h"
#include "publish/detail/ledger.h"
#include "publish/detail/site_pages.h"

#include <string>
#include <vector>

namespace gongwen::publish {

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
