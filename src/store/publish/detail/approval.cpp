#include "store/publish/detail/approval.h"

#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/publish.h"
#include "store/record.h"

#include <algorithm>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

// Kinds of notes in the ledger.
constexpr std::string_view kAsked = "asked";
constexpr std::string_view kApproved = "approved";
constexpr std::string_view kSentBack = "sent-back";
constexpr std::string_view kHeld = "held";
constexpr std::string_view kReleased = "released";
/// The member of the record of an issue that states when it may be published.
constexpr std::string_view kReleaseAt = "release_at";

Decision read_decision(const LedgerNote& note) {
  Decision decision;
  decision.time = note.time;
  const auto read = base::parse_json(note.json);
  if (!read) return decision;
  decision.by = read->view().text_of("by");
  decision.reason = read->view().text_of("reason");
  decision.until = read->view().text_of("until");
  decision.facts = read->view().text_of("facts");
  return decision;
}

void put_standing(PublishedIssue& outcome, std::string_view state, const Decision& decision) {
  outcome.standing = {std::string(state), decision.by, decision.time, decision.reason, decision.until, {}, {}, false};
}

/// People type names differently: with other spaces, other widths, in capitals.
bool is_same_person(std::string_view one, std::string_view other) { return data::reads_same(one, other); }

/// The time before which the issue must not be published, as its record states it, in UTC; empty if it states none.
std::string stated_release(const Collection& from, const std::string& period) {
  const auto& type = from.periodical.issue;
  const auto record = type ? store::find_record(from.contents, *type, period) : std::nullopt;
  const std::string_view stated = record ? store::text_member(*record, kReleaseAt) : std::string_view();
  if (stated.empty()) return {};
  // The schema of the bundle decides how the time is written; if the text is not a time, it never comes.
  const auto moment = base::parse_moment(stated);
  return moment ? base::format_moment(*moment) : std::string(kWithoutEnd);
}

}  // namespace

IssueDecisions decisions_about(const std::string& period, std::span<const LedgerNote> notes,
                               const std::string& published) {
  IssueDecisions now;
  for (const LedgerNote& note : notes) {
    if (note.period != period) continue;
    const bool is_settled = note.time <= published;
    if (note.what == kHeld) now.held = read_decision(note);
    if (note.what == kReleased) now.held.reset();
    if (is_settled) continue;
    if (note.what == kAsked) {
      now.asked = read_decision(note);
      now.approved.reset();
      now.sent_back.reset();
    }
    if (note.what == kApproved) now.approved = read_decision(note);
    if (note.what == kSentBack) {
      now.sent_back = read_decision(note);
      now.approved.reset();
    }
  }
  return now;
}

std::string facts_of(const Collection& from, const std::string& period, const std::string& json) {
  using Source = store::PublishedMember::Source;
  const store::Periodical& periodical = from.periodical;
  const std::string_view date = periodical.member_of(Source::Date);
  const auto record = periodical.issue ? store::find_record(from.contents, *periodical.issue, period) : std::nullopt;
  auto data = base::parse_json(json);
  const bool is_stated = record && !store::text_member(*record, date).empty();
  if (data && !is_stated) data->remove(date);
  return base::sha256(fmt::format("{}\n{}", period, data ? data->text() : json));
}

std::string held_until(const Collection& from, const std::string& period, const IssueDecisions& decisions,
                       base::Moment now) {
  std::string until = stated_release(from, period);
  if (decisions.held) {
    until = std::max(until, decisions.held->until.empty() ? std::string(kWithoutEnd) : decisions.held->until);
  }
  return until > base::format_moment(now) ? until : std::string();
}

bool ApprovalDesk::is_released(const Collection& from, PublishedIssue& outcome, const std::string& published) const {
  const IssueDecisions decisions = decisions_about(outcome.period, ledger_.notes(), published);
  const std::string until = held_until(from, outcome.period, decisions, options_.now);
  if (until.empty()) return true;
  put_standing(outcome, kHeld, decisions.held.value_or(Decision()));
  outcome.standing.until = until == kWithoutEnd ? std::string() : until;
  outcome.outcome = PublishOutcome::Held;
  return false;
}

bool ApprovalDesk::is_approved(const Collection& from, PublishedIssue& outcome, const std::string& published,
                               diagnostics::DiagnosticSink& sink) const {
  const IssueDecisions decisions = decisions_about(outcome.period, ledger_.notes(), published);
  // Once approval has been requested, a run without the option waits, too.
  if (!options_.needs_approval && !from.periodical.needs_approval && !decisions.asked) return true;
  outcome.outcome = PublishOutcome::Waiting;
  if (!decisions.asked) {
    outcome.standing.is_new = true;
    return false;
  }
  if (decisions.asked->facts == outcome.facts) {
    if (decisions.approved && decisions.approved->facts == outcome.facts) {
      put_standing(outcome, kApproved, *decisions.approved);
      return true;
    }
    const bool is_sent_back = decisions.sent_back.has_value();
    put_standing(outcome, is_sent_back ? kSentBack : kAsked, is_sent_back ? *decisions.sent_back : *decisions.asked);
    return false;
  }
  if (decisions.approved) {
    sink.report(messages::PublishApprovalVoid, Origin{}, outcome.period, decisions.approved->by,
                decisions.approved->time);
  }
  outcome.standing.is_new = true;
  return false;
}

Decision ApprovalDesk::decision_now() const {
  return {options_.by, base::format_moment(options_.now), options_.reason, {}, {}};
}

void ApprovalDesk::note(std::string_view what, const std::string& period, Decision decision) {
  noted_.push_back({std::string(what), period, std::move(decision)});
}

void ApprovalDesk::ask(PublishedIssue& outcome) {
  Decision decision = decision_now();
  decision.facts = outcome.facts;
  put_standing(outcome, kAsked, decision);
  outcome.standing.is_new = true;
  note(kAsked, outcome.period, std::move(decision));
}

/// Whether the person of this run neither asked for the approval nor made the last change of the records.
bool ApprovalDesk::is_second_person(const PublishedIssue& outcome, const CollectedIssue& issue, const Decision& asked,
                                    diagnostics::DiagnosticSink& sink) const {
  if (is_same_person(asked.by, options_.by)) {
    sink.report(messages::PublishSecondPerson, Origin{}, outcome.period, options_.by);
    return false;
  }
  std::vector<std::string> records;
  for (const auto& [place, record] : issue.records) records.push_back(record);
  std::sort(records.begin(), records.end());
  const auto history = store_.history(sink);
  if (!history) return false;
  const store::HistoryEntry* last = nullptr;
  for (const store::HistoryEntry& entry : *history) {
    const bool is_of_issue = std::binary_search(records.begin(), records.end(), store::describe_key(entry.key));
    if (is_of_issue) last = &entry;
  }
  if (last == nullptr || !is_same_person(last->by, options_.by)) return true;
  sink.report(messages::PublishOwnChange, Origin{}, outcome.period, options_.by, store::describe_key(last->key),
              last->time);
  return false;
}

bool ApprovalDesk::decide(const Collection& from, PublishedIssue& outcome, const CollectedIssue* issue,
                          const std::string& published, diagnostics::DiagnosticSink& sink) {
  const IssueDecisions known = decisions_about(outcome.period, ledger_.notes(), published);
  Decision decision = decision_now();
  decision.facts = outcome.facts;
  std::string_view what = kAsked;
  switch (options_.decision) {
    case IssueDecision::None: return true;
    case IssueDecision::Ask: break;
    case IssueDecision::Approve:
    case IssueDecision::SendBack:
      if (!known.asked || known.asked->facts != outcome.facts) {
        sink.report(messages::PublishNotAsked, Origin{}, outcome.period);
        return false;
      }
      what = options_.decision == IssueDecision::Approve ? kApproved : kSentBack;
      if (what == kApproved && (issue == nullptr || !is_second_person(outcome, *issue, *known.asked, sink)))
        return false;
      if (what == kSentBack && options_.reason.empty()) {
        sink.report(messages::PublishReasonNeeded, Origin{}, outcome.period);
        return false;
      }
      break;
    case IssueDecision::Hold:
      what = kHeld;
      if (options_.hold_until) decision.until = base::format_moment(*options_.hold_until);
      if (options_.hold_until && *options_.hold_until <= options_.now) {
        sink.report(messages::PublishHoldPast, Origin{}, decision.until, decision.time);
        return false;
      }
      break;
    case IssueDecision::Release:
      what = kReleased;
      if (!known.held) {
        sink.report(messages::PublishNotHeld, Origin{}, outcome.period, stated_release(from, outcome.period));
        return false;
      }
      break;
  }
  put_standing(outcome, what, decision);
  outcome.standing.is_new = true;
  outcome.outcome = PublishOutcome::Noted;
  note(what, outcome.period, std::move(decision));
  return true;
}

std::vector<store::PublicationEntry> ApprovalDesk::entries(const std::string& kind) const {
  std::vector<store::PublicationEntry> entries;
  for (const Noted& one : noted_) {
    base::Json json = base::Json::object();
    json.set("what", one.what).set("by", one.decision.by);
    if (!one.decision.reason.empty()) json.set("reason", one.decision.reason);
    if (!one.decision.until.empty()) json.set("until", one.decision.until);
    if (!one.decision.facts.empty()) json.set("facts", one.decision.facts);
    entries.push_back({0, one.decision.time, kind, {}, one.period, json.text()});
  }
  return entries;
}

}  // namespace gongwen::publish
