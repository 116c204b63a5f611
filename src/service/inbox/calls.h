// Calls: when and for whom a kind of form is open. A kind without calls is always open; one that has calls is open
// while one of them is. A call has a period, and may have a limit of submissions and invitations: then it is open only
// to those who have one, and each invitation leads to one draft.
#pragma once

#include "service/inbox/drafts.h"
#include "service/inbox/inbox.h"

namespace gongwen::inbox {

/// What a call says; the office may change it.
struct CallTerms {
  Seconds opens = 0;
  Seconds closes = 0;     // the first second in which it is closed
  std::int64_t most = 0;  // submissions; 0: any number
  std::string text_zh;    // for applicants
  std::string text_en;
};

enum class CallState : std::uint8_t { Early, Open, Full, Closed };
/// `early`
std::string_view call_state_name(CallState state);

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

/// Given out once: the secret opens the form.
struct NewInvitation {
  std::string name;
  std::string secret;
};

/// Whether somebody may start a form now.
struct Admission {
  enum class Kind : std::uint8_t { Open, Early, Full, Closed, NeedsInvitation, WrongInvitation };
  Kind kind = Kind::Open;
  std::optional<Call> call;  // that it is about; none: the kind has no calls, or nobody knows the invitation
  std::string invitation;    // its id
  std::string draft;         // that was started with the invitation
};

class Calls {
 public:
  explicit Calls(Inbox& inbox) : inbox_(inbox) {}

  /// `known`: how many calls there were when it was decided. Conflict where there are others by now.
  Result<Call> add(const std::string& kind, const CallTerms& terms, bool invited, Seconds now,
                   std::optional<std::size_t> known = std::nullopt);
  Result<Call> get(const std::string& id);
  /// Of a kind, or of all if it is empty; the latest first.
  Result<std::vector<Call>> list(const std::string& kind);
  /// Conflict when it is at another revision, WrongState when it was closed.
  Result<Call> change(const std::string& id, std::int64_t revision, const CallTerms& terms);
  /// Nobody can start or hand in a form of it any more; what was returned can still be handed in again.
  Result<Call> close(const std::string& id, std::int64_t revision, Seconds now);
  /// WrongState for a call that is closed or open to everybody. `known`: how many invitations it had when it was
  /// decided; Conflict where it has others by now.
  Result<std::vector<NewInvitation>> invite(const std::string& id, const std::vector<std::string>& names, Seconds now,
                                            std::optional<std::size_t> known = std::nullopt);
  Result<std::vector<Invitation>> invitations(const std::string& id);

  /// `code`: the secret of an invitation; empty: none.
  Result<Admission> admission(const std::string& kind, std::string_view code, Seconds now);
  /// Starts a draft for whoever is admitted. With an invitation that was used the draft of then is opened again, and
  /// its former secret opens nothing any more. Conflict where somebody else has used the invitation just now.
  Result<DraftKey> begin(const Admission& admission, const NewDraft& draft);
  /// Whether a draft that was never handed in may be handed in now: Closed, Full. Within the transaction that does it.
  std::optional<Fault> admit_submission(const std::string& draft, const std::string& kind, Seconds now);
  /// Forgets in which call drafts were started that are there no more.
  std::optional<Fault> sweep();

 private:
  std::optional<Fault> bind(const std::string& draft, const std::string& call);
  std::optional<Fault> check_count(const std::string& counting, std::initializer_list<database::Value> values,
                                   std::optional<std::size_t> known);

  Inbox& inbox_;
};

}  // namespace gongwen::inbox
