// Ledger: what the store remembers about publications, site by site; Archive: what a site itself records. If the two
// disagree, the folder is not the site that was published: its share is not mounted, or it was restored from an older
// copy.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/site.h"
#include "store/store.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

// Archive: the issues of a site, as recorded in its index.json. That file is the only source for numbers, dates of
// issue and editions of published issues.

/// An issue. Edition 1 is the first version, 2 and up are corrections.
struct ArchivedIssue {
  std::string period;
  IssueNumbers numbers;
  int edition = 1;
  std::string published;  // time of the latest edition: 2024-03-15T02:00:00Z
  std::string json;       // the issue's whole entry in index.json
};

class Archive {
 public:
  /// Reads the archive of a site; empty if absent yet. Reports: publish/damaged-site, publish/other-kind.
  static base::Expected<Archive> read(const std::string& site, const store::Periodical& periodical,
                                      const store::Workspace& workspace);

  /// An archive without issues.
  static Archive empty(const store::Periodical& periodical);
  /// Returns the archive in the text of an index.json, with the kind that it states; nullopt if it is damaged.
  static std::optional<Archive> parse(const std::string& text, const store::Periodical& periodical);

  const ArchivedIssue* find(const std::string& period) const;
  /// Returns the issue with this number (of this year, if issues are numbered by year), other than that of `period`;
  /// null if absent.
  const ArchivedIssue* find_number(int year, int issue, const std::string& period) const;
  const std::map<std::string, ArchivedIssue>& issues() const { return issues_; }

  /// Returns the number after the last one (of the year, if issues are numbered by year).
  int next_issue(int year) const;
  /// The next total number; nullopt if issues have none.
  std::optional<int> next_total() const;
  /// The time of the site's last change; empty for an empty site.
  std::string last_published() const;

  /// Returns the permanent id of the feed, from which ids of entries are made; chosen at the first publication.
  const std::string& feed_id() const { return feed_id_; }
  /// Returns the public address of the site; kept once stated. If it is stated first, it also becomes the id of the
  /// feed.
  const std::string& base_url() const { return base_url_; }
  /// Must be called after the first issue was added: without an address, the id of the feed is made from that issue.
  void choose_addresses(const std::string& base_url);
  /// The id of an issue's entry in the feed.
  std::string entry_id(const std::string& period) const;

  /// Restores the addresses of a site that is published again.
  void restore_addresses(const std::string& id, const std::string& base_url) {
    feed_id_ = id;
    base_url_ = base_url;
  }
  /// The title of the periodical, in the language of its documents.
  const std::string& title() const { return title_; }
  /// The kind of the periodical.
  const std::string& kind() const { return kind_; }

  void remove(const std::string& period) { issues_.erase(period); }
  void put(ArchivedIssue issue) { issues_[issue.period] = std::move(issue); }
  /// The contents of index.json.
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

/// Returns the text of the first element with this name in the feed of a site, as written there; empty if there is
/// none.
std::string published_in_feed(const std::string& site, const std::string& element);
/// Returns the id of the feed that a site has published, whatever its archive says; empty if absent.
std::string published_feed_id(const std::string& site);

/// Parses an issue from its entry in index.json; nullopt if it is not one.
std::optional<ArchivedIssue> archived_issue(const std::string& json);

/// The name of an edition's folder: `2024-02-1`.
std::string edition_name(const std::string& period, int edition);

struct LedgerEdition {
  std::string period;
  int edition = 1;
  IssueNumbers numbers;
  std::string published;  // time in ISO 8601
  std::string data;       // bytes of data.json
  std::string files;      // JSON: name, size and checksum of each file, as in index.json
  /// The issue's entry in index.json at that time; empty if the edition was recorded after a later one existed.
  std::string issue;
};

/// What the store remembers of a site besides its editions: a decision about a period, or an action on an edition. The
/// source file of each subject writes and reads its own notes.
struct LedgerNote {
  std::string what;    // `handed-on`
  std::string period;  // empty: about the whole site
  std::string time;    // in ISO 8601
  std::string json;    // the whole entry
};

struct LedgerSite {
  std::string id;        // Archive::feed_id
  std::string place;     // last known absolute path
  std::string base_url;  // empty: none
  /// In order of publication, without editions that were taken back.
  std::vector<LedgerEdition> editions;
  /// In the order in which they were written.
  std::vector<LedgerNote> notes;
};

class Ledger {
 public:
  /// Reads the entries of a kind. Reports: store/damaged and reading errors.
  static base::Expected<Ledger> read(store::Store& store, const std::string& kind, diagnostics::DiagnosticSink& sink);

  const std::vector<LedgerSite>& sites() const { return sites_; }
  const LedgerSite* find(const std::string& id) const;
  /// Notes that belong to no site, in the order in which they were written: decisions about periods, which are valid
  /// for all sites, and notes on sites that had no id yet, since nothing was published there.
  const std::vector<LedgerNote>& notes() const { return notes_; }
  /// The site last seen at this place.
  const LedgerSite* at_place(const std::string& place) const;
  /// Returns the site that `archive` is, or was before it was lost: by its id if it has one, else by place, else the
  /// only one.
  const LedgerSite* site_of(const Archive& archive, const std::string& place) const;
  /// Returns the time of the last publication on any site; empty if absent.
  std::string last_published() const;

 private:
  std::vector<LedgerSite> sites_;  // the one with the latest entry is last
  std::vector<LedgerNote> notes_;
};

/// Returns the issues of a kind that the store remembers, on the site that was published last: the latest entry in
/// index.json of each period, in order. Empty for a damaged store, which Ledger::read reports. `store` must outlive it.
IssuesOf issues_in(const std::unique_ptr<store::Store>& store);

/// Returns whether the archive has everything that the store remembers of the site at `place`, and a site unknown to
/// the store does not replace a known one. Reports: publish/issues-missing, publish/site-elsewhere, publish/other-site.
bool agrees_with(const Ledger& ledger, const Archive& archive, const std::string& place,
                 diagnostics::DiagnosticSink& sink);

/// Returns whether the archive has the edition, published at the same time.
bool has_edition(const Archive& archive, const LedgerEdition& wanted);

/// Returns the editions that the archive lacks, in order of publication.
std::vector<const LedgerEdition*> missing_editions(const LedgerSite& site, const Archive& archive);

/// Returns entries for everything on the site that the ledger does not have yet. Reports: publish/damaged-site.
std::vector<store::PublicationEntry> new_entries(const Ledger& ledger, const Archive& archive, const Site& site,
                                                 diagnostics::DiagnosticSink& sink);
/// Returns an entry that says that the last edition of a period is no longer public.
store::PublicationEntry take_back_entry(const Archive& archive, const LedgerEdition& edition, const std::string& time);

/// Returns an entry for a LedgerNote; `details` are its own members.
store::PublicationEntry note_entry(const Archive& archive, std::string_view what, const std::string& period,
                                   const std::string& time, base::Json details);

/// Returns the issue as it was before this edition, without withdrawn parts; nullopt if that state was never recorded.
std::optional<ArchivedIssue> state_before(const LedgerSite& site, const LedgerEdition& edition,
                                          const store::Periodical& periodical);
/// Adds entries to the store, which must not be open for reading. Returns an error description, or nullopt.
std::optional<std::string> add_to_store(const std::string& location, const store::SharedRecordTypes& types,
                                        const std::vector<store::PublicationEntry>& entries);

}  // namespace gongwen::publish
