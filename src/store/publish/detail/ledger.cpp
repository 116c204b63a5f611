#include "store/publish/detail/ledger.h"

#include "base/file_path.h"
#include "base/json.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/publish.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "store/publish/detail/site.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/detail/withdraw.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;

std::optional<int> count_member(const base::JsonView& object, std::string_view name) {
  const std::optional<std::uint64_t> member = object.number_of(name);
  return member ? std::optional(static_cast<int>(*member)) : std::nullopt;
}

std::optional<ArchivedIssue> read_issue(const base::JsonView& value) {
  const auto year = count_member(value, "year");
  const auto issue = count_member(value, "issue");
  const auto edition = count_member(value, "edition");
  const std::string period = value.text_of("period");
  if (!year || !issue || !edition || period.empty()) return std::nullopt;
  return ArchivedIssue{period,
                       {*year, *issue, count_member(value, "total_issue"), value.text_of("issue_date")},
                       *edition,
                       value.text_of("published"),
                       value.json()};
}

constexpr std::string_view kUuid = "urn:uuid:";

/// A UUID from a hash, version 8 (RFC 9562 section 5.8): the same bytes always give the same UUID.
std::string uuid_of(std::string_view bytes) {
  std::string digits = base::sha256(bytes).substr(0, 32);
  digits[12] = '8';                                            // version
  digits[16] = "89ab"[static_cast<unsigned>(digits[16]) % 4];  // variant
  for (const std::size_t at : {20u, 16u, 12u, 8u}) digits.insert(at, 1, '-');
  return std::string(kUuid) + digits;
}

}  // namespace

std::string published_in_feed(const std::string& site, const std::string& element) {
  diagnostics::DiagnosticSink ignored;
  const auto feed = resources::read_bytes(site + "/feed.xml", {}, ignored);
  const std::string start = "<" + element + ">";
  const std::size_t begin = feed ? feed->find(start) : std::string::npos;
  const std::size_t end = begin == std::string::npos ? begin : feed->find("</" + element + ">", begin);
  if (end == std::string::npos) return {};
  return feed->substr(begin + start.size(), end - begin - start.size());
}

std::string published_feed_id(const std::string& site) {
  std::string id = published_in_feed(site, "id");
  for (std::size_t at = id.find("&amp;"); at != std::string::npos; at = id.find("&amp;", at + 1)) id.erase(at + 1, 4);
  return id;
}

void Archive::choose_addresses(const std::string& base_url) {
  if (!base_url.empty()) base_url_ = base::as_folder(base_url);
  if (!feed_id_.empty()) return;
  // Feed ids must be globally unique (RFC 4287 section 4.2.6): made from the first publication and its time. The place
  // is not included, so that the same facts give the same bytes everywhere.
  feed_id_ = base_url_.empty() ? uuid_of(json()) : base_url_;
}

std::string Archive::entry_id(const std::string& period) const {
  if (feed_id_.starts_with(kUuid)) return uuid_of(feed_id_ + ":" + period);
  if (feed_id_.starts_with("urn:")) return feed_id_ + ":" + period;
  return feed_id_ + path_of_period(period);
}

Archive Archive::empty(const store::Periodical& periodical) {
  Archive archive;
  archive.kind_ = periodical.kind;
  archive.title_ = periodical.title;
  archive.numbered_by_year_ = periodical.numbered_by_year;
  return archive;
}

std::optional<Archive> Archive::parse(const std::string& text, const store::Periodical& periodical) {
  const auto index = base::parse_json(text);
  if (!index || index->view().text_of("format") != "gongwen-archive") return std::nullopt;
  Archive archive = empty(periodical);
  const auto issues = index->view().find("issues");
  for (std::size_t i = 0; issues && issues->is_list() && i < issues->size(); ++i) {
    std::optional<ArchivedIssue> issue = read_issue(issues->at(i));
    if (!issue) return std::nullopt;
    archive.put(*std::move(issue));
  }
  if (const std::string kind = index->view().text_of("kind"); !kind.empty()) archive.kind_ = kind;
  archive.base_url_ = index->view().text_of("base_url");
  archive.feed_id_ = index->view().text_of("feed_id");
  return archive;
}

base::Expected<Archive> Archive::read(const std::string& site, const store::Periodical& periodical,
                                      const store::Workspace& workspace) {
  const std::string path = site + "/index.json";
  if (!resources::is_folder(site + "/.gongwen/current/")) return empty(periodical);
  diagnostics::DiagnosticSink unheard;
  const auto text = resources::read_bytes(path, {}, unheard);
  std::optional<Archive> archive = text ? parse(*text, periodical) : std::nullopt;
  if (!archive) {
    workspace.sink.report(messages::PublishDamagedSite, diagnostics::Origin{}, path);
    return base::kReported;
  }
  if (archive->kind_ != periodical.kind) {
    workspace.sink.report(messages::PublishOtherKind, diagnostics::Origin{}, site, archive->kind_, periodical.kind);
    return base::kReported;
  }
  if (archive->feed_id_.empty()) archive->feed_id_ = published_feed_id(site);
  return *std::move(archive);
}

const ArchivedIssue* Archive::find(const std::string& period) const {
  const auto found = issues_.find(period);
  return found == issues_.end() ? nullptr : &found->second;
}

const ArchivedIssue* Archive::find_number(int year, int issue, const std::string& period) const {
  for (const auto& [month, other] : issues_) {
    if (month != period && is_of_series(other, year) && other.numbers.issue == issue) return &other;
  }
  return nullptr;
}

int Archive::next_issue(int year) const {
  int last = 0;
  for (const auto& [month, issue] : issues_) {
    if (is_of_series(issue, year)) last = std::max(last, issue.numbers.issue);
  }
  return last + 1;
}

std::optional<int> Archive::next_total() const {
  std::optional<int> last;
  for (const auto& [month, issue] : issues_) {
    if (issue.numbers.total) last = std::max(last.value_or(0), *issue.numbers.total);
  }
  return last ? std::optional(*last + 1) : std::nullopt;
}

std::string Archive::last_published() const {
  std::string last;
  for (const auto& [month, issue] : issues_) last = std::max(last, issue.published);
  return last;
}

std::string Archive::json() const {
  base::Json list = base::Json::list();
  for (const auto& [month, issue] : issues_) list.add(base::Json::written(issue.json));
  base::Json archive = base::Json::object();
  archive.set("format", "gongwen-archive");
  archive.set("version", 1);
  archive.set("kind", kind_);
  archive.set("title", title_);
  archive.set("updated", last_published());
  if (!base_url_.empty()) archive.set("base_url", base_url_);
  if (!feed_id_.empty()) archive.set("feed_id", feed_id_);
  archive.set("checksums", kSumsName);
  archive.set("issues", std::move(list));
  return store::pretty_record(archive.text());
}

std::optional<ArchivedIssue> archived_issue(const std::string& json) {
  const auto read = base::parse_json(json);
  return read ? read_issue(read->view()) : std::nullopt;
}

std::string edition_name(const std::string& period, int edition) { return period + "-" + std::to_string(edition); }

namespace {

using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kPublished = "published";
constexpr std::string_view kTakenBack = "taken-back";
/// Kind of entry: the site was found at another place or got another address.
constexpr std::string_view kMoved = "moved";
constexpr std::size_t kNamed = 6;  // number of periods named in a message

int whole(const base::JsonView& object, std::string_view name) {
  return static_cast<int>(object.number_of(name).value_or(0));
}

LedgerEdition edition_of(const store::PublicationEntry& entry, const base::JsonView& json) {
  LedgerEdition edition;
  edition.period = entry.period;
  edition.edition = whole(json, "edition");
  edition.numbers = {whole(json, "year"), whole(json, "number"), std::nullopt, json.text_of("date")};
  if (const auto total = json.number_of("total")) edition.numbers.total = static_cast<int>(*total);
  edition.published = json.text_of("published");
  edition.data = json.text_of("data");
  if (const auto files = json.find("files")) edition.files = files->json();
  if (const auto issue = json.find("issue")) edition.issue = issue->json();
  return edition;
}

/// An edition listed in index.json, with its issue.
struct PublishedEdition {
  int number = 0;
  std::string published;
  std::string files;
  bool is_withdrawn = false;
};

std::vector<PublishedEdition> editions_of(const ArchivedIssue& issue) {
  std::vector<PublishedEdition> found;
  const auto read = base::parse_json(issue.json);
  const auto list = read ? read->view().find("editions") : std::nullopt;
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    const base::JsonView edition = list->at(i);
    const auto files = edition.find("files");
    found.push_back({whole(edition, "number"), edition.text_of("published"), files ? files->json() : "[]",
                     edition.find(kWithdrawn).has_value()});
  }
  return found;
}

std::size_t issue_count(const LedgerSite& site) {
  std::set<std::string> periods;
  for (const LedgerEdition& edition : site.editions) periods.insert(edition.period);
  return periods.size();
}

/// The first few periods of the editions, for messages.
std::string named_periods(const std::vector<const LedgerEdition*>& editions) {
  std::set<std::string> periods;
  for (const LedgerEdition* const edition : editions) periods.insert(edition->period);
  std::string names;
  std::size_t named = 0;
  for (const std::string& period : periods) {
    if (named++ == kNamed) return names + " …";
    names += (names.empty() ? "" : ", ") + period;
  }
  return names;
}

/// Whether the site with this id is still at its place.
bool is_there(const LedgerSite& site) {
  DiagnosticSink unheard;
  const auto text = resources::read_bytes(base::join_path(site.place, "index.json"), {}, unheard);
  const auto index = text ? base::parse_json(*text) : std::nullopt;
  return index && index->view().text_of("feed_id") == site.id;
}

base::Json entry_head(std::string_view what, const std::string& place, const std::string& base_url) {
  base::Json json = base::Json::object();
  json.set("what", what).set("place", place);
  if (!base_url.empty()) json.set("base_url", base_url);
  return json;
}

}  // namespace

bool has_edition(const Archive& archive, const LedgerEdition& wanted) {
  const ArchivedIssue* const issue = archive.find(wanted.period);
  if (issue == nullptr) return false;
  const std::vector<PublishedEdition> editions = editions_of(*issue);
  return std::any_of(editions.begin(), editions.end(), [&](const PublishedEdition& one) {
    return one.number == wanted.edition && one.published == wanted.published;
  });
}

base::Expected<Ledger> Ledger::read(store::Store& store, const std::string& kind, DiagnosticSink& sink) {
  const auto entries = store.publications(sink);
  if (!entries) return base::kReported;
  Ledger ledger;
  for (const store::PublicationEntry& entry : *entries) {
    const auto read = entry.kind == kind ? base::parse_json(entry.json) : std::nullopt;
    if (!read) continue;
    const base::JsonView json = read->view();
    if (entry.site.empty()) {
      ledger.notes_.push_back({json.text_of("what"), entry.period, entry.time, entry.json});
      continue;
    }
    LedgerSite site{entry.site, {}, {}, {}, {}};
    std::vector<LedgerSite>& sites = ledger.sites_;
    const auto known =
        std::find_if(sites.begin(), sites.end(), [&](const LedgerSite& one) { return one.id == entry.site; });
    if (known != sites.end()) {
      site = std::move(*known);
      sites.erase(known);
    }
    if (const std::string place = json.text_of("place"); !place.empty()) site.place = place;
    site.base_url = json.text_of("base_url");
    const std::string what = json.text_of("what");
    // An edition published again, after its site was abandoned, replaces the former entry.
    if (what == kPublished || what == kTakenBack) {
      std::erase_if(site.editions, [&](const LedgerEdition& one) {
        return one.period == entry.period && one.edition == whole(json, "edition");
      });
    }
    if (what == kPublished) site.editions.push_back(edition_of(entry, json));
    if (what != kPublished && what != kTakenBack && what != kMoved)
      site.notes.push_back({what, entry.period, entry.time, entry.json});
    sites.push_back(std::move(site));
  }
  for (LedgerSite& site : ledger.sites_) {
    std::stable_sort(site.editions.begin(), site.editions.end(),
                     [](const auto& one, const auto& other) { return one.published < other.published; });
  }
  return ledger;
}

const LedgerSite* Ledger::find(const std::string& id) const {
  const auto found = std::find_if(sites_.begin(), sites_.end(), [&](const LedgerSite& one) { return one.id == id; });
  return found == sites_.end() ? nullptr : &*found;
}

const LedgerSite* Ledger::at_place(const std::string& place) const {
  const auto found =
      std::find_if(sites_.rbegin(), sites_.rend(), [&](const LedgerSite& one) { return one.place == place; });
  return found == sites_.rend() ? nullptr : &*found;
}

const LedgerSite* Ledger::site_of(const Archive& archive, const std::string& place) const {
  if (!archive.feed_id().empty()) return find(archive.feed_id());
  if (const LedgerSite* const there = at_place(place)) return there;
  return sites_.size() == 1 ? &sites_.front() : nullptr;
}

std::string Ledger::last_published() const {
  std::string last;
  for (const LedgerSite& site : sites_) {
    for (const LedgerEdition& edition : site.editions) last = std::max(last, edition.published);
  }
  return last;
}

std::vector<const LedgerEdition*> missing_editions(const LedgerSite& site, const Archive& archive) {
  std::vector<const LedgerEdition*> missing;
  for (const LedgerEdition& edition : site.editions) {
    if (!has_edition(archive, edition)) missing.push_back(&edition);
  }
  return missing;
}

IssuesOf issues_in(const std::unique_ptr<store::Store>& store) {
  return [&store](const std::string& kind) {
    DiagnosticSink unheard;
    const base::Expected<Ledger> ledger = Ledger::read(*store, kind, unheard);
    std::vector<std::string> issues;
    if (!ledger || ledger->sites().empty()) return issues;
    const LedgerSite& site = ledger->sites().back();
    std::map<std::string, std::string> entries;
    for (const LedgerEdition& edition : site.editions) {
      // If the latest edition is withdrawn, no part of the issue is public.
      if (is_withdrawn(site, edition)) {
        entries.erase(edition.period);
      } else if (!edition.issue.empty()) {
        entries[edition.period] = edition.issue;
      }
    }
    for (auto& [period, entry] : entries) issues.push_back(std::move(entry));
    return issues;
  };
}

bool agrees_with(const Ledger& ledger, const Archive& archive, const std::string& place, DiagnosticSink& sink) {
  const bool is_new = archive.feed_id().empty();
  const LedgerSite* const known = is_new ? ledger.at_place(place) : ledger.find(archive.feed_id());
  if (known != nullptr) {
    const std::vector<const LedgerEdition*> missing = missing_editions(*known, archive);
    if (missing.empty()) return true;
    std::set<std::string> periods;
    for (const LedgerEdition* const edition : missing) periods.insert(edition->period);
    const std::size_t all = issue_count(*known);
    sink.report(messages::PublishIssuesMissing, Origin{}, place, all - periods.size(), all, named_periods(missing));
    return false;
  }
  // Either the store does not know the site's id, or a new site is at a place where the store knows none.
  const LedgerSite* const former = ledger.at_place(place);
  // A site with another id but with everything that was published counts as the same site.
  if (!is_new && former != nullptr && !missing_editions(*former, archive).empty()) {
    sink.report(messages::PublishOtherSite, Origin{}, place, archive.issues().size(), issue_count(*former));
    return false;
  }
  // A second site in addition to the first is normal; one that replaces a vanished first site is suspicious.
  const auto& sites = ledger.sites();
  const bool any_there = std::any_of(sites.begin(), sites.end(), is_there);
  if (!is_new || sites.empty() || any_there || sites.back().editions.empty()) return true;
  sink.report(messages::PublishSiteElsewhere, Origin{}, place, issue_count(sites.back()), sites.back().place);
  return false;
}

std::vector<store::PublicationEntry> new_entries(const Ledger& ledger, const Archive& archive, const Site& site,
                                                 DiagnosticSink& sink) {
  std::vector<store::PublicationEntry> entries;
  const std::string place = resources::plain_path(site.path());
  const LedgerSite* const known = ledger.find(archive.feed_id());
  for (const auto& [period, issue] : archive.issues()) {
    for (const PublishedEdition& edition : editions_of(issue)) {
      const bool is_known =
          known != nullptr &&
          std::any_of(known->editions.begin(), known->editions.end(), [&, &name = period](const LedgerEdition& one) {
            return one.period == name && one.edition == edition.number && one.published == edition.published;
          });
      if (is_known) continue;
      // The data of a withdrawn edition is no longer there.
      const auto data = edition.is_withdrawn ? std::optional<std::string>("")
                                             : site.read_edition(edition_name(period, edition.number), kDataName, sink);
      if (!data) return {};
      base::Json json = entry_head(kPublished, place, archive.base_url());
      json.set("edition", edition.number).set("year", issue.numbers.year).set("number", issue.numbers.issue);
      if (issue.numbers.total) json.set("total", *issue.numbers.total);
      json.set("date", issue.numbers.date).set("published", edition.published);
      json.set("files", base::Json::written(edition.files));
      if (edition.number == issue.edition) json.set("issue", base::Json::written(issue.json));
      json.set("data", *data);
      entries.push_back({0, edition.published, archive.kind(), archive.feed_id(), period, json.text()});
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& one, const auto& other) { return one.time < other.time; });
  const bool moved = known != nullptr && (known->place != place || known->base_url != archive.base_url());
  if (entries.empty() && moved) {
    entries.push_back({0, archive.last_published(), archive.kind(), archive.feed_id(), "",
                       entry_head(kMoved, place, archive.base_url()).text()});
  }
  return entries;
}

store::PublicationEntry take_back_entry(const Archive& archive, const LedgerEdition& edition, const std::string& time) {
  base::Json json = entry_head(kTakenBack, {}, archive.base_url());
  json.set("edition", edition.edition);
  return {0, time, archive.kind(), archive.feed_id(), edition.period, json.text()};
}

store::PublicationEntry note_entry(const Archive& archive, std::string_view what, const std::string& period,
                                   const std::string& time, base::Json details) {
  base::Json json = entry_head(what, {}, archive.base_url());
  json.append(std::move(details));
  return {0, time, archive.kind(), archive.feed_id(), period, json.text()};
}

std::optional<ArchivedIssue> state_before(const LedgerSite& site, const LedgerEdition& edition,
                                          const store::Periodical& periodical) {
  for (const LedgerEdition& one : site.editions) {
    if (one.period == edition.period && one.edition == edition.edition - 1 && !one.issue.empty())
      return remembered_issue(site, one, periodical);
  }
  return std::nullopt;
}

std::optional<std::string> add_to_store(const std::string& location, const store::SharedRecordTypes& types,
                                        const std::vector<store::PublicationEntry>& entries) {
  DiagnosticSink unheard;
  const auto store = store::open_store(location, store::Access::Publish, types, unheard);
  if (store && store->add_publications(entries, unheard)) return std::nullopt;
  for (const diagnostics::Diagnostic& one : unheard.diagnostics()) {
    if (one.severity == diagnostics::Severity::Error && !one.arguments.empty()) return one.arguments.back();
  }
  return std::string();
}

}  // namespace gongwen::publish
