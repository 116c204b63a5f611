// A draft is bound to the call under which it was started (gw_called), and counts for its limit when it is handed in.
// Limits, invitations and revisions are checked by the statement or within the transaction that changes them, since
// several processes may use the database.
#include "service/inbox/calls.h"

#include "base/format.h"
#include "service/inbox/secrets.h"

#include <algorithm>

namespace gongwen::inbox {
namespace {

// 80 bits name a call or an invitation; 128 bits are the secret of an invitation, which is in a link.
constexpr std::size_t kCallIdBytes = 10;
constexpr std::size_t kInvitationBytes = 16;
// The last column is counted at each read instead of stored, so that a withdrawal frees a place without further
// work.
constexpr std::string_view kCallColumns =
    "id, kind, opens, closes, most, text_zh, text_en, invited, revision, created, closed, "
    "(SELECT COUNT(*) FROM gw_called JOIN gw_submission ON gw_submission.draft = gw_called.draft "
    "WHERE gw_called.call = gw_call.id AND gw_submission.state <> 'withdrawn')";

Call call_of(const database::Row& row) {
  Columns columns(row);
  Call call;
  call.id = columns.text();
  call.kind = columns.text();
  call.terms.opens = columns.number();
  call.terms.closes = columns.number();
  call.terms.most = columns.number();
  call.terms.text_zh = columns.text();
  call.terms.text_en = columns.text();
  call.invited = columns.number() != 0;
  call.revision = columns.number();
  call.created = columns.number();
  call.closed = columns.number();
  call.submitted = columns.number();
  return call;
}

Admission::Kind kind_of(CallState state) {
  switch (state) {
    case CallState::Early: return Admission::Kind::Early;
    case CallState::Full: return Admission::Kind::Full;
    case CallState::Closed: return Admission::Kind::Closed;
    case CallState::Open: break;
  }
  return Admission::Kind::Open;
}

/// Returns the reason that helps an applicant most if no call is open. `calls` is not empty, and none is open to
/// everyone. In order of use for an applicant: it is full (ask the office), you need an invitation (look into your
/// mail), come back later, it is over.
Admission best_reason(const std::vector<Call>& calls, Seconds now) {
  const auto find = [&](bool invited, CallState state) {
    return std::find_if(calls.begin(), calls.end(),
                        [&](const Call& call) { return call.invited == invited && call.state(now) == state; });
  };
  if (const auto call = find(false, CallState::Full); call != calls.end())
    return {Admission::Kind::Full, *call, {}, {}};
  if (const auto call = find(true, CallState::Open); call != calls.end()) {
    return {Admission::Kind::NeedsInvitation, *call, {}, {}};
  }
  if (const auto call = find(false, CallState::Early); call != calls.end()) {
    return {Admission::Kind::Early, *call, {}, {}};
  }
  return {Admission::Kind::Closed, calls.front(), {}, {}};
}

}  // namespace

std::string_view call_state_name(CallState state) {
  switch (state) {
    case CallState::Early: return "early";
    case CallState::Open: return "open";
    case CallState::Full: return "full";
    case CallState::Closed: break;
  }
  return "closed";
}

CallState Call::state(Seconds now) const {
  if (closed != 0 || now >= terms.closes) return CallState::Closed;
  if (now < terms.opens) return CallState::Early;
  return terms.most != 0 && submitted >= terms.most ? CallState::Full : CallState::Open;
}

/// Returns Conflict unless `counting` finds the known number. Must be called within the transaction of
/// the dependent change. Example: the page of invitations showed 12, and the office adds 3. If a
/// second tab has sent the same form, there are 15 now, and adding them again would invite people
/// twice.
std::optional<Fault> Calls::check_count(const std::string& counting, std::initializer_list<database::Value> values,
                                        std::optional<std::size_t> known) {
  if (!known) return std::nullopt;
  const auto row = inbox_.first(counting, values);
  if (!row) return row.error();
  const auto count = static_cast<std::size_t>(number_of((*row)[0]));
  return count == *known ? std::nullopt : std::optional(Fault{Fault::Kind::Conflict});
}

Result<Call> Calls::add(const std::string& kind, const CallTerms& terms, bool invited, Seconds now,
                        std::optional<std::size_t> known) {
  const std::string id = random_text(kCallIdBytes);
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    if (auto conflict = check_count("SELECT COUNT(*) FROM gw_call", {}, known)) return conflict;
    return inbox_.execute(
        "INSERT INTO gw_call (id, kind, opens, closes, most, text_zh, text_en, invited, revision, created, closed) "
        "VALUES "
        "($1, $2, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), $6, $7, CAST($8 AS BIGINT), 1, "
        "CAST($9 AS BIGINT), 0)",
        {id, kind, number_value(terms.opens), number_value(terms.closes), number_value(terms.most), terms.text_zh,
         terms.text_en, number_value(invited ? 1 : 0), number_value(now)});
  });
  if (fault) return base::Failure{*fault};
  return get(id);
}

Result<Call> Calls::get(const std::string& id) {
  const auto row = inbox_.first(fmt::format("SELECT {} FROM gw_call WHERE id = $1", kCallColumns), {id});
  if (!row) return base::Failure{row.error()};
  return call_of(*row);
}

Result<std::vector<Call>> Calls::list(const std::string& kind) {
  return inbox_.all<Call>(
      fmt::format("SELECT {} FROM gw_call WHERE $1 = '' OR kind = $1 ORDER BY created DESC, id", kCallColumns), {kind},
      call_of);
}

Result<Call> Calls::change(const std::string& id, std::int64_t revision, const CallTerms& terms) {
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto call = get(id);
    if (!call) return call.error();
    if (call->closed != 0) return Fault{Fault::Kind::WrongState};
    // The revision is checked by the statement itself, so a change in another process cannot slip in between.
    return inbox_.change_one(
        "UPDATE gw_call SET opens = CAST($3 AS BIGINT), closes = CAST($4 AS BIGINT), most = CAST($5 AS BIGINT), "
        "text_zh = $6, text_en = $7, revision = revision + 1 "
        "WHERE id = $1 AND revision = CAST($2 AS BIGINT) RETURNING id",
        {id, number_value(revision), number_value(terms.opens), number_value(terms.closes), number_value(terms.most),
         terms.text_zh, terms.text_en},
        Fault::Kind::Conflict);
  });
  if (fault) return base::Failure{*fault};
  return get(id);
}

Result<Call> Calls::close(const std::string& id, std::int64_t revision, Seconds now) {
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto call = get(id);
    if (!call) return call.error();
    if (call->closed != 0) return Fault{Fault::Kind::WrongState};
    return inbox_.change_one(
        "UPDATE gw_call SET closed = CAST($3 AS BIGINT), revision = revision + 1 "
        "WHERE id = $1 AND revision = CAST($2 AS BIGINT) RETURNING id",
        {id, number_value(revision), number_value(now)}, Fault::Kind::Conflict);
  });
  if (fault) return base::Failure{*fault};
  return get(id);
}

Result<std::vector<NewInvitation>> Calls::invite(const std::string& id, const std::vector<std::string>& names,
                                                 Seconds now, std::optional<std::size_t> known) {
  std::vector<NewInvitation> made;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto call = get(id);
    if (!call) return call.error();
    if (!call->invited || call->closed != 0) return Fault{Fault::Kind::WrongState};
    if (auto conflict = check_count("SELECT COUNT(*) FROM gw_invitation WHERE call = $1", {id}, known)) return conflict;
    for (const std::string& name : names) {
      made.push_back({name, random_text(kInvitationBytes)});
      const auto failed = inbox_.execute(
          "INSERT INTO gw_invitation (id, call, name, secret_hash, created) VALUES ($1, $2, $3, $4, CAST($5 AS "
          "BIGINT))",
          {random_text(kCallIdBytes), id, name, secret_hash(made.back().secret), number_value(now)});
      if (failed) return failed;
    }
    return std::nullopt;
  });
  if (fault) return base::Failure{*fault};
  return made;
}

Result<std::vector<Invitation>> Calls::invitations(const std::string& id) {
  return inbox_.all<Invitation>(
      "SELECT id, name, CASE WHEN draft IS NULL THEN 0 ELSE 1 END FROM gw_invitation WHERE call = $1 "
      "ORDER BY created, name, id",
      {id}, [](const database::Row& row) {
        Columns columns(row);
        return Invitation{columns.text(), columns.text(), columns.number() != 0};
      });
}

Result<Admission> Calls::admission(const std::string& kind, std::string_view code, Seconds now) {
  const auto calls = list(kind);
  if (!calls) return base::Failure{calls.error()};
  if (!code.empty()) {
    // An expired draft joins as NULL: its invitation is free again, and the applicant starts from the beginning.
    const auto rows = inbox_.run(
        "SELECT gw_invitation.id, gw_invitation.call, gw_draft.id FROM gw_invitation "
        "LEFT JOIN gw_draft ON gw_draft.id = gw_invitation.draft AND gw_draft.expires > CAST($2 AS BIGINT) "
        "WHERE gw_invitation.secret_hash = $1",
        {secret_hash(code), number_value(now)});
    if (!rows) return base::Failure{rows.error()};
    const auto call = std::find_if(calls->begin(), calls->end(),
                                   [&](const Call& one) { return !rows->empty() && one.id == text_of((*rows)[0][1]); });
    if (call == calls->end()) return Admission{Admission::Kind::WrongInvitation, std::nullopt, {}, {}};
    const std::string draft = text_of((*rows)[0][2]);
    // An applicant who has started can always see the draft, even after the call is over.
    const Admission::Kind found = draft.empty() ? kind_of(call->state(now)) : Admission::Kind::Open;
    return Admission{found, *call, text_of((*rows)[0][0]), draft};
  }
  if (calls->empty()) return Admission{};
  const auto open = std::find_if(calls->begin(), calls->end(), [now](const Call& call) {
    return !call.invited && call.state(now) == CallState::Open;
  });
  if (open != calls->end()) return Admission{Admission::Kind::Open, *open, {}, {}};
  return best_reason(*calls, now);
}

std::optional<Fault> Calls::bind(const std::string& draft, const std::string& call) {
  return inbox_.execute("INSERT INTO gw_called (draft, call) VALUES ($1, $2)", {draft, call});
}

Result<DraftKey> Calls::begin(const Admission& admission, const NewDraft& draft) {
  Drafts drafts(inbox_);
  if (!admission.draft.empty()) {
    // The old secret may be in a browser that was lost; a new one ends it, so that no other person can continue with
    // it.
    const auto secret = drafts.renew_secret(admission.draft);
    if (!secret) return base::Failure{secret.error()};
    return DraftKey{admission.draft, *secret};
  }
  // A kind without calls has nothing to count, so no transaction is needed.
  if (!admission.call) return drafts.create(draft);
  DraftKey key;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto made = drafts.create(draft);
    if (!made) return made.error();
    key = *made;
    if (const auto failed = bind(key.id, admission.call->id)) return failed;
    if (admission.invitation.empty()) return std::nullopt;
    // An expired draft frees its invitation for a new one.
    return inbox_.change_one(
        "UPDATE gw_invitation SET draft = $2 WHERE id = $1 AND (draft IS NULL OR NOT EXISTS (SELECT 1 FROM gw_draft "
        "WHERE gw_draft.id = gw_invitation.draft AND gw_draft.expires > CAST($3 AS BIGINT))) RETURNING id",
        {admission.invitation, key.id, number_value(draft.now)}, Fault::Kind::Conflict);
  });
  if (fault) return base::Failure{*fault};
  return key;
}

Result<DraftKey> Calls::begin_again(const std::string& former, const NewDraft& draft, const std::string& entries,
                                    const std::string& slots) {
  DraftKey key;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto made = Drafts(inbox_).create(draft);
    if (!made) return made.error();
    key = *made;
    const auto called = inbox_.execute(
        "INSERT INTO gw_called (draft, call) SELECT $1, call FROM gw_called WHERE draft = $2", {key.id, former});
    if (called) return called;
    // Checked after binding and before the entries are copied: the new draft counts for the call of the former one,
    // which may be over by now. A refusal rolls everything back, including the new draft.
    if (const auto refused = admit_submission(key.id, draft.kind, draft.now)) return refused;
    const auto invited = inbox_.execute("UPDATE gw_invitation SET draft = $2 WHERE draft = $1", {former, key.id});
    if (invited) return invited;
    if (const auto typed = inbox_.execute("UPDATE gw_draft SET entries = $2 WHERE id = $1", {key.id, entries}))
      return typed;
    return Files(inbox_).copy(former, key.id, slots);
  });
  if (fault) return base::Failure{*fault};
  return key;
}

std::optional<Fault> Calls::sweep() {
  return inbox_.execute(
      "DELETE FROM gw_called WHERE NOT EXISTS (SELECT 1 FROM gw_draft WHERE gw_draft.id = gw_called.draft)", {});
}

std::optional<Fault> Calls::admit_submission(const std::string& draft, const std::string& kind, Seconds now) {
  const auto rows = inbox_.run("SELECT call FROM gw_called WHERE draft = $1", {draft});
  if (!rows) return rows.error();
  std::optional<Call> call;
  if (!rows->empty()) {
    const auto bound = get(text_of((*rows)[0][0]));
    if (!bound) return bound.error();
    call = *bound;
  } else {
    // The draft was started when the kind had no calls, so it counts for the one that is open now.
    const auto found = admission(kind, {}, now);
    if (!found) return found.error();
    if (!found->call) return std::nullopt;
    call = *found->call;
    // A call with invitations never accepts drafts that were started without one.
    if (call->invited) return Fault{Fault::Kind::Closed};
    // Bound only if the call is open, since a draft that is refused now may be handed in under a later call.
    if (found->kind == Admission::Kind::Open) {
      if (const auto failed = bind(draft, call->id)) return failed;
    }
  }
  const CallState state = call->state(now);
  if (state == CallState::Open) return std::nullopt;
  return Fault{state == CallState::Full ? Fault::Kind::Full : Fault::Kind::Closed};
}

}  // namespace gongwen::inbox
