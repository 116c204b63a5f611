// Decisions of people about issues before they are published: approval by a second person, holding back, releasing. The
// store keeps them in its ledger, for all sites of a periodical.
#pragma once

#include "base/date.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/publish.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/ledger.h"
#include "store/store.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

struct Decision {
  std::string by;
  std::string time;    // in ISO 8601
  std::string reason;  // may be empty
  std::string until;   // for `held`: a time in ISO 8601; empty: until it is released
  std::string facts;   // for the others: the hash of the data, PublishedIssue::facts
};

/// The decisions about a period that are in force.
struct IssueDecisions {
  std::optional<Decision> asked;
  std::optional<Decision> approved;   // after `asked`
  std::optional<Decision> sent_back;  // after `asked`
  std::optional<Decision> held;
};

/// `published` is the time of the period's latest edition, empty if absent: requests and approvals before it are
/// done with.
IssueDecisions decisions_about(const std::string& period, std::span<const LedgerNote> notes,
                               const std::string& published);

/// Returns the hash of the data to be approved. A date of issue that was not stated, and therefore follows from the day
/// of publishing, is not included.
std::string facts_of(const Collection& from, const std::string& period, const std::string& json);

/// What held_until returns for a hold without end; sorts after all times.
inline constexpr std::string_view kWithoutEnd = "9999";
/// Returns the time until which the issue waits: that of the hold, or `release_at` of its record, whichever is later;
/// empty if it does not wait.
std::string held_until(const Collection& from, const std::string& period, const IssueDecisions& decisions,
                       base::Moment now);

// ApprovalDesk: decides whether an issue may be published now, and records decisions.
//   ApprovalDesk desk(options, collection, store, ledger);
//   if (!desk.is_released(outcome, published, sink)) …

class ApprovalDesk {
 public:
  /// All arguments must outlive it.
  ApprovalDesk(const PublishOptions& options, store::Store& store, const Ledger& ledger)
      : options_(options), store_(store), ledger_(ledger) {}

  /// Returns true if the issue is not held; otherwise fills in the outcome. `published` as for decisions_about.
  bool is_released(const Collection& from, PublishedIssue& outcome, const std::string& published) const;

  /// Returns true if the data in `outcome.facts` is approved, or needs no approval; otherwise fills in the outcome:
  /// `is_new` says that approval has to be requested. Reports: publish/approval-void.
  bool is_approved(const Collection& from, PublishedIssue& outcome, const std::string& published,
                   diagnostics::DiagnosticSink& sink) const;

  /// Records that this run requests approval of the data in `outcome.facts`.
  void ask(PublishedIssue& outcome);

  /// Records the decision about the issue in the options. Reports: publish/not-asked, publish/second-person,
  /// publish/reason-needed, publish/not-held, publish/hold-past, and reading errors.
  bool decide(const Collection& from, PublishedIssue& outcome, const CollectedIssue* issue,
              const std::string& published, diagnostics::DiagnosticSink& sink);

  /// Returns the new entries for the ledger. Their kind is that of the periodical.
  std::vector<store::PublicationEntry> entries(const std::string& kind) const;

 private:
  bool is_second_person(const PublishedIssue& outcome, const CollectedIssue& issue, const Decision& asked,
                        diagnostics::DiagnosticSink& sink) const;
  void note(std::string_view what, const std::string& period, Decision decision);
  Decision decision_now() const;

  struct Noted {
    std::string what;
    std::string period;
    Decision decision;
  };

  const PublishOptions& options_;
  store::Store& store_;
  const Ledger& ledger_;
  std::vector<Noted> noted_;
};

}  // namespace gongwen::publish
