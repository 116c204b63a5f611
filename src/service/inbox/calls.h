// Calls: when and for whom a kind of form is open. A kind without calls is always open; otherwise it is open while one
// of its calls is. A call has a period, and may have a limit of submissions and invitations: then only invited people
// may start a form, and each invitation leads to one draft.
//
// Whether a form can be started is checked twice: by admission() when its page is opened, and by admit_submission()
// within the transaction that hands it in, since a call may have ended or filled up between the two.
#pragma once

#include "service/inbox/drafts.h"
#include "service/inbox/inbox.h"

namespace gongwen::inbox {

/// The terms of a call, which the office may change.
struct CallTerms {
  Seconds opens = 0;
  Seconds closes = 0;     // first second in which it is closed
  std::int64_t most = 0;  // limit of submissions; 0: none
  std::string text_zh;    // for applicants
  std::string text_en;
};

/// Early before `opens`, Closed from `closes` on or after the office has closed it, Full when `most` have come in.
enum class CallState : std::uint8_t { Early, Open, Full, Closed };
/// Returns the name of a state: `early`
std::string_view call_state_name(CallState state);

/// `revision` grows with each change, so that two editors do not overwrite each other.
struct Call {
  std::string id;
  std::string kind;
  CallTerms terms;
  bool invited = false;  // it has invitations
  std::int64_t revision = 0;
  Seconds created = 0;
  Seconds closed = 0;          // closed by the office before its time; 0: not
  std::int64_t submitted = 0;  // number of submissions, without withdrawn ones

  CallState state(Seconds now) const;
};

struct Invitation {
  std::string id;
  std::string name;  // for whom it is
  bool used = false;
};

/// Shown to the office once; the secret opens the form.
struct NewInvitation {
  std::string name;
  std::string secret;
};

/// Whether a form can be started now, and for which call.
struct Admission {
  enum class Kind : std::uint8_t { Open, Early, Full, Closed, NeedsInvitation, WrongInvitation };
  Kind kind = Kind::Open;
  std::optional<Call> call;  // the call; nullopt: the kind has no calls, or the invitation is unknown
  std::string invitation;    // id of the invitation
  std::string draft;         // draft that was started with the invitation
};

/// Order for an applicant: admission(), begin(), later Submissions::submit(). For the office: add(), invite(),
/// change(), close().
class Calls {
 public:
  explicit Calls(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a call. `known` is the number of calls at the time of the decision: Conflict if the number has changed since.
  Result<Call> add(const std::string& kind, const CallTerms& terms, bool invited, Seconds now,
                   std::optional<std::size_t> known = std::nullopt);
  Result<Call> get(const std::string& id);
  /// Returns the calls of a kind, or all if it is empty; the latest first.
  Result<std::vector<Call>> list(const std::string& kind);
  /// Conflict if the call has another revision, WrongState if it is closed.
  Result<Call> change(const std::string& id, std::int64_t revision, const CallTerms& terms);
  /// Closes a call: its forms can no longer be started or handed in, except returned ones.
  Result<Call> close(const std::string& id, std::int64_t revision, Seconds now);
  /// Adds invitations. WrongState if the call is closed or open to everyone. `known` is the number of invitations at
  /// the time of the decision: Conflict if the number has changed since.
  Result<std::vector<NewInvitation>> invite(const std::string& id, const std::vector<std::string>& names, Seconds now,
                                            std::optional<std::size_t> known = std::nullopt);
  Result<std::vector<Invitation>> invitations(const std::string& id);

  /// `code` is the secret of an invitation; may be empty.
  Result<Admission> admission(const std::string& kind, std::string_view code, Seconds now);
  /// Starts a draft. An invitation that was used before opens its draft again with a new secret; the old one becomes
  /// invalid. Conflict if the invitation was used in another place meanwhile.
  Result<DraftKey> begin(const Admission& admission, const NewDraft& draft);
  /// Starts a draft in place of one whose submission was withdrawn, with these entries and the files of that draft
  /// whose slots begin with `slots`. It counts for the same call, and takes over the invitation of the former draft.
  /// Closed or Full if the call does not admit it.
  Result<DraftKey> begin_again(const std::string& former, const NewDraft& draft, const std::string& entries,
                               const std::string& slots);
  /// Returns nullopt if a draft that was never handed in may be handed in now; otherwise Closed or Full. Must be called
  /// within the transaction that hands it in, so that two at the same time cannot exceed a limit.
  std::optional<Fault> admit_submission(const std::string& draft, const std::string& kind, Seconds now);
  /// Removes links from calls to drafts that no longer exist. Drafts are removed by their time (Drafts::purge)
  /// regardless of calls; this removes what they leave.
  std::optional<Fault> sweep();

 private:
  std::optional<Fault> bind(const std::string& draft, const std::string& call);
  std::optional<Fault> check_count(const std::string& counting, std::initializer_list<database::Value> values,
                                   std::optional<std::size_t> known);

  Inbox& inbox_;
};

}  // namespace gongwen::inbox
