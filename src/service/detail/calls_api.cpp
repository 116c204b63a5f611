// Calls for programs: the routes /api/v1/calls. A change needs If-Match with the revision that the program has seen, so
// that two programs do not overwrite each other (RFC 9110, 13.1.1). Codes of invitations are stored as hashes; only the
// answer that creates them has them in clear.
#include "service/detail/calls_api.h"

#include "base/date.h"
#include "base/format.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/pages.h"

#include <optional>
#include <utility>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

// Bytes of UTF-8: about 1,300 Chinese characters for the text, 130 for a name.
constexpr std::size_t kMaxTextBytes = 4'000;
constexpr std::size_t kMaxNameBytes = 400;
constexpr std::uint64_t kMaxSubmissions = 1'000'000;

/// Returns the ETag of a call: its revision in quotes.
std::string call_tag(const inbox::Call& call) { return fmt::format("\"{}\"", call.revision); }

/// Returns a call as programs see it. `until` is its last day, although the terms hold the second after it.
base::Json call_json(const inbox::Call& call, inbox::Seconds now) {
  base::Json text = base::Json::object();
  text.set("zh", call.terms.text_zh).set("en", call.terms.text_en);
  base::Json json = base::Json::object();
  json.set("id", call.id).set("kind", call.kind).set("state", inbox::call_state_name(call.state(now)));
  json.set("from", local_day(call.terms.opens)).set("until", local_day(call.terms.closes - 1));
  json.set("limit", call.terms.most).set("submitted", call.submitted).set("invited", call.invited);
  json.set("text", std::move(text)).set("revision", call.revision).set("created", call.created);
  return std::move(json.set("form", "/forms/" + call.kind));
}

}  // namespace

std::optional<std::vector<std::string>> invited_names(const base::JsonView& order) {
  std::vector<std::string> names;
  const auto list = order.find("invitations");
  if (!list) return names;
  if (!list->is_list() || list->size() == 0 || list->size() > kMaxInvitations) return std::nullopt;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string_view name = list->at(i).text();
    // A name is free text, such as a person and an organisation; it is only shown.
    if (is_blank(name) || name.size() > kMaxNameBytes) return std::nullopt;
    names.emplace_back(list->at(i).text());
  }
  return names;
}

std::string bad_member(const base::JsonView& order, inbox::CallTerms& terms) {
  // Days are whole days in Beijing: a call until 31 December is open to the end of that day. `more` turns the last day
  // into the first second after it.
  for (const auto& [name, time, more] : {std::tuple{"from", &terms.opens, inbox::Seconds{0}},
                                         std::tuple{"until", &terms.closes, base::kSecondsPerDay}}) {
    if (!order.find(name)) continue;
    const auto day = typed_date(order.text_of(name));
    if (!day) return name;
    *time = *day + more;
  }
  // Both are required for a new call; for a change, `terms` has the present ones.
  if (terms.opens == 0) return "from";
  if (terms.closes <= terms.opens) return "until";
  if (order.find("limit")) {
    const auto most = order.number_of("limit");
    if (!most || *most > kMaxSubmissions) return "limit";
    terms.most = static_cast<std::int64_t>(*most);
  }
  if (const auto text = order.find("text")) {
    if (!text->is_object()) return "text";
    if (text->find("zh")) terms.text_zh = text->text_of("zh");
    if (text->find("en")) terms.text_en = text->text_of("en");
    if (std::max(terms.text_zh.size(), terms.text_en.size()) > kMaxTextBytes) return "text";
  }
  return {};
}

namespace {

/// Answers 422 with the name of the wrong member.
http::Response bad_call(const ProgramCall& visit, std::string_view member) {
  return visit.problem(http::status::kUnprocessable, "bad-call", texts::ServiceBadCall.in(visit.language, member));
}

http::Response problem_of(const ProgramCall& visit, const inbox::Fault& fault) {
  // WrongState means that the call is closed.
  if (fault.kind != inbox::Fault::Kind::WrongState) return visit.problem(fault);
  return visit.problem(http::status::kConflict, "wrong-state", texts::ServiceCallOver);
}

}  // namespace

/// Answers with a call and its invitations. `made` are those that this request created; only they are shown with their
/// codes.
http::Response CallsApi::answer(const ProgramCall& visit, const inbox::Call& call,
                                const std::vector<inbox::NewInvitation>& made) {
  base::Json json = call_json(call, visit.now);
  if (!made.empty()) {
    base::Json list = base::Json::list();
    for (const inbox::NewInvitation& one : made) {
      base::Json invitation = base::Json::object();
      invitation.set("name", one.name).set("code", one.secret);
      list.add(std::move(invitation.set("link", fmt::format("/forms/{}#{}", call.kind, one.secret))));
    }
    json.set("invitations", std::move(list));
  } else if (call.invited) {
    const auto known = inbox::Calls(inbox_).invitations(call.id);
    if (!known) return problem_of(visit, known.error());
    base::Json list = base::Json::list();
    for (const inbox::Invitation& one : *known) {
      base::Json invitation = base::Json::object();
      list.add(std::move(invitation.set("name", one.name).set("used", one.used)));
    }
    json.set("invitations", std::move(list));
  }
  http::Response response = json_response(json.text());
  response.headers.push_back({"ETag", call_tag(call)});
  return response;
}

http::Response CallsApi::one(const ProgramCall& visit, const std::string& id) {
  const auto call = inbox::Calls(inbox_).get(id);
  return call ? answer(visit, *call) : problem_of(visit, call.error());
}

/// Lists the calls of a kind, or all.
http::Response CallsApi::list(const ProgramCall& visit) {
  const auto calls = inbox::Calls(inbox_).list(visit.asked("kind"));
  if (!calls) return problem_of(visit, calls.error());
  base::Json list = base::Json::list();
  for (const inbox::Call& call : *calls) list.add(call_json(call, visit.now));
  return json_response(base::Json::object().set("calls", std::move(list)).text());
}

/// Opens a call with its invitations, both or neither: after a failure a program sends the order again, which would
/// otherwise open a second call.
http::Response CallsApi::add(const ProgramCall& visit) {
  const auto command = visit.command();
  if (!command) return visit.no_command();
  const base::JsonView order = command->view();
  inbox::CallTerms terms;
  if (const std::string bad = bad_member(order, terms); !bad.empty()) return bad_call(visit, bad);
  const auto names = invited_names(order);
  if (!names) return bad_call(visit, "invitations");
  inbox::Calls calls(inbox_);
  const std::string kind = order.text_of("kind");
  inbox::Call call;
  // Filled within the transaction; only used if it was committed.
  std::vector<inbox::NewInvitation> made;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<inbox::Fault> {
    auto added = calls.add(kind, terms, !names->empty(), visit.now);
    if (!added) return added.error();
    call = *std::move(added);
    if (names->empty()) return std::nullopt;
    auto invited = calls.invite(call.id, *names, visit.now);
    if (!invited) return invited.error();
    made = *std::move(invited);
    return std::nullopt;
  });
  if (fault) return problem_of(visit, *fault);
  note_call(inbox_, visit, "call.open", "call:" + call.id);
  // A second request with the same key gets this answer again, with the codes, within a day.
  http::Response response = answer(visit, call, made);
  response.status = http::status::kCreated;
  response.headers.push_back({"Location", "/api/v1/calls/" + call.id});
  return response;
}

/// Changes the members that the body has; the others stay.
http::Response CallsApi::change(const ProgramCall& visit, const std::string& id) {
  const auto command = visit.command();
  if (!command) return visit.no_command();
  inbox::Calls calls(inbox_);
  const auto call = calls.get(id);
  if (!call) return problem_of(visit, call.error());
  if (auto refused = visit.refuse_unseen(call_tag(*call), texts::ServiceNoCallRevision)) return *std::move(refused);
  inbox::CallTerms terms = call->terms;
  if (const std::string bad = bad_member(command->view(), terms); !bad.empty()) return bad_call(visit, bad);
  const auto changed = calls.change(call->id, call->revision, terms);
  if (!changed) return problem_of(visit, changed.error());
  note_call(inbox_, visit, "call.change", "call:" + call->id);
  return answer(visit, *changed);
}

/// Closing twice has the effect of closing once, so a program that got no answer may repeat it.
http::Response CallsApi::close(const ProgramCall& visit, const std::string& id) {
  inbox::Calls calls(inbox_);
  const auto call = calls.get(id);
  if (!call) return problem_of(visit, call.error());
  // Already closed: the answer is that of the first time.
  if (call->closed != 0) return answer(visit, *call);
  const auto closed = calls.close(call->id, call->revision, visit.now);
  if (!closed) return problem_of(visit, closed.error());
  note_call(inbox_, visit, "call.close", "call:" + call->id);
  return answer(visit, *closed);
}

/// Makes more invitations. Their codes are in this answer only.
http::Response CallsApi::invite(const ProgramCall& visit, const std::string& id) {
  const auto command = visit.command();
  if (!command) return visit.no_command();
  const auto names = invited_names(command->view());
  if (!names || names->empty()) return bad_call(visit, "invitations");
  inbox::Calls calls(inbox_);
  const auto made = calls.invite(id, *names, visit.now);
  if (!made) return problem_of(visit, made.error());
  const auto call = calls.get(id);
  if (!call) return problem_of(visit, call.error());
  note_call(inbox_, visit, "call.invite", "call:" + call->id);
  return answer(visit, *call, *made);
}

}  // namespace gongwen::service
