#include "store/publish/detail/corrections.h"

#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/publish.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kNamedChanges = 3;  // named in a message
constexpr std::size_t kMostShown = 60;    // bytes of a value in a message

std::string cut(const std::string& text) {
  return text.size() <= kMostShown ? text : std::string(base::first_bytes(text, kMostShown)) + "…";
}

/// `示例会议（2025-01-20） 参会人数：10 → 12`.
std::string words_of_change(const store::FieldChange& change) {
  const std::string place = change.record.empty() ? change.field : change.record + " " + change.field;
  return fmt::format("{}: {} → {}", place, change.before.empty() ? "—" : cut(change.before),
                     change.after.empty() ? "—" : cut(change.after));
}

std::string named_changes(const std::vector<std::string>& changes) {
  std::string names;
  for (std::size_t i = 0; i < std::min(changes.size(), kNamedChanges); ++i) {
    names.append(names.empty() ? "" : "; ").append(changes[i]);
  }
  return changes.size() > kNamedChanges ? fmt::format("{}; … ({})", names, changes.size()) : names;
}

/// The day in China on which changes first seen at `since` are ripe.
std::string ripe_day(const std::string& since, int days) {
  return base::date_in_china(base::parse_moment(since).value_or(0) + days * base::kSecondsPerDay);
}

/// Details that name the edition: a note and an edition of the same second cannot be told apart by their times.
base::Json details_about(const Archive& archive, const std::string& period) {
  const ArchivedIssue* const issue = archive.find(period);
  base::Json details = base::Json::object();
  if (issue != nullptr) details.set("edition", issue->edition);
  return details;
}

}  // namespace

bool is_about_latest(const LedgerNote& note, const base::JsonView& details, const ArchivedIssue& issue) {
  if (note.period != issue.period || note.time < issue.published) return false;
  // Older programs recorded no edition; a withdrawal of the whole issue has 0.
  const std::int64_t edition = static_cast<std::int64_t>(details.number_of("edition").value_or(0));
  return edition == 0 || edition == issue.edition;
}

SeenChange seen_change(const LedgerSite* site, const ArchivedIssue& issue) {
  SeenChange seen;
  if (site == nullptr) return seen;
  for (const LedgerNote& note : site->notes) {
    const bool is_left = note.what == kLeft;
    if (note.what != kChanged && !is_left) continue;
    const auto read = base::parse_json(note.json);
    if (!read || !is_about_latest(note, read->view(), issue)) continue;
    const std::string facts = read->view().text_of("facts");
    // A decision that came later does not change when the facts were first seen.
    if (facts != seen.facts || seen.since.empty()) seen.since = note.time;
    seen.facts = facts;
    seen.is_left = is_left;
  }
  return seen;
}

std::string hash_of(std::span<const store::FieldChange> changes) {
  if (changes.empty()) return {};
  base::Json list = base::Json::list();
  for (const store::FieldChange& change : changes) {
    list.add(base::Json::list_of(std::vector<std::string>{change.pointer, change.before, change.after}));
  }
  return base::sha256(list.text());
}

store::PublicationEntry changed_note(const Archive& archive, const std::string& period, const std::string& time,
                                     const std::string& facts) {
  base::Json details = details_about(archive, period);
  details.set("facts", facts);
  return note_entry(archive, kChanged, period, time, std::move(details));
}

store::PublicationEntry left_note(const Archive& archive, const PublishOptions& options, const std::string& facts) {
  base::Json details = details_about(archive, options.period);
  details.set("facts", facts).set("reason", options.reason).set("by", options.by);
  return note_entry(archive, kLeft, options.period, base::format_moment(options.now), std::move(details));
}

PendingCorrection look_at_changes(const ArchivedIssue& issue, std::span<const store::FieldChange> changes,
                                  const SeenChange& seen, std::optional<int> days, base::Moment now) {
  PendingCorrection pending;
  pending.issue.period = issue.period;
  for (const store::FieldChange& change : changes) pending.issue.changes.push_back(words_of_change(change));
  pending.facts = hash_of(changes);
  pending.is_known = seen.facts == pending.facts;
  pending.issue.is_left = pending.is_known && seen.is_left;
  pending.issue.since = pending.is_known ? seen.since : base::format_moment(now);
  pending.issue.is_new = !pending.is_known;
  pending.is_ripe = !changes.empty() && !pending.issue.is_left && days &&
                    ripe_day(pending.issue.since, *days) <= base::date_in_china(now);
  return pending;
}

void add_gone(const Archive& archive, const std::vector<std::string>& periods, const LedgerSite* site, base::Moment now,
              std::vector<ChangedIssue>& changed, std::vector<store::PublicationEntry>& notes) {
  const std::string time = base::format_moment(now);
  const std::string facts(kNoRecords);
  for (const std::string& period : periods) {
    const ArchivedIssue* const issue = archive.find(period);
    if (issue == nullptr) continue;
    const SeenChange seen = seen_change(site, *issue);
    const bool is_new = seen.facts != facts;
    changed.push_back({period, is_new ? time : seen.since, {}, false, is_new});
    if (is_new) notes.push_back(changed_note(archive, period, time, facts));
  }
}

void report_changes(const PendingCorrection& pending, std::optional<int> days, diagnostics::DiagnosticSink& sink) {
  const ChangedIssue& issue = pending.issue;
  if (issue.changes.empty() || issue.is_left || pending.is_ripe) return;
  const std::string changes = named_changes(issue.changes);
  if (days) {
    sink.report(messages::PublishCorrectionWaits, diagnostics::Origin{}, issue.period, changes,
                ripe_day(issue.since, *days));
  } else {
    sink.report(messages::PublishChangedFacts, diagnostics::Origin{}, issue.period, changes);
  }
}

std::string with_mark(const std::string& json, const store::Periodical& periodical, int edition,
                      const std::string& published, std::span<const store::FieldChange> changes) {
  const std::string_view name = periodical.member_of(store::PublishedMember::Source::Correction);
  const auto data = name.empty() ? std::nullopt : base::parse_json(json);
  if (!data) return json;
  base::Json list = base::Json::list();
  for (const store::FieldChange& change : changes) {
    base::Json one = base::Json::object();
    if (!change.record.empty()) one.set("record", change.record);
    one.set("field", change.field);
    if (!change.before.empty()) one.set("before", change.before);
    if (!change.after.empty()) one.set("after", change.after);
    list.add(std::move(one));
  }
  base::Json mark = base::Json::object();
  mark.set("edition", edition).set("date", base::date_in_china(base::parse_moment(published).value_or(0)));
  mark.set("changes", std::move(list));
  base::Json marked = base::Json::object();
  for (const store::PublishedMember& member : periodical.members) {
    if (member.source == store::PublishedMember::Source::Correction) {
      marked.set(member.name, base::Json::written(mark.text()));
    } else if (const auto value = data->view().find(member.name)) {
      marked.set(member.name, base::Json::written(value->json()));
    }
  }
  return store::pretty_record(marked.text());
}

std::string without_mark(const std::string& json, const store::Periodical& periodical) {
  const std::string_view name = periodical.member_of(store::PublishedMember::Source::Correction);
  auto data = name.empty() ? std::nullopt : base::parse_json(json);
  if (!data || !data->view().find(name)) return json;
  data->remove(name);
  return data->text();
}

}  // namespace gongwen::publish
