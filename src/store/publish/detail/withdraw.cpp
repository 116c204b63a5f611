#include "store/publish/detail/withdraw.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/publish.h"

#include <algorithm>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;

base::Json notice_json(const Withdrawal& withdrawal) {
  base::Json notice = base::Json::object();
  notice.set("date", base::date_in_china(base::parse_moment(withdrawal.time).value_or(0)));
  return std::move(notice.set("time", withdrawal.time).set("reason", withdrawal.reason));
}

bool concerns(const Withdrawal& withdrawal, int edition) {
  return withdrawal.edition == 0 || withdrawal.edition == edition;
}

std::size_t change_count(const base::JsonView& edition) {
  const auto changes = edition.find("changes");
  return changes ? changes->size() : 0;
}

/// The editions in the entry of an issue.
std::vector<base::JsonView> editions_in(const base::JsonView& issue) {
  std::vector<base::JsonView> editions;
  const auto list = issue.find("editions");
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) editions.push_back(list->at(i));
  return editions;
}

std::vector<Withdrawal> withdrawals_of(const LedgerSite& site) {
  std::vector<Withdrawal> all;
  for (const LedgerNote& note : site.notes) {
    const auto read = note.what == kWithdrawn ? base::parse_json(note.json) : std::nullopt;
    if (!read) continue;
    const int edition = static_cast<int>(read->view().number_of("edition").value_or(0));
    all.push_back({note.period, edition, note.time, read->view().text_of("reason")});
  }
  return all;
}

}  // namespace

std::set<int> withdrawn_editions(const ArchivedIssue& issue) {
  std::set<int> editions;
  const auto read = base::parse_json(issue.json);
  if (!read) return editions;
  for (const base::JsonView& edition : editions_in(read->view())) {
    if (edition.find(kWithdrawn)) editions.insert(static_cast<int>(edition.number_of("number").value_or(0)));
  }
  return editions;
}

bool is_withdrawn(const ArchivedIssue& issue) { return withdrawn_editions(issue).contains(issue.edition); }

bool ends_with_withdrawal(const Archive& archive) {
  const std::string last = archive.last_published();
  for (const auto& [period, issue] : archive.issues()) {
    const auto read = issue.published == last ? base::parse_json(issue.json) : std::nullopt;
    if (!read) continue;
    for (const base::JsonView& edition : editions_in(read->view())) {
      const auto notice = edition.find(kWithdrawn);
      if (notice && notice->text_of("time") == last) return true;
    }
  }
  return false;
}

ArchivedIssue withdraw(const ArchivedIssue& issue, const Withdrawal& withdrawal, const store::Periodical& periodical) {
  ArchivedIssue after = issue;
  auto json = base::parse_json(issue.json);
  if (!json) return after;
  base::Json editions = base::Json::list();
  bool follows_withdrawn = false;
  for (const base::JsonView& former : editions_in(json->view())) {
    base::Json edition = *base::parse_json(former.json());
    const bool was_withdrawn = former.find(kWithdrawn).has_value();
    const bool is_withdrawn = was_withdrawn || concerns(withdrawal, static_cast<int>(*former.number_of("number")));
    if (is_withdrawn || follows_withdrawn) edition.set("changes", base::Json::list());
    if (is_withdrawn && !was_withdrawn) {
      edition.remove("picture");
      edition.set(kWithdrawn, notice_json(withdrawal));
    }
    follows_withdrawn = is_withdrawn;
    editions.add(std::move(edition));
  }
  json->set("editions", std::move(editions));
  after.published = std::max(issue.published, withdrawal.time);
  json->set("published", after.published);
  if (concerns(withdrawal, issue.edition) && !json->view().find(kWithdrawn)) {
    json->set("sections", base::Json::list());
    for (const store::IndexRule& rule : periodical.index) json->set(rule.member, base::Json::list());
    json->set(kWithdrawn, notice_json(withdrawal));
  }
  after.json = json->text();
  return after;
}

std::set<int> quoting_editions(const ArchivedIssue& issue, const Withdrawal& withdrawal) {
  std::set<int> quoting;
  const auto read = base::parse_json(issue.json);
  if (!read) return quoting;
  for (const base::JsonView& edition : editions_in(read->view())) {
    const int number = static_cast<int>(edition.number_of("number").value_or(0));
    const bool is_public = !concerns(withdrawal, number) && !edition.find(kWithdrawn);
    if (is_public && number > 1 && concerns(withdrawal, number - 1) && change_count(edition) > 0) {
      quoting.insert(number);
    }
  }
  return quoting;
}

store::PublicationEntry withdrawn_note(const Archive& archive, const Withdrawal& withdrawal, const std::string& by) {
  base::Json details = base::Json::object();
  details.set("edition", withdrawal.edition).set("reason", withdrawal.reason);
  if (!by.empty()) details.set("by", by);
  return note_entry(archive, kWithdrawn, withdrawal.period, withdrawal.time, std::move(details));
}

std::vector<store::PublicationEntry> missing_notes(const Ledger& ledger, const Archive& archive,
                                                   const std::vector<store::PublicationEntry>& new_notes) {
  std::vector<Withdrawal> known;
  if (const LedgerSite* const site = ledger.find(archive.feed_id())) known = withdrawals_of(*site);
  for (const store::PublicationEntry& entry : new_notes) {
    const auto read = base::parse_json(entry.json);
    if (!read || read->view().text_of("what") != kWithdrawn) continue;
    known.push_back({entry.period, static_cast<int>(read->view().number_of("edition").value_or(0)), entry.time, {}});
  }
  std::vector<store::PublicationEntry> notes;
  for (const auto& [period, issue] : archive.issues()) {
    const auto read = base::parse_json(issue.json);
    if (!read) continue;
    for (const base::JsonView& edition : editions_in(read->view())) {
      const auto notice = edition.find(kWithdrawn);
      if (!notice) continue;
      const int number = static_cast<int>(edition.number_of("number").value_or(0));
      const bool is_known = std::any_of(known.begin(), known.end(), [&, &name = period](const Withdrawal& one) {
        return one.period == name && concerns(one, number) && one.time == notice->text_of("time");
      });
      if (is_known) continue;
      notes.push_back(
          withdrawn_note(archive, {period, number, notice->text_of("time"), notice->text_of("reason")}, {}));
    }
  }
  return notes;
}

Archive with_withdrawals(const LedgerSite& site, Archive archive, const store::Periodical& periodical) {
  for (const Withdrawal& withdrawal : withdrawals_of(site)) {
    if (archive.find(withdrawal.period) == nullptr) continue;
    // Editions published after the withdrawal of the issue are not concerned.
    for (const LedgerEdition& edition : site.editions) {
      const ArchivedIssue& issue = *archive.find(withdrawal.period);
      const bool was_there = edition.period == withdrawal.period && edition.published <= withdrawal.time &&
                             concerns(withdrawal, edition.edition) && edition.edition <= issue.edition;
      if (!was_there || withdrawn_editions(issue).contains(edition.edition)) continue;
      archive.put(
          withdraw(issue, {withdrawal.period, edition.edition, withdrawal.time, withdrawal.reason}, periodical));
    }
  }
  return archive;
}

bool hides_withdrawn(const LedgerSite* site, const Archive& archive, const store::Periodical& periodical,
                     diagnostics::DiagnosticSink& sink) {
  if (site == nullptr) return true;
  const Archive wanted = with_withdrawals(*site, archive, periodical);
  std::vector<std::string> shown;
  for (const auto& [period, issue] : archive.issues()) {
    if (wanted.find(period)->json != issue.json) shown.push_back(period);
  }
  if (shown.empty()) return true;
  sink.report(messages::PublishWithdrawnPublic, diagnostics::Origin{}, fmt::format("{}", fmt::join(shown, ", ")));
  return false;
}

bool is_withdrawn(const LedgerSite& site, const LedgerEdition& edition) {
  const std::vector<Withdrawal> all = withdrawals_of(site);
  return std::any_of(all.begin(), all.end(), [&](const Withdrawal& one) {
    return one.period == edition.period && concerns(one, edition.edition) && edition.published <= one.time;
  });
}

std::optional<ArchivedIssue> remembered_issue(const LedgerSite& site, const LedgerEdition& edition,
                                              const store::Periodical& periodical) {
  // Entries of later editions list the earlier ones.
  for (const LedgerEdition& one : site.editions) {
    if (one.period != edition.period || one.edition < edition.edition || one.issue.empty()) continue;
    auto json = base::parse_json(one.issue);
    if (!json) continue;
    base::Json editions = base::Json::list();
    for (const base::JsonView& listed : editions_in(json->view())) {
      const int number = static_cast<int>(listed.number_of("number").value_or(0));
      if (number <= edition.edition) editions.add(base::Json::written(listed.json()));
    }
    json->set("editions", std::move(editions)).set("edition", edition.edition).set("published", edition.published);
    std::optional<ArchivedIssue> issue = archived_issue(json->text());
    if (!issue) continue;
    Archive alone;
    alone.put(*std::move(issue));
    return *with_withdrawals(site, std::move(alone), periodical).find(edition.period);
  }
  return std::nullopt;
}

}  // namespace gongwen::publish
