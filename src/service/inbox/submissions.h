// Submissions: what was handed in, in versions that are only added to, and its state.
//
//   submitted ─► in_review ─► accepted | rejected
//       ▲           │
//       │           ▼
//       └────── returned        withdrawn: from submitted, in_review and returned, by the applicant
//
// A returned submission can also be rejected: not everybody sends it in again. Reopen leads from every state after
// in_review back to it. A file that replaces the last version makes a returned submission submitted again, and an
// accepted one in_review.
#pragma once

#include "service/inbox/drafts.h"
#include "service/inbox/inbox.h"

#include <span>

namespace gongwen::inbox {

/// The words of state_name() are in the database and in the API, so they never change. Return, accept and reject are
/// possible from `submitted`, too: an office need not take a form into review first.
enum class State : std::uint8_t { Submitted, InReview, Returned, Accepted, Rejected, Withdrawn };

/// All states, in the order in which a submission takes them.
std::span<const State> all_states();
/// `in_review`
std::string_view state_name(State state);
std::optional<State> find_state(std::string_view name);

/// Each action is one event of the history. Submit and Resubmit come from applicants (or an import), Withdraw and
/// Answer from applicants alone; the others from the office.
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
/// The state after an action; nullopt if the action is not possible.
std::optional<State> state_after(State state, Action action);

/// For so long somebody who has entered a wrong file may remove what was entered.
inline constexpr Seconds kMayRemove = Seconds{2} * 3600;

/// A version as it is handed in.
/// `json` is what is signed and checked: canonical, so that equal data have equal hashes.
struct NewVersion {
  std::string json;     // canonical data
  std::string edition;  // of the kind's definition
  std::string source;   // `web`, `pdf`, `xlsx`, `json`
  /// Made with the page that submits: the same id again returns the same submission, so that nothing is handed in
  /// twice.
  std::string submit_id;
  std::string person;        // for lists; as in the data
  std::string organisation;  // the same
  /// Signatures of the returned file: a JSON list, as Engine::extract reports them; empty: none.
  std::string signatures = {};
  /// The account or program that entered an imported form; empty: the applicant.
  std::string actor = {};
  /// The applicant's address, to which mail goes; empty: none.
  std::string email = {};
};

struct Submission {
  std::string id;
  std::int64_t number = 0;  // in the order of coming
  std::string receipt;
  std::string kind;
  State state = State::Submitted;
  std::int64_t revision = 0;  // one more with each change
  std::int64_t versions = 0;
  std::string draft;  // where it came from; empty for what was imported
  std::string person;
  std::string organisation;
  std::string assignee;
  Seconds created = 0;
  Seconds changed = 0;
  std::int64_t errors = -1;    // of the last version; -1: not checked yet (see Checks)
  std::int64_t warnings = -1;  // likewise
  std::string email;           // of the applicant, to which mails go; empty: none is known
  std::string language;        // of the applicant's pages, `zh` or `en`; empty: not known
  Seconds due = 0;             // while it is returned: the first second after the deadline; otherwise 0
  std::string entered_by;      // the account or program that entered it from a file; empty: the applicant handed it in
  std::string signatures;      // of the last version that has any: see NewVersion; otherwise empty
};

/// Never changed after it is written (a trigger refuses it); a correction is a version of its own.
struct Version {
  std::int64_t number = 0;  // from 1
  std::string json;
  std::string hash;  // SHA-256 of it
  std::string edition;
  std::string source;
  Seconds created = 0;
  std::string signatures;  // see NewVersion
};

/// A remark of the office on a value.
struct Remark {
  std::int64_t number = 0;
  std::int64_t version = 0;
  std::string pointer;  // empty: of the whole
  std::string text;
  std::string author;
  Seconds created = 0;
  std::string answer;        // of the applicant
  bool is_recalled = false;  // the submission was reopened: the applicant is not told any more
};

/// Whether a remark counts: it is on the last version, and was not recalled.
bool is_valid(const Remark& remark, const Submission& submission);

/// `state` is repeated here, so that the history can be shown without replaying it.
struct Event {
  std::int64_t number = 0;
  Seconds time = 0;
  std::string actor;  // an account; empty: the applicant
  Action action = Action::Submit;
  State state = State::Submitted;  // after it
  std::string detail;
};

enum class SortBy : std::uint8_t { Number, Person, Organisation, Changed, Due, Errors };

/// `changed`
std::string_view sort_name(SortBy sort);
std::optional<SortBy> find_sort(std::string_view name);

/// What a list shows.
/// `before` serves pages of the API (a cursor that new submissions do not shift), `skip` the numbered pages of the
/// office.
struct SubmissionFilter {
  std::string kind;  // empty: all
  std::optional<State> state;
  std::string text;                // in person, organisation or receipt
  std::optional<bool> has_errors;  // by the check of the last version; submissions that were not checked have neither
  std::optional<std::string> assignee;  // an account; empty: nobody
  Seconds due = 0;                      // returned, with a deadline before it; 0: all
  Seconds from = 0;                     // created
  Seconds to = 0;                       // before; 0: until now
  std::int64_t before = 0;              // the number of the last one of the page before; 0: the first page
  static constexpr std::size_t kPage = 50;
  std::size_t count = kPage;
  SortBy sort = SortBy::Number;
  bool ascending = false;
  std::size_t skip = 0;  // how many of those that fit come before the first one
};

/// Who changes something, and which revision they have seen.
/// A page carries the revision that it showed; if it is not the present one any more, the change is refused with
/// Conflict, and the page is shown anew.
struct Change {
  std::string actor;
  std::int64_t revision = 0;
  Seconds now = 0;
  std::string detail = {};
};

/// The owner of the files of a version: see Files.
std::string version_owner(const std::string& id, std::int64_t number);
/// The owner of the files of the last version.
std::string version_owner(const Submission& submission);

/// Called by the pages of applicants (submit, answer_remark), of the office, and by the APIs. All changes are
/// transactions of their own and add an event, which Outbox turns into mail and requests to hooks within the same
/// transaction.
class Submissions {
 public:
  explicit Submissions(Inbox& inbox) : inbox_(inbox) {}

  /// Makes a submission of a draft, or adds a version if the draft was returned, in one transaction with the draft's
  /// files. `revision` is that of the draft from which the version was made: Conflict if the draft has another one by
  /// now. Closed and Full if a call (calls.h) does not accept it; returned forms are always accepted. `prefix` begins
  /// the receipt number, `year` is that of the office's calendar. The same `submit_id` again returns the submission of
  /// the first time.
  Result<Submission> submit(const std::string& draft, std::int64_t revision, const NewVersion& version,
                            const std::string& prefix, int year, Seconds now);
  /// Like submit(), for a form that came by mail. `is_new` becomes false if it was entered before.
  Result<Submission> import(const std::string& kind, const NewVersion& version, const std::string& prefix, int year,
                            Seconds now, bool* is_new = nullptr);

  /// The submission that this `submit_id` has made already; nullopt if there is none.
  std::optional<Submission> entered_before(const std::string& submit_id);
  Result<Submission> get(const std::string& id);
  /// The submission of a draft; NotFound if it was never handed in.
  Result<Submission> of_draft(const std::string& draft);
  /// Until when a returned submission can be handed in again: the end of its last day. NotFound if it has no deadline.
  Result<Seconds> deadline(const Submission& submission);
  Result<Submission> find_receipt(const std::string& receipt);
  /// Submissions that fit the filter, in its order; of equal ones the latest first.
  Result<std::vector<Submission>> list(const SubmissionFilter& filter);
  /// The number of submissions that fit the filter, on all pages.
  Result<std::int64_t> count(const SubmissionFilter& filter);
  /// At most `count` submissions whose last version was not checked (Checks), the latest first.
  Result<std::vector<Submission>> unchecked(std::size_t count);
  /// The kinds of which there are submissions.
  Result<std::vector<std::string>> kinds();
  /// Number of submissions in each state.
  Result<std::vector<std::pair<State, std::int64_t>>> count(const std::string& kind);
  Result<Version> version(const std::string& id, std::int64_t number);
  /// Hashes of all versions, the first one first.
  Result<std::vector<std::string>> hashes(const std::string& id);
  Result<std::vector<Remark>> remarks(const std::string& id);
  Result<std::vector<Event>> events(const std::string& id);
  /// What was written down with the last action of this sort; empty if there was none.
  Result<std::string> last_detail(const std::string& id, Action action);

  /// Review, Accept, Reject, Withdraw or Reopen. Conflict if the submission has another revision, WrongState if the
  /// action is not possible. The draft of a returned submission cannot be changed any more afterwards.
  Result<Submission> act(const std::string& id, Action action, const Change& change);
  /// Return, with remarks on values. The draft, if there is one, can be changed again until `expires`; Gone if it no
  /// longer exists. `entries` replace those of the draft if the office has corrected the last version.
  Result<Submission> send_back(const std::string& id, const std::vector<Remark>& remarks, Seconds expires,
                               const Change& change, const std::optional<std::string>& entries = std::nullopt);
  /// Replace: adds a version that came as a file, with the files of the version before it. The same `submit_id` again
  /// returns the submission and changes nothing; `is_new` is then false. A draft that was open is closed.
  Result<Submission> replace(const std::string& id, const NewVersion& version, const Change& change,
                             bool* is_new = nullptr);
  /// Relink: ends the links, the code and all open pages of the applicant, and makes a new link. A submission without a
  /// draft, since it came by mail, gets one with the `entries` and the files of its last version.
  Result<DraftKey> relink(const std::string& id, const std::string& entries, const Change& change);
  /// Correct: adds a version of the office, with the reason in `change.detail`. The state stays.
  Result<Submission> correct(const std::string& id, const NewVersion& version, const Change& change);
  std::optional<Fault> assign(const std::string& id, const std::string& account, const Change& change);
  /// The applicant's answer to a remark, while the submission is returned.
  std::optional<Fault> answer_remark(const std::string& id, std::int64_t number, const std::string& answer,
                                     Seconds now);
  /// Record: notes in the history that the submission has become records of a store of facts; `detail` names them.
  std::optional<Fault> note_records(const std::string& id, const std::string& actor, const std::string& detail,
                                    Seconds now);
  /// Whether an account may remove a submission, with all its data: only who entered it from a file, for kMayRemove,
  /// and before anybody has returned, corrected, replaced or decided it.
  Result<bool> may_remove(const Submission& submission, const std::string& account, Seconds now);
  /// Removes one that may be removed; otherwise WrongState. Its receipt number is not used again.
  std::optional<Fault> remove_entered(const std::string& id, const Change& change);
  /// Removes decided and withdrawn submissions that were last changed before `before`, and returned ones whose deadline
  /// was before it, with versions, files and remarks. Returns their number.
  Result<std::int64_t> purge(const std::string& kind, Seconds before);

 private:
  std::optional<Fault> add_version(const std::string& id, std::int64_t number, const NewVersion& version, Seconds now);
  std::optional<Fault> add_event(const std::string& id, const std::string& actor, Action action, State state,
                                 const std::string& detail, Seconds now);
  // Counters: `submission`, and `receipt PREFIX YEAR` for each prefix and year.
  Result<std::int64_t> next(const std::string& counter);
  std::optional<Fault> make(const std::string& id, const std::string& kind, const std::string& draft,
                            const NewVersion& version, const std::string& prefix, int year, Seconds now);
  std::optional<Fault> remove(const std::string& id, std::int64_t versions, const std::string& draft);
  /// Runs `work` unless the page with this `submit_id` has submitted already; `work` sets the id of the submission.
  Result<Submission> once(const std::string& submit_id, const std::function<std::optional<Fault>(std::string&)>& work);
  /// Increments the revision, sets the state, and does in the same transaction whatever else the action means.
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
