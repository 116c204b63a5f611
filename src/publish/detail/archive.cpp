#include "publish/detail/archive.h"

#include "base/file_path.h"
#include "base/json.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/publish.h"
#include "publish/detail/site.h"
#include "publish/detail/site_pages.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"

#include <algorithm>

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

}  // namespace gongwen::publish
