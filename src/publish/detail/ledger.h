// Ledger: what a store remembers of what was published from it, site by site. A site says itself what it has
// (archive.h); where the two do not agree, the site is not the one that was published: its share is not mounted, or it
// was restored from an older copy.
#pragma once

#include "base/expected.h"
#include "publish/detail/archive.h"
#include "publish/detail/site.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

struct LedgerEdition {
  std::string period;
  int edition = 1;
  IssueNumbers numbers;
  std::string published;  // a moment
  std::string data;       // the bytes of data.json
  std::string files;      // JSON: name, size and check sum of each file, as index.json has them
  /// What index.json said of the issue then; empty for editions that were found when a later one was there.
  std::string issue;
};

struct LedgerSite {
  std::string id;        // Archive::feed_id
  std::string place;     // where it was last: an absolute path
  std::string base_url;  // empty: none
  /// In the order of publication, without those that were taken back.
  std::vector<LedgerEdition> editions;
};

class Ledger {
 public:
  /// Reports: store/damaged and what prevents reading.
  static base::Expected<Ledger> read(store::Store& store, const std::string& kind, diagnostics::DiagnosticSink& sink);

  const std::vector<LedgerSite>& sites() const { return sites_; }
  const LedgerSite* find(const std::string& id) const;
  /// The one that was there last.
  const LedgerSite* at_place(const std::string& place) const;
  /// The site that `archive` is, or was before it was lost: by its id, otherwise by its place, otherwise the only one.
  const LedgerSite* site_of(const Archive& archive, const std::string& place) const;
  /// When the last edition of any site was published; empty when none was.
  std::string last_published() const;

 private:
  std::vector<LedgerSite> sites_;  // the one with the latest entry last
};

/// Whether the archive has everything that the store remembers of the site at `place`, and a site that is new to the
/// store is at no place of another one. Reports: publish/issues-missing, publish/site-elsewhere, publish/other-site.
bool agrees_with(const Ledger& ledger, const Archive& archive, const std::string& place,
                 diagnostics::DiagnosticSink& sink);

/// What the archive lacks of a site, in the order of publication.
std::vector<const LedgerEdition*> missing_editions(const LedgerSite& site, const Archive& archive);

/// What of a site the ledger does not have yet, for the store. Reports: publish/damaged-site.
std::vector<store::PublicationEntry> new_entries(const Ledger& ledger, const Archive& archive, const Site& site,
                                                 diagnostics::DiagnosticSink& sink);
/// That the last edition of a period is no longer public.
store::PublicationEntry take_back_entry(const Archive& archive, const LedgerEdition& edition, const std::string& time);

/// The issue of an edition as it was before that one; nothing when nobody has seen it then.
std::optional<ArchivedIssue> state_before(const LedgerSite& site, const LedgerEdition& edition);
/// Adds the entries to the store, which nobody may have open for reading meanwhile. Returns: why that failed.
std::optional<std::string> add_to_store(const std::string& location, const store::SharedRecordTypes& types,
                                        const std::vector<store::PublicationEntry>& entries);

}  // namespace gongwen::publish
