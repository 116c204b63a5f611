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

/// A name made of bytes, as RFC 9562 section 5.8 leaves it to programs: the same bytes always give the same.
std::string uuid_of(std::string_view bytes) {
  std::string digits = base::sha256(bytes).substr(0, 32);
  digits[12] = '8';                                            // the version
  digits[16] = "89ab"[static_cast<unsigned>(digits[16]) % 4];  // the variant
  for (const std::size_t at : {20u, 16u, 12u, 8u}) digits.insert(at, 1, '-');
  return std::string(kUuid) + digits;
}

/// The id in the feed of a site that does not keep it in its archive.
std::string published_feed_id(const std::string& site) {
  diagnostics::DiagnosticSink ignored;
  const auto feed = resources::read_bytes(site + "/feed.xml", {}, ignored);
  const std::size_t begin = feed ? feed->find("<id>") : std::string::npos;
  const std::size_t end = begin == std::string::npos ? begin : feed->find("</id>", begin);
  if (end == std::string::npos) return {};
  std::string id = feed->substr(begin + 4, end - begin - 4);
  for (std::size_t at = id.find("&amp;"); at != std::string::npos; at = id.find("&amp;", at + 1)) id.erase(at + 1, 4);
  return id;
}

}  // namespace

void Archive::choose_addresses(const std::string& base_url) {
  if (!base_url.empty()) base_url_ = base::as_folder(base_url);
  if (!feed_id_.empty()) return;
  // RFC 4287 section 4.2.6 wants ids that no other feed has: of what is published first, and when. The same facts give
  // the same bytes wherever they are published, so the place does not count.
  feed_id_ = base_url_.empty() ? uuid_of(json()) : base_url_;
}

std::string Archive::entry_id(const std::string& period) const {
  if (feed_id_.starts_with(kUuid)) return uuid_of(feed_id_ + ":" + period);
  if (feed_id_.starts_with("urn:")) return feed_id_ + ":" + period;
  return feed_id_ + path_of_period(period);
}

base::Expected<Archive> Archive::read(const std::string& site, const store::Periodical& periodical,
                                      const store::Workspace& workspace) {
  Archive archive;
  archive.kind_ = periodical.kind;
  archive.title_ = periodical.title;
  archive.numbered_by_year_ = periodical.numbered_by_year;
  const std::string path = site + "/index.json";
  if (!resources::is_folder(site + "/.gongwen/current/")) return archive;
  diagnostics::DiagnosticSink unheard;
  const auto text = resources::read_bytes(path, {}, unheard);
  const auto index = text ? base::parse_json(*text) : std::nullopt;
  bool sound = index && index->view().text_of("format") == "gongwen-archive";
  const auto issues = sound ? index->view().find("issues") : std::nullopt;
  for (std::size_t i = 0; issues && issues->is_list() && i < issues->size(); ++i) {
    std::optional<ArchivedIssue> issue = read_issue(issues->at(i));
    sound = sound && issue.has_value();
    if (issue) archive.put(*std::move(issue));
  }
  const std::string kind = sound ? index->view().text_of("kind") : std::string();
  if (sound && !kind.empty() && kind != periodical.kind) {
    workspace.sink.report(messages::PublishOtherKind, diagnostics::Origin{}, site, kind, periodical.kind);
    return base::kReported;
  }
  if (sound) {
    archive.base_url_ = index->view().text_of("base_url");
    archive.feed_id_ = index->view().text_of("feed_id");
    if (archive.feed_id_.empty()) archive.feed_id_ = published_feed_id(site);
    return archive;
  }
  workspace.sink.report(messages::PublishDamagedSite, diagnostics::Origin{}, path);
  return base::kReported;
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
/// The site was found at another place, or got another address.
constexpr std::string_view kMoved = "moved";
constexpr std::size_t kNamed = 6;  // periods in a message

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

/// An edition that index.json names, with the issue.
struct PublishedEdition {
  int number = 0;
  std::string published;
  std::string files;
};

std::vector<PublishedEdition> editions_of(const ArchivedIssue& issue) {
  std::vector<PublishedEdition> found;
  const auto read = base::parse_json(issue.json);
  const auto list = read ? read->view().find("editions") : std::nullopt;
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    const base::JsonView edition = list->at(i);
    const auto files = edition.find("files");
    found.push_back({whole(edition, "number"), edition.text_of("published"), files ? files->json() : "[]"});
  }
  return found;
}

bool has_edition(const Archive& archive, const LedgerEdition& wanted) {
  const ArchivedIssue* const issue = archive.find(wanted.period);
  if (issue == nullptr) return false;
  const std::vector<PublishedEdition> editions = editions_of(*issue);
  return std::any_of(editions.begin(), editions.end(), [&](const PublishedEdition& one) {
    return one.number == wanted.edition && one.published == wanted.published;
  });
}

std::size_t issue_count(const LedgerSite& site) {
  std::set<std::string> periods;
  for (const LedgerEdition& edition : site.editions) periods.insert(edition.period);
  return periods.size();
}

/// The periods of editions, the first few.
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

/// Whether the site with this id is at a place, now.
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

base::Expected<Ledger> Ledger::read(store::Store& store, const std::string& kind, DiagnosticSink& sink) {
  const auto entries = store.publications(sink);
  if (!entries) return base::kReported;
  Ledger ledger;
  for (const store::PublicationEntry& entry : *entries) {
    const auto read = entry.kind == kind ? base::parse_json(entry.json) : std::nullopt;
    if (!read) continue;
    const base::JsonView json = read->view();
    LedgerSite site{entry.site, {}, {}, {}};
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
    // What is published once more, of a site that was given up in between, counts instead of the former.
    if (what == kPublished || what == kTakenBack) {
      std::erase_if(site.editions, [&](const LedgerEdition& one) {
        return one.period == entry.period && one.edition == whole(json, "edition");
      });
    }
    if (what == kPublished) site.editions.push_back(edition_of(entry, json));
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
  const LedgerSite* const former = ledger.at_place(place);
  // A site with another id and all that was published is the same one.
  if (!is_new && former != nullptr && !missing_editions(*former, archive).empty()) {
    sink.report(messages::PublishOtherSite, Origin{}, place, archive.issues().size(), issue_count(*former));
    return false;
  }
  // A second site beside the first is nothing unusual; one in place of the first, which is gone, is.
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
      const auto data = site.read_edition(edition_name(period, edition.number), kDataName, sink);
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

std::optional<ArchivedIssue> state_before(const LedgerSite& site, const LedgerEdition& edition) {
  for (const LedgerEdition& one : site.editions) {
    if (one.period == edition.period && one.edition == edition.edition - 1 && !one.issue.empty())
      return archived_issue(one.issue);
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
