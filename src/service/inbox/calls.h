// Calls: when and for whom a kind of form is open. A kind without calls is always open; otherwise it is open while one
// of its calls is. A call has a period, and may have a limit of submissions and invitations: then only invited people
// may start a form, and each invitation leads to one draft.
//
// Whether a form can be started is asked twice: admission() when its page is opened, and admit_submission() within the
// transaction that hands it in, since a call may have ended or filled up between the two.
#pragma once

#include "service/inbox/drafts.h"
#include "service/inbox/inbox.h"

namespace gongwen::inbox {

/// The terms of a call, which the office may change.
struct CallTerms {
  Seconds opens = 0;
  Seconds closes = 0;     // the first second in which it is closed
  std::int64_t most = 0;  // submissions; 0: any number
  std::string text_zh;    // for applicants
  std::string text_en;
};

/// Early before `opens`, Closed from `closes` on or when the office has closed it, Full when `most` have come in.
enum class CallState : std::uint8_t { Early, Open, Full, Closed };
/// `early`
std::string_view call_state_name(CallState state);

/// `revision` grows with each change, so that two editors do not overwrite each other.
struct Call {
  std::string id;
  std::string kind;
  CallTerms terms;
  bool invited = false;  // it has invitations
  std::int64_t revision = 0;
  Seconds created = 0;
  Seconds closed = 0;          // by the office, before its time; 0: not
  std::int64_t submitted = 0;  // not counting what was withdrawn

  CallState state(Seconds now) const;
};

struct Invitation {
  std::string id;
  std::string name;  // whom it is for
  bool used = false;
};

/// Shown once, to the office: the secret opens the form.
struct NewInvitation {
  std::string name;
  std::string secret;
};

/// Whether a form can be started now, and by which call.
struct Admission {
  enum class Kind : std::uint8_t { Open, Early, Full, Closed, NeedsInvitation, WrongInvitation };
  Kind kind = Kind::Open;
  std::optional<Call> call;  // that it is about; none: the kind has no calls, or nobody knows the invitation
  std::string invitation;    // its id
  std::string draft;         // that was started with the invitation
};

/// Order for an applicant: admission(), begin(), later Submissions::submit(). For the office: add(), invite(),
/// change(), close().
class Calls {
 public:
  explicit Calls(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a call. With `known`, the number of calls when the office decided: Conflict if there are others by now.
  Result<Call> add(const std::string& kind, const CallTerms& terms, bool invited, Seconds now,
                   std::optional<std::size_t> known = std::nullopt);
  Result<Call> get(const std::string& id);
  /// The calls of a kind, or all if it is empty; the latest first.
  Result<std::vector<Call>> list(const std::string& kind);
  /// Conflict if the call has another revision, WrongState if it is closed.
  Result<Call> change(const std::string& id, std::int64_t revision, const CallTerms& terms);
  /// Closes a call: no form of it can be started or handed in any more, except returned ones.
  Result<Call> close(const std::string& id, std::int64_t revision, Seconds now);
  /// Adds invitations. WrongState if the call is closed or open to everybody. With `known`, the number of invitations
  /// when the office decided: Conflict if there are others by now.
  Result<std::vector<NewInvitation>> invite(const std::string& id, const std::vector<std::string>& names, Seconds now,
                                            std::optional<std::size_t> known = std::nullopt);
  Result<std::vector<Invitation>> invitations(const std::string& id);

  /// `code` is the secret of an invitation; empty: none.
  Result<Admission> admission(const std::string& kind, std::string_view code, Seconds now);
  /// Starts a draft. An invitation that was used before opens its draft again with a new secret; the old one becomes
  /// invalid. Conflict if somebody else has used the invitation meanwhile.
  Result<DraftKey> begin(const Admission& admission, const NewDraft& draft);
  /// Starts a draft in the place of one whose submission was withdrawn, with these entries and the files of that draft
  /// whose slots begin with `slots`. It counts for the same call, and takes the place of the former draft with its
  /// invitation. Closed or Full if the call does not admit it.
  Result<DraftKey> begin_again(const std::string& former, const NewDraft& draft, const std::string& entries,
                               const std::string& slots);
  /// Whether a draft that was never handed in may be handed in now; otherwise Closed or Full. Must be called within the
  /// transaction that does it, so that a limit cannot be exceeded by two at once.
  std::optional<Fault> admit_submission(const std::string& draft, const std::string& kind, Seconds now);
  /// Removes links of drafts that no longer exist to their calls.
  /// Drafts are removed by their time (Drafts::purge) without a look at calls; this removes what they leave.
  std::optional<Fault> sweep();

 private:
  std::optional<Fault> bind(const std::string& draft, const std::string& call);
  std::optional<Fault> check_count(const std::string& counting, std::initializer_list<database::Value> values,
                                   std::optional<std::size_t> known);

  Inbox& inbox_;
};

}  // namespace gongwen::inbox
