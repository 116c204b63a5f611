#include "store/publish/detail/hand_on_state.h"

#include "base/date.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "store/publish/detail/withdraw.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gongwen::publish {
namespace {

constexpr std::array<std::string_view, 6> kStates{"first-seen", "trying", "done", "failed", "given-up", "again"};
constexpr std::size_t kMarkDigits = 16;

using State = HandOnNote::State;

int edition_number(const base::JsonView& object, std::string_view name) {
  return static_cast<int>(object.number_of(name).value_or(0));
}

std::optional<HandOnNote> parse_note(const LedgerNote& entry) {
  const auto read = entry.what == kHandedOn ? base::parse_json(entry.json) : std::nullopt;
  if (!read) return std::nullopt;
  const base::JsonView json = read->view();
  const auto* const state = std::find(kStates.begin(), kStates.end(), json.text_of("state"));
  if (state == kStates.end()) return std::nullopt;
  HandOnNote note;
  note.target = json.text_of("target");
  note.state = static_cast<State>(state - kStates.begin());
  note.step = {json.text_of("published"), json.text_of("period"), edition_number(json, "edition"),
               json.text_of("outcome") == "withdrawn"};
  note.time = entry.time;
  note.site_state = json.text_of("site_state");
  if (const auto detail = json.find("detail")) note.detail = {detail->text_of("en"), detail->text_of("zh")};
  const auto to = json.find("to");
  for (std::size_t i = 0; to && to->is_list() && i < to->size(); ++i) note.to.emplace_back(to->at(i).text());
  return note;
}

std::string day_of_note(const HandOnNote& note) {
  return base::date_in_china(base::parse_moment(note.time).value_or(0));
}

/// Whether a person has given up this step.
bool is_given_up(const IssueStep& step, const std::vector<HandOnNote>& notes) {
  bool is_given_up = false;
  for (const HandOnNote& note : notes) {
    const bool concerns = note.step.period.empty() || note.step.period == step.period;
    if (note.state == State::Again && note.step.period == step.period) is_given_up = false;
    if (note.state == State::GivenUp && concerns && step.time <= note.step.time) is_given_up = true;
  }
  return is_given_up;
}

/// Adds the tries of an issue, or of the site if `period` is empty, since the last one that succeeded.
void count_tries(OwedStep& owed, const std::string& period, const std::vector<HandOnNote>& notes,
                 std::string_view today) {
  std::size_t begun_today = 0;
  std::size_t failed_today = 0;
  for (const HandOnNote& note : notes) {
    if (!period.empty() && note.step.period != period) continue;
    const bool is_decision = note.state == State::Again || note.state == State::GivenUp;
    if (!period.empty() && !is_decision && note.step != owed.step) continue;
    const bool is_settled = note.state == State::Done && note.to.empty();
    if (is_settled || is_decision) {
      owed.tries = begun_today = failed_today = 0;
      owed.since.clear();
      owed.detail = {};
    }
    if (note.state != State::Trying && note.state != State::Failed) continue;
    if (owed.since.empty()) owed.since = note.time;
    std::size_t& count = note.state == State::Trying ? begun_today : failed_today;
    count += day_of_note(note) == today ? 1 : 0;
    if (note.state == State::Trying) continue;
    ++owed.tries;
    owed.detail = note.detail;
  }
  owed.tries_today = std::max(begun_today, failed_today);
}

/// The recipients of this step of an issue, or of a later one.
struct Receivers {
  std::set<std::string> marks;
  bool has_all = false;
};
Receivers receivers_of(const IssueStep& wanted, const std::vector<HandOnNote>& notes) {
  Receivers receivers;
  for (const HandOnNote& note : notes) {
    if (note.step.period != wanted.period) continue;
    if (note.state == State::Again) receivers = {};
    if (note.state != State::Done || note.step < wanted) continue;
    receivers.marks.insert(note.to.begin(), note.to.end());
    receivers.has_all = receivers.has_all || note.to.empty();
  }
  return receivers;
}

}  // namespace

std::vector<IssueStep> steps_of(const Archive& archive) {
  std::vector<IssueStep> steps;
  for (const auto& [period, issue] : archive.issues()) {
    const auto read = base::parse_json(issue.json);
    const auto editions = read ? read->view().find("editions") : std::nullopt;
    for (std::size_t i = 0; editions && editions->is_list() && i < editions->size(); ++i) {
      const base::JsonView edition = editions->at(i);
      const int number = edition_number(edition, "number");
      steps.push_back({edition.text_of("published"), period, number, false});
      const auto withdrawn = edition.find(kWithdrawn);
      if (withdrawn && number == issue.edition) steps.push_back({withdrawn->text_of("time"), period, number, true});
    }
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

std::vector<HandOnNote> notes_of(const LedgerSite* site) {
  std::vector<HandOnNote> notes;
  if (site == nullptr) return notes;
  for (const LedgerNote& entry : site->notes) {
    if (std::optional<HandOnNote> note = parse_note(entry)) notes.push_back(*std::move(note));
  }
  return notes;
}

std::vector<HandOnNote> notes_of(const LedgerSite* site, std::string_view target) {
  std::vector<HandOnNote> notes = notes_of(site);
  std::erase_if(notes, [&](const HandOnNote& note) { return note.target != target; });
  return notes;
}

std::vector<std::string> noted_targets(const LedgerSite* site) {
  std::set<std::string> names;
  for (const HandOnNote& note : notes_of(site)) names.insert(note.target);
  return {names.begin(), names.end()};
}

base::Json note_json(const HandOnNote& note) {
  base::Json json = base::Json::object();
  json.set("target", note.target).set("state", kStates[static_cast<std::size_t>(note.state)]);
  json.set("period", note.step.period).set("edition", note.step.edition);
  if (!note.step.time.empty()) json.set("outcome", note.step.outcome()).set("published", note.step.time);
  if (!note.site_state.empty()) json.set("site_state", note.site_state);
  if (!note.detail.english.empty()) {
    base::Json detail = base::Json::object();
    json.set("detail", std::move(detail.set("en", note.detail.english).set("zh", note.detail.chinese)));
  }
  if (!note.to.empty()) json.set("to", base::Json::list_of(note.to));
  return json;
}

std::string recipient_mark(std::string_view address) {
  return base::sha256(base::ascii_lowercase(address)).substr(0, kMarkDigits);
}

std::vector<OwedStep> owed_steps(const Target& target, const std::vector<IssueStep>& steps,
                                 const std::vector<HandOnNote>& notes, std::string_view today) {
  IssueStep first;  // the first step that is not handed on
  std::set<std::string> again;
  for (const HandOnNote& note : notes) {
    if (note.state == State::FirstSeen) first = note.step;
    if (note.state == State::Again) again.insert(note.step.period);
  }
  std::map<std::string, std::pair<const IssueStep*, const IssueStep*>> issues;  // wanted, latest
  for (const IssueStep& step : steps) {
    auto& [wanted, latest] = issues[step.period];
    latest = &step;
    const bool is_new = step > first && target.outcomes.contains(std::string(step.outcome()));
    if (is_new || again.contains(step.period)) wanted = &step;
  }
  std::vector<OwedStep> owed;
  for (const auto& [period, issue] : issues) {
    const auto [wanted, latest] = issue;
    // An edition that was withdrawn before it was delivered is not delivered.
    if (wanted == nullptr || (latest->is_withdrawal && wanted != latest) || is_given_up(*wanted, notes)) continue;
    const Receivers receivers = receivers_of(*wanted, notes);
    OwedStep one{*latest, {}, 0, 0, {}, {}};
    for (const std::string& address : target.mail.to) {
      if (!receivers.marks.contains(recipient_mark(address))) one.to.push_back(address);
    }
    if (receivers.has_all) continue;
    count_tries(one, period, notes, today);
    owed.push_back(std::move(one));
  }
  std::sort(owed.begin(), owed.end(), [](const OwedStep& a, const OwedStep& b) { return a.step < b.step; });
  return owed;
}

std::optional<OwedStep> owed_copy(const std::string& site_state, const std::vector<IssueStep>& steps,
                                  const std::vector<HandOnNote>& notes, std::string_view today) {
  if (steps.empty()) return std::nullopt;
  std::string settled;
  for (const HandOnNote& note : notes) {
    if (note.state == State::Done || note.state == State::GivenUp) settled = note.site_state;
    if (note.state == State::Again) settled.clear();
  }
  if (settled == site_state) return std::nullopt;
  OwedStep owed{steps.back(), {}, 0, 0, {}, {}};
  count_tries(owed, {}, notes, today);
  return owed;
}

bool had_copy(const std::vector<HandOnNote>& notes) {
  bool had = false;
  for (const HandOnNote& note : notes) {
    if (note.state == State::Done) had = true;
    if (note.state == State::Again) had = false;
  }
  return had;
}

std::size_t failure_count(const std::vector<HandOnNote>& notes) {
  return static_cast<std::size_t>(
      std::count_if(notes.begin(), notes.end(), [](const HandOnNote& note) { return note.state == State::Failed; }));
}

}  // namespace gongwen::publish
