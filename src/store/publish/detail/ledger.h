// Ledger: what a store remembers of what was published from it, site by site. A site says itself what it has
// (ledger.h); where the two do not agree, the site is not the one that was published: its share is not mounted, or it
// was restored from an older copy.
#pragma once

#include "base/expected.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/site.h"
#include "store/store.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

// Archive: which issues a site has, as its index.json says. That file is the memory of the site: numbers, dates of
// issue and editions are read from it and nowhere else.

/// An edition is the first version of an issue (1) or a correction of it (2 and on).
struct ArchivedIssue {
  std::string period;
  IssueNumbers numbers;
  int edition = 1;
  std::string published;  // when the latest edition was: 2024-03-15T02:00:00Z
  std::string json;       // all that index.json says of it
};

class Archive {
 public:
  /// The archive of a site; an empty one when the site has none yet. Reports: publish/damaged-site,
  /// publish/other-kind.
  static base::Expected<Archive> read(const std::string& site, const store::Periodical& periodical,
                                      const store::Workspace& workspace);

  const ArchivedIssue* find(const std::string& period) const;
  /// The issue that has this number, of the year if issues are numbered by it, unless it is that of `period`.
  const ArchivedIssue* find_number(int year, int issue, const std::string& period) const;
  const std::map<std::string, ArchivedIssue>& issues() const { return issues_; }

  /// The number after the last one, of the year if issues are numbered by it; of two series, the highest counts.
  int next_issue(int year) const;
  /// The number after the last total number; nothing when the issues have none.
  std::optional<int> next_total() const;
  /// When the site last changed; empty for an empty one.
  std::string last_published() const;

  /// What the feed and its entries are called for ever: chosen when the site is first published.
  const std::string& feed_id() const { return feed_id_; }
  /// Where readers find the site; kept, once it was stated. A first statement names the feed too, if nothing has yet.
  const std::string& base_url() const { return base_url_; }
  /// Called when the first issue has been put in, which the id of a feed without an address is made of.
  void choose_addresses(const std::string& base_url);
  /// What the feed calls the issue of a period.
  std::string entry_id(const std::string& period) const;

  /// The addresses of a site that is published again.
  void restore_addresses(const std::string& id, const std::string& base_url) {
    feed_id_ = id;
    base_url_ = base_url;
  }
  /// Of which periodical it is.
  const std::string& kind() const { return kind_; }

  void remove(const std::string& period) { issues_.erase(period); }
  void put(ArchivedIssue issue) { issues_[issue.period] = std::move(issue); }
  /// index.json.
  std::string json() const;

 private:
  bool is_of_series(const ArchivedIssue& issue, int year) const {
    return !numbered_by_year_ || issue.numbers.year == year;
  }

  std::string kind_;
  std::string title_;
  bool numbered_by_year_ = true;
  std::map<std::string, ArchivedIssue> issues_;  // by period
  std::string feed_id_;
  std::string base_url_;
};

/// The issue of a period as index.json states it; nothing when it does not state one.
std::optional<ArchivedIssue> archived_issue(const std::string& json);

/// The name of an edition's folder: `2024-02-1`.
std::string edition_name(const std::string& period, int edition);

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
