// What has been handed on to a target and what not, derived from the notes in the store. A note is written when a
// target is first seen, before and after each try, and when a person decides; notes are never changed.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/targets.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

/// One thing that happened to an issue: an edition was published, or the latest one withdrawn.
struct IssueStep {
  std::string time;  // in ISO 8601
  std::string period;
  int edition = 0;
  bool is_withdrawal = false;

  std::string_view outcome() const { return is_withdrawal ? "withdrawn" : edition == 1 ? "published" : "corrected"; }
  friend auto operator<=>(const IssueStep&, const IssueStep&) = default;
};

/// Returns the steps of all issues, in the order in which they happened.
std::vector<IssueStep> steps_of(const Archive& archive);

/// A note about a target. The step of a whole site is the last one that it has.
struct HandOnNote {
  enum class State : std::uint8_t {
    FirstSeen,  // `step` and all before it are not handed on
    Trying,
    Done,     // delivered to the recipients in `to`
    Failed,   // with `detail`
    GivenUp,  // `step` and all before it, of the period if it names one
    Again,    // all notes before it are ignored
  };
  std::string target;
  State state = State::Trying;
  IssueStep step;
  std::string time;
  std::string site_state;        // of copies: SiteCopy::state
  diagnostics::TextPair detail;  // without addresses: notes cannot be removed
  /// Recipients of mail, as recipient_mark. Done without any: all recipients at that time; those who are added later
  /// get what is published later.
  std::vector<std::string> to;
};

inline constexpr std::string_view kHandedOn = "handed-on";
/// Returns the notes of all targets, oldest first.
std::vector<HandOnNote> notes_of(const LedgerSite* site);
/// Returns the notes of one target.
std::vector<HandOnNote> notes_of(const LedgerSite* site, std::string_view target);
/// Returns all targets that have notes.
std::vector<std::string> noted_targets(const LedgerSite* site);
/// Returns the members of a note; with `by` and `reason` of a person, if given.
base::Json note_json(const HandOnNote& note);

/// Returns a recipient as notes name it: a hash, since notes cannot be removed.
std::string recipient_mark(std::string_view address);

/// Something that a target has not received.
struct OwedStep {
  IssueStep step;
  std::vector<std::string> to;  // addresses of mail; empty: all have it, which has to be recorded
  std::size_t tries = 0;        // number of failed tries
  std::size_t tries_today = 0;
  std::string since;             // time of the first try; empty: none
  diagnostics::TextPair detail;  // of the last try that failed
};

/// Returns what is owed to a target for mail or a command, in the order of publication. For each issue only the latest
/// step is owed: an edition that was corrected before it was delivered is not delivered any more.
std::vector<OwedStep> owed_steps(const Target& target, const std::vector<IssueStep>& steps,
                                 const std::vector<HandOnNote>& notes, std::string_view today);
/// The same for a copy of the site in this state; nullopt if the target has it.
std::optional<OwedStep> owed_copy(const std::string& site_state, const std::vector<IssueStep>& steps,
                                  const std::vector<HandOnNote>& notes, std::string_view today);
/// Returns whether the target once had a copy.
bool had_copy(const std::vector<HandOnNote>& notes);
std::size_t failure_count(const std::vector<HandOnNote>& notes);

}  // namespace gongwen::publish
