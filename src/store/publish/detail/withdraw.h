// Withdrawing: removes an issue or an edition of it from the public site, for example because it has personal data, and
// leaves a notice in its place. Number, dates and checksums stay in index.json; files, text, headings, entries of the
// search and the texts of corrections do not.
#pragma once

#include "gongwen/publish.h"
#include "store/publish/detail/ledger.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gongwen::publish {

struct Withdrawal {
  std::string period;
  int edition = 0;  // 0: all editions that the issue has
  std::string time;
  std::string reason;
};

/// Returns the editions of an issue that are withdrawn.
std::set<int> withdrawn_editions(const ArchivedIssue& issue);
/// Returns whether the latest edition is withdrawn: then the page of the issue is a notice.
bool is_withdrawn(const ArchivedIssue& issue);
/// Returns whether the last change of the archive was a withdrawal: the release before it must not be kept.
bool ends_with_withdrawal(const Archive& archive);

/// Returns the issue without the withdrawn parts. An edition that corrects a withdrawn one has no list of changes,
/// because it would quote it. Withdrawing an edition again changes nothing.
ArchivedIssue withdraw(const ArchivedIssue& issue, const Withdrawal& withdrawal, const store::Periodical& periodical);
/// Returns the editions whose documents, which are not changed, repeat the contents of a withdrawn edition: they list
/// its correction.
std::set<int> quoting_editions(const ArchivedIssue& issue, const Withdrawal& withdrawal);

/// The member of an issue or an edition in index.json that says when and why it was withdrawn; also the kind of the
/// note in the ledger.
inline constexpr std::string_view kWithdrawn = "withdrawn";

// The store remembers withdrawals, since a site restored from an older copy has what was withdrawn later.

store::PublicationEntry withdrawn_note(const Archive& archive, const Withdrawal& withdrawal, const std::string& by);
/// Returns notes on withdrawals that the archive has and the ledger does not, because a run was killed.
std::vector<store::PublicationEntry> missing_notes(const Ledger& ledger, const Archive& archive,
                                                   const std::vector<store::PublicationEntry>& new_notes);
/// Returns the archive with all withdrawals that the store remembers.
Archive with_withdrawals(const LedgerSite& site, Archive archive, const store::Periodical& periodical);
/// Returns whether the site shows nothing that was withdrawn. Reports: publish/withdrawn-public.
bool hides_withdrawn(const LedgerSite* site, const Archive& archive, const store::Periodical& periodical,
                     diagnostics::DiagnosticSink& sink);

/// Returns whether an edition was withdrawn, as the store remembers.
bool is_withdrawn(const LedgerSite& site, const LedgerEdition& edition);
/// Returns the issue with this withdrawn edition as its latest one, from what the store remembers of it; nullopt if the
/// store does not know the entry of the issue in index.json.
std::optional<ArchivedIssue> remembered_issue(const LedgerSite& site, const LedgerEdition& edition,
                                              const store::Periodical& periodical);

}  // namespace gongwen::publish
