#include "store/publish/detail/restore_site.h"

#include "base/date.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/publish.h"
#include "resources/deflate.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/detail/withdraw.h"

#include <algorithm>
#include <charconv>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

/// The archive as the store remembers it; without issues if it remembers none.
Archive remembered_archive(const Site& site, const Ledger& ledger, const store::Periodical& periodical) {
  Archive archive = Archive::empty(periodical);
  const LedgerSite* known = ledger.find(published_feed_id(site.path()));
  if (known == nullptr) known = ledger.site_of(archive, resources::plain_path(site.path()));
  if (known == nullptr) return archive;
  for (const LedgerEdition& edition : known->editions) {
    std::optional<ArchivedIssue> issue = archived_issue(edition.issue);
    const ArchivedIssue* const former = archive.find(edition.period);
    const bool is_later = issue && (former == nullptr || issue->edition > former->edition);
    if (is_later) archive.put(*std::move(issue));
  }
  archive.restore_addresses(known->id, known->base_url);
  return with_withdrawals(*known, std::move(archive), periodical);
}

/// Returns the archive in the newest complete index of the releases; without issues if there is none.
Archive archive_of_releases(const Site& site, const store::Periodical& periodical) {
  for (const std::string& release : site.releases()) {
    DiagnosticSink unheard;
    const auto text = resources::read_bytes(base::join_path(release, "index.json"), {}, unheard);
    std::optional<Archive> archive = text ? Archive::parse(*text, periodical) : std::nullopt;
    if (archive && archive->kind() == periodical.kind && !archive->feed_id().empty()) return *std::move(archive);
  }
  return Archive::empty(periodical);
}

bool is_whole_edition(const LedgerEdition& edition, const Site& site) {
  const auto files = base::parse_json(edition.files);
  for (std::size_t i = 0; files && i < files->size(); ++i) {
    const base::JsonView file = files->view().at(i);
    DiagnosticSink unheard;
    const auto bytes = site.read_edition(edition_name(edition.period, edition.edition), file.text_of("name"), unheard);
    if (!bytes || fmt::format("{:08x}", resources::crc32(*bytes)) != file.text_of("crc32")) return false;
  }
  return files.has_value();
}

/// Whether a release of the site shows the edition.
bool is_public(const Site& site, const std::string& edition) {
  const std::size_t dash = edition.rfind('-');
  if (dash == std::string::npos) return false;
  const std::string page = path_of_period(edition.substr(0, dash)) + edition.substr(dash + 1) + "/index.html";
  const std::vector<std::string> releases = site.releases();
  return std::any_of(releases.begin(), releases.end(), [&](const std::string& release) {
    return resources::path_exists(base::join_path(release, page));
  });
}

}  // namespace

base::Expected<Archive> read_or_restore_archive(const Site& site, const Ledger& ledger,
                                                const store::Periodical& periodical,
                                                const store::Workspace& workspace) {
  DiagnosticSink damage;
  base::Expected<Archive> archive =
      Archive::read(site.path(), periodical, {workspace.sources, workspace.documents, damage});
  const bool is_lost = archive && archive->issues().empty() && !site.editions().empty();
  const auto& told = damage.diagnostics();
  const bool is_damaged = !archive && told.front().id == messages::PublishDamagedSite;
  if (is_lost || is_damaged) {
    Archive restored = remembered_archive(site, ledger, periodical);
    if (restored.issues().empty()) restored = archive_of_releases(site, periodical);
    if (!restored.issues().empty()) return restored;
    workspace.sink.report(messages::PublishDamagedSite, Origin{}, base::join_path(site.path(), "index.json"));
    return base::kReported;
  }
  for (const diagnostics::Diagnostic& one : told) workspace.sink.add(one);
  return archive;
}

void take_up_editions(Archive& archive, const LedgerSite& known, const Site& site,
                      const store::Periodical& periodical) {
  for (const LedgerEdition& edition : known.editions) {
    const ArchivedIssue* const issue = archive.find(edition.period);
    const int present = issue == nullptr ? 0 : issue->edition;
    if (is_withdrawn(known, edition)) {
      std::optional<ArchivedIssue> withdrawn = remembered_issue(known, edition, periodical);
      if (present + 1 == edition.edition && withdrawn) archive.put(*std::move(withdrawn));
      continue;
    }
    const bool is_whole = is_whole_edition(edition, site);
    // Another edition of this number, published meanwhile, is not ours to replace.
    if (has_edition(archive, edition) && !is_whole) {
      std::optional<ArchivedIssue> before = state_before(known, edition, periodical);
      archive.remove(edition.period);
      if (before) archive.put(*std::move(before));
    }
    std::optional<ArchivedIssue> remembered = archived_issue(edition.issue);
    if (present + 1 == edition.edition && is_whole && remembered) archive.put(*std::move(remembered));
  }
}

std::optional<LedgerEdition> find_latest_edition(const Site& site, const Archive& archive,
                                                 const store::Periodical& periodical) {
  using Source = store::PublishedMember::Source;
  std::optional<LedgerEdition> latest;
  for (const std::string& name : site.editions()) {
    const std::size_t dash = name.rfind('-');
    if (dash == std::string::npos || !is_public(site, name)) continue;
    LedgerEdition edition;
    edition.period = name.substr(0, dash);
    std::from_chars(name.data() + dash + 1, name.data() + name.size(), edition.edition);
    const ArchivedIssue* const issue = archive.find(edition.period);
    const int present = issue == nullptr ? 0 : issue->edition;
    if (edition.edition <= present) continue;
    if (latest || edition.edition != present + 1) return std::nullopt;
    latest = std::move(edition);
  }
  DiagnosticSink unheard;
  const auto text = latest ? site.read_edition(edition_name(latest->period, latest->edition), kDataName, unheard)
                           : std::optional<std::string>();
  const auto data = text ? base::parse_json(*text) : std::nullopt;
  if (!data) return std::nullopt;
  const auto number = [&](Source source) {
    const auto member = data->view().number_of(periodical.member_of(source));
    return member ? std::optional(static_cast<int>(*member)) : std::nullopt;
  };
  latest->numbers = {number(Source::Year).value_or(0), number(Source::Number).value_or(0), number(Source::Total),
                     data->view().text_of(periodical.member_of(Source::Date))};
  latest->published = published_in_feed(site.path(), "updated");
  latest->data = *text;
  // Without former checksums, altered bytes cannot be detected.
  latest->files = "[]";
  const bool is_told = latest->numbers.year > 0 && latest->numbers.issue > 0 && base::parse_moment(latest->published) &&
                       latest->published > archive.last_published();
  return is_told ? latest : std::nullopt;
}

bool keeps_remembered_editions(const Site& site, const LedgerSite* known, const std::optional<LedgerEdition>& latest,
                               std::set<std::string>& editions, DiagnosticSink& sink) {
  if (latest) editions.insert(edition_name(latest->period, latest->edition));
  std::set<std::string> withdrawn;
  if (known != nullptr) {
    for (const LedgerEdition& one : known->editions) {
      (is_withdrawn(*known, one) ? withdrawn : editions).insert(edition_name(one.period, one.edition));
    }
  }
  for (const std::string& edition : site.editions()) {
    if (editions.contains(edition) || withdrawn.contains(edition) || !is_public(site, edition)) continue;
    sink.report(messages::PublishUnknownEdition, Origin{}, site.path(), edition);
    return false;
  }
  return true;
}

}  // namespace gongwen::publish
