// Submissions: the forms that were handed in, as versions that are never changed or removed, and their states.
//
//   submitted ─► in_review ─► accepted | rejected
//       ▲           │
//       │           ▼
//       └────── returned        withdrawn: from submitted, in_review and returned, by the applicant
//
// A returned submission can also be rejected, since some applicants do not send it in again. Reopen leads from every
// state after in_review back to it. A file that replaces the last version makes a returned submission submitted again,
// and an accepted one in_review.
#pragma once

#include "service/inbox/drafts.h"
#include "service/inbox/inbox.h"

#include <span>

namespace gongwen::inbox {

/// The words of state_name() are in the database and in the API, so they never change. Return, accept and reject are
/// possible from `submitted`, too: an office need not take a form into review first.
enum class State : std::uint8_t { Submitted, InReview, Returned, Accepted, Rejected, Withdrawn };

/// Returns all states, in the order in which a submission passes them.
std::span<const State> all_states();
/// Returns the name of a state: `in_review`
std::string_view state_name(State state);
std::optional<State> find_state(std::string_view name);

/// Each action is one event of the history. Submit and Resubmit come from applicants (or an import), Withdraw and
/// Answer only from applicants; the others from the office.
enum class Action : std::uint8_t {
  Submit,
  Resubmit,
  Review,
  Return,
  Accept,
  Reject,
  Withdraw,
  Correct,
  Assign,
  Answer,
  Record,
  Reopen,
  Replace,
  Relink
};

std::string_view action_name(Action action);
std::optional<Action> find_action(std::string_view name);
/// Returns the state after an action; nullopt if the action is not possible.
std::optional<State> state_after(State state, Action action);

/// How long a person who has entered a wrong file may remove what was entered.
inline constexpr Seconds kMayRemove = Seconds{2} * 3600;

/// A version as it is handed in. `json` is the text that is signed and checked; it is canonical, so equal data have
/// equal hashes.
struct NewVersion {
  std::string json;     // canonical data
  std::string edition;  // edition of the kind's definition
  std::string source;   // `web`, `pdf`, `xlsx`, `json`
  /// Made with the page that submits: the same id again returns the same submission, so that a form is not handed in
  /// twice.
  std::string submit_id;
  std::string person;        // person in the data, for lists
  std::string organisation;  // organisation in the data, for lists
  /// Signatures of the returned file: a JSON list, as Engine::extract reports them; may be empty.
  std::string signatures = {};
  /// The account or program that entered an imported form; empty: the applicant.
  std::string actor = {};
  /// The applicant's address for mail; may be empty.
  std::string email = {};
};

struct Submission {
  std::string id;
  std::int64_t number = 0;  // in the order of arrival
  std::string receipt;
  std::string kind;
  State state = State::Submitted;
  std::int64_t revision = 0;  // incremented by each change
  std::int64_t versions = 0;
  std::string draft;  // draft from which it was made; empty for imported forms
  std::string person;
  std::string organisation;
  std::string assignee;
  Seconds created = 0;
  Seconds changed = 0;
  std::int64_t errors = -1;    // errors of the last version; -1: not checked yet (see Checks)
  std::int64_t warnings = -1;  // its warnings; -1: not checked yet
  std::string email;           // of the applicant, for mail; empty if unknown
  std::string language;        // of the applicant's pages, `zh` or `en`; empty if unknown
  Seconds due = 0;             // while it is returned: first second after the deadline; otherwise 0
  std::string entered_by;      // account or program that entered it from a file; empty: the applicant handed it in
  std::string signatures;      // of the last version that has any: see NewVersion; otherwise empty
};

/// Never changed after it is written (a trigger refuses it); a correction is a new version.
struct Version {
  std::int64_t number = 0;  // from 1
  std::string json;
  std::string hash;  // SHA-256 of the JSON
  std::string edition;
  std::string source;
  Seconds created = 0;
  std::string signatures;  // see NewVersion
};

/// A remark of the office on a value.
struct Remark {
  std::int64_t number = 0;
  std::int64_t version = 0;
  std::string pointer;  // empty if it is about the whole form
  std::string text;
  std::string author;
  Seconds created = 0;
  std::string answer;        // answer of the applicant
  bool is_recalled = false;  // the submission was reopened: the applicant no longer sees the remark
};

/// Returns whether a remark counts: it is on the last version, and was not recalled.
bool is_valid(const Remark& remark, const Submission& submission);

/// `state` is repeated here, so that the history can be shown without replaying it.
struct Event {
  std::int64_t number = 0;
  Seconds time = 0;
  std::string actor;  // account; empty: the applicant
  Action action = Action::Submit;
  State state = State::Submitted;  // state after the event
  std::string detail;
};

enum class SortBy : std::uint8_t { Number, Person, Organisation, Changed, Due, Errors };

/// Returns the name of an order: `changed`
std::string_view sort_name(SortBy sort);
std::optional<SortBy> find_sort(std::string_view name);

/// The filter and order of a list. `before` serves pages of the API (a cursor
/// that new submissions do not shift), `skip` the numbered pages of the
/// office.
struct SubmissionFilter {
  std::string kind;  // empty: all
  std::optional<State> state;
  std::string text;                     // contained in person, organisation or receipt
  std::optional<bool> has_errors;       // by the check of the last version; unchecked submissions match neither value
  std::optional<std::string> assignee;  // account; empty: those without an assignee
  Seconds due = 0;                      // only returned ones with a deadline before this; 0: all
  Seconds from = 0;                     // created at or after this
  Seconds to = 0;                       // created before this; 0: until now
  std::int64_t before = 0;              // number of the last submission of the page before; 0: the first page
  static constexpr std::size_t kPage = 50;
  std::size_t count = kPage;
  SortBy sort = SortBy::Number;
  bool ascending = false;
  std::size_t skip = 0;  // number of matching submissions before the first one on the page
};

/// The user who changes something, and the revision that they have seen. A page carries the revision that it
/// showed; if that is no longer the present one, the change is refused with Conflict, and the page is shown
/// anew.
struct Change {
  std::string actor;
  std::int64_t revision = 0;
  Seconds now = 0;
  std::string detail = {};
};

/// Returns the owner of the files of a version: see Files.
std::string version_owner(const std::string& id, std::int64_t number);
/// Returns the owner of the files of the last version.
std::string version_owner(const Submission& submission);

/// Called by the pages of applicants (submit, answer_remark), of the office, and by the APIs. Each change is a
/// transaction and adds an event, which Outbox turns into mail and requests to hooks within the same
/// transaction.
class Submissions {
 public:
  explicit Submissions(Inbox& inbox) : inbox_(inbox) {}

  /// Makes a submission from a draft, or adds a version if the draft was returned, in one transaction with the draft's
  /// files. `revision` is that of the draft from which the version was made: Conflict if the draft has another one by
  /// now. Closed and Full if a call (calls.h) does not accept it; returned forms are always accepted. `prefix` begins
  /// the receipt number, `year` is that of the office's calendar. The same `submit_id` again returns the submission of
  /// the first time.
  Result<Submission> submit(const std::string& draft, std::int64_t revision, const NewVersion& version,
                            const std::string& prefix, int year, Seconds now);
  /// Like submit(), for a form that came by mail. `is_new` becomes false if it was entered before.
  Result<Submission> import(const std::string& kind, const NewVersion& version, const std::string& prefix, int year,
                            Seconds now, bool* is_new = nullptr);

  /// Returns the submission that was made with this `submit_id`; nullopt if absent.
  std::optional<Submission> entered_before(const std::string& submit_id);
  Result<Submission> get(const std::string& id);
  /// Returns the submission of a draft; NotFound if it was never handed in.
  Result<Submission> of_draft(const std::string& draft);
  /// Returns until when a returned submission can be handed in again: the end of its last day. NotFound if it has no
  /// deadline.
  Result<Seconds> deadline(const Submission& submission);
  Result<Submission> find_receipt(const std::string& receipt);
  /// Returns submissions that match the filter, in its order; among equal ones the latest first.
  Result<std::vector<Submission>> list(const SubmissionFilter& filter);
  /// Returns the number of submissions that match the filter, on all pages.
  Result<std::int64_t> count(const SubmissionFilter& filter);
  /// Returns at most `count` submissions whose last version was not checked (Checks), the latest first.
  Result<std::vector<Submission>> unchecked(std::size_t count);
  /// Returns the kinds that have submissions.
  Result<std::vector<std::string>> kinds();
  /// Returns the number of submissions in each state.
  Result<std::vector<std::pair<State, std::int64_t>>> count(const std::string& kind);
  Result<Version> version(const std::string& id, std::int64_t number);
  /// Returns the hashes of all versions, the first one first.
  Result<std::vector<std::string>> hashes(const std::string& id);
  Result<std::vector<Remark>> remarks(const std::string& id);
  Result<std::vector<Event>> events(const std::string& id);
  /// Returns the text that was recorded with the last action of this sort; empty if there was none.
  Result<std::string> last_detail(const std::string& id, Action action);

  /// Carries out Review, Accept, Reject, Withdraw or Reopen. Conflict if the submission has another revision,
  /// WrongState if the action is not possible. The draft of a returned submission can no longer be changed afterwards.
  Result<Submission> act(const std::string& id, Action action, const Change& change);
  /// Carries out Return, with remarks on values. The draft, if there is one, can be changed again until `expires`; Gone
  /// if it no longer exists. `entries` replace those of the draft if the office has corrected the last version.
  Result<Submission> send_back(const std::string& id, const std::vector<Remark>& remarks, Seconds expires,
                               const Change& change, const std::optional<std::string>& entries = std::nullopt);
  /// Carries out Replace: adds a version that came as a file, with the files of the version before it. The same
  /// `submit_id` again returns the submission and changes nothing; `is_new` is then false. An open draft is closed.
  Result<Submission> replace(const std::string& id, const NewVersion& version, const Change& change,
                             bool* is_new = nullptr);
  /// Carries out Relink: ends the links, the code and all open pages of the applicant, and makes a new link. A
  /// submission without a draft, since it came by mail, gets one with the `entries` and the files of its last version.
  Result<DraftKey> relink(const std::string& id, const std::string& entries, const Change& change);
  /// Carries out Correct: adds a version of the office, with the reason in `change.detail`. The state stays.
  Result<Submission> correct(const std::string& id, const NewVersion& version, const Change& change);
  std::optional<Fault> assign(const std::string& id, const std::string& account, const Change& change);
  /// Stores the applicant's answer to a remark, while the submission is returned.
  std::optional<Fault> answer_remark(const std::string& id, std::int64_t number, const std::string& answer,
                                     Seconds now);
  /// Carries out Record: notes in the history that records of a store of facts were made from the submission; `detail`
  /// names them.
  std::optional<Fault> note_records(const std::string& id, const std::string& actor, const std::string& detail,
                                    Seconds now);
  /// Returns whether an account may remove a submission, with all its data: only the one that entered it from a file,
  /// for kMayRemove, and before the submission was returned, corrected, replaced or decided.
  Result<bool> may_remove(const Submission& submission, const std::string& account, Seconds now);
  /// Removes a submission for which may_remove() is true; otherwise WrongState. Its receipt number is not used again.
  std::optional<Fault> remove_entered(const std::string& id, const Change& change);
  /// Removes decided and withdrawn submissions that were last changed before `before`, and returned ones whose deadline
  /// was before it, with versions, files and remarks. Returns their number.
  Result<std::int64_t> purge(const std::string& kind, Seconds before);

 private:
  std::optional<Fault> add_version(const std::string& id, std::int64_t number, const NewVersion& version, Seconds now);
  std::optional<Fault> add_event(const std::string& id, const std::string& actor, Action action, State state,
                                 const std::string& detail, Seconds now);
  // Returns the next number of a counter: `submission`, or `receipt PREFIX YEAR` for each prefix and year.
  Result<std::int64_t> next(const std::string& counter);
  std::optional<Fault> make(const std::string& id, const std::string& kind, const std::string& draft,
                            const NewVersion& version, const std::string& prefix, int year, Seconds now);
  std::optional<Fault> remove(const std::string& id, std::int64_t versions, const std::string& draft);
  /// Runs `work` unless the page with this `submit_id` has submitted already; `work` sets the id of the submission.
  Result<Submission> once(const std::string& submit_id, const std::function<std::optional<Fault>(std::string&)>& work);
  /// Increments the revision, sets the state, and makes all other changes of the action in the same transaction.
  Result<Submission> change(const std::string& id, Action action, const Change& change,
                            const std::function<std::optional<Fault>(const Submission&)>& also);
  std::optional<Fault> add_remark(const Submission& submission, const Remark& remark, const Change& change);
  std::optional<Fault> close_draft(const std::string& draft, const std::string& id);
  std::optional<Fault> add_replacement(const Submission& submission, const NewVersion& version, Seconds now);
  Result<DraftKey> make_draft(const Submission& submission, const std::string& entries, Seconds now);
  std::optional<Fault> add_again(const Submission& submission, const NewVersion& version, Seconds now);
  Result<Submission> one(const std::string& condition, const std::string& value);
  Result<std::string> submitted_before(const std::string& submit_id);

  Inbox& inbox_;
};

}  // namespace gongwen::inbox
