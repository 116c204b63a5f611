// What has been handed on to a target and what not, from the notes that the store keeps. A note is written when a
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

/// The steps of all issues, in the order in which they happened.
std::vector<IssueStep> steps_of(const Archive& archive);

/// A note of a target. The step of a whole site is the last one that it has.
struct HandOnNote {
  enum class State : std::uint8_t {
    FirstSeen,  // `step` and all before it are not handed on
    Trying,
    Done,     // for those in `to`
    Failed,   // with `detail`
    GivenUp,  // `step` and all before it, of the period if it names one
    Again,    // all before it does not count
  };
  std::string target;
  State state = State::Trying;
  IssueStep step;
  std::string time;
  std::string site_state;        // of copies: SiteCopy::state
  diagnostics::TextPair detail;  // without addresses: notes cannot be removed
  /// Recipients of mail, as recipient_mark. Done with none: all that there were; those who are added later get what is
  /// published later.
  std::vector<std::string> to;
};

inline constexpr std::string_view kHandedOn = "handed-on";
/// The notes of all targets, oldest first.
std::vector<HandOnNote> notes_of(const LedgerSite* site);
/// Those of one target.
std::vector<HandOnNote> notes_of(const LedgerSite* site, std::string_view target);
/// All targets that have notes.
std::vector<std::string> noted_targets(const LedgerSite* site);
/// The members of a note; with `by` and `reason` of a person, if given.
base::Json note_json(const HandOnNote& note);

/// A recipient as notes name it: a hash, since notes cannot be removed.
std::string recipient_mark(std::string_view address);

/// Something that a target has not received.
struct OwedStep {
  IssueStep step;
  std::vector<std::string> to;  // addresses of mail; empty: all have it, which is to be noted
  std::size_t tries = 0;        // that failed
  std::size_t tries_today = 0;
  std::string since;             // the first try; empty: none
  diagnostics::TextPair detail;  // of the last try that failed
};

/// What is owed to a target for mail or a command, in the order of publication. Of each issue only the latest step is
/// owed: one that was corrected before it was delivered is not delivered any more.
std::vector<OwedStep> owed_steps(const Target& target, const std::vector<IssueStep>& steps,
                                 const std::vector<HandOnNote>& notes, std::string_view today);
/// The same for a copy of the site in this state; nullopt if the target has it.
std::optional<OwedStep> owed_copy(const std::string& site_state, const std::vector<IssueStep>& steps,
                                  const std::vector<HandOnNote>& notes, std::string_view today);
/// Whether the target once had a copy.
bool had_copy(const std::vector<HandOnNote>& notes);
std::size_t failure_count(const std::vector<HandOnNote>& notes);

}  // namespace gongwen::publish
