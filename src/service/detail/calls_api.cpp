#include "service/detail/calls_api.h"

#include "base/date.h"
#include "base/format.h"
#include "diagnostics/catalogue/texts/service.h"
#include "http/form.h"
#include "service/detail/pages.h"
#include "service/detail/repeated.h"
#include "service/inbox/audit.h"

#include <optional>
#include <utility>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr unsigned kCreated = 201;
constexpr unsigned kPreconditionFailed = 412;
constexpr unsigned kPreconditionRequired = 428;
constexpr std::size_t kMaxTextBytes = 4'000;
constexpr std::size_t kMaxNameBytes = 400;
constexpr std::uint64_t kMaxSubmissions = 1'000'000;

std::string call_tag(const inbox::Call& call) { return fmt::format("\"{}\"", call.revision); }

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
    if (!list->at(i).is_text() || list->at(i).text().size() > kMaxNameBytes) return std::nullopt;
    names.emplace_back(list->at(i).text());
  }
  return names;
}

std::string bad_member(const base::JsonView& order, inbox::CallTerms& terms) {
  for (const auto& [name, time, more] : {std::tuple{"from", &terms.opens, inbox::Seconds{0}},
                                         std::tuple{"until", &terms.closes, base::kSecondsPerDay}}) {
    if (!order.find(name)) continue;
    const auto day = typed_date(order.text_of(name));
    if (!day) return name;
    *time = *day + more;
  }
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

/// One request.
struct CallsApi::Visit {
  const RouteMatch& match;
  const http::Request& request;
  Language language;
  inbox::Seconds now;

  http::Response problem(unsigned status, std::string_view id, std::string title) const {
    return problem_response({status, id, std::move(title)}, language);
  }
  http::Response bad(std::string_view member) const {
    return problem(kFormInvalid, "bad-call", texts::ServiceBadCall.in(language, member));
  }
};

std::string CallsApi::kind_of(const Route& route, std::string_view body) {
  if (route.id != "openCall") return {};
  const auto order = base::parse_json(body);
  return order && order->view().is_object() ? order->view().text_of("kind") : std::string();
}

http::Response CallsApi::answer(const RouteMatch& match, const http::Request& request, std::string_view body,
                                Language language) {
  const Visit visit{match, request, language, clock_()};
  const std::string_view id = match.route->id;
  if (id == "listCalls") return list(visit);
  if (id == "closeCall") return close(visit);
  if (id == "getCall") {
    const auto call = inbox::Calls(inbox_).get(match.value("id"));
    return call ? one(visit, *call, {}) : problem_of(visit, call.error());
  }
  const auto order = base::parse_json(body);
  if (!order || !order->view().is_object()) {
    return visit.problem(kFormInvalid, "invalid-data", std::string(texts::ServiceInvalidData.in(language)));
  }
  if (id == "openCall") return add(visit, order->view());
  return id == "changeCall" ? change(visit, order->view()) : invite(visit, order->view());
}

http::Response CallsApi::problem_of(const Visit& visit, const inbox::Fault& fault) const {
  using Kind = inbox::Fault::Kind;
  const auto say = [&](unsigned status, std::string_view id, const diagnostics::BilingualText& words) {
    return visit.problem(status, id, std::string(words.in(visit.language)));
  };
  if (fault.kind == Kind::NotFound) return say(kFormNotFound, "not-found", texts::ServiceNotFound);
  if (fault.kind == Kind::Conflict) return say(kPreconditionFailed, "changed", texts::ServiceConflict);
  if (fault.kind == Kind::WrongState) return say(kFormConflict, "wrong-state", texts::ServiceCallOver);
  return say(kFormBusy, "no-database", texts::ServiceNoDatabaseNow);
}

void CallsApi::note(const Visit& visit, std::string_view action, const std::string& id) {
  const std::string who = program_of(inbox_, visit.request, visit.now);
  static_cast<void>(
      inbox::Audit(inbox_).add({0, visit.now, who, visit.request.peer, std::string(action), "call:" + id, "ok"}));
}

/// `made`: invitations that were made just now, whose codes are given out once.
http::Response CallsApi::one(const Visit& visit, const inbox::Call& call,
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
  http::Response response;
  response.headers = {{"Content-Type", "application/json"}, {"ETag", call_tag(call)}};
  response.body = json.text();
  return response;
}

http::Response CallsApi::list(const Visit& visit) {
  const auto fields = http::parse_form(visit.request.query);
  const std::string* const kind = fields ? http::find_field(*fields, "kind") : nullptr;
  const auto calls = inbox::Calls(inbox_).list(kind == nullptr ? std::string() : *kind);
  if (!calls) return problem_of(visit, calls.error());
  base::Json list = base::Json::list();
  for (const inbox::Call& call : *calls) list.add(call_json(call, visit.now));
  http::Response response;
  response.headers = {{"Content-Type", "application/json"}};
  response.body = base::Json::object().set("calls", std::move(list)).text();
  return response;
}

http::Response CallsApi::add(const Visit& visit, const base::JsonView& order) {
  inbox::CallTerms terms;
  if (const std::string bad = bad_member(order, terms); !bad.empty()) return visit.bad(bad);
  const auto names = invited_names(order);
  if (!names) return visit.bad("invitations");
  inbox::Calls calls(inbox_);
  const std::string kind = order.text_of("kind");
  const auto call = calls.add(kind, terms, !names->empty(), visit.now);
  if (!call) return problem_of(visit, call.error());
  std::vector<inbox::NewInvitation> made;
  if (!names->empty()) {
    auto invited = calls.invite(call->id, *names, visit.now);
    if (!invited) return problem_of(visit, invited.error());
    made = *std::move(invited);
  }
  note(visit, "call.open", call->id);
  http::Response response = one(visit, *call, made);
  response.status = kCreated;
  response.headers.push_back({"Location", "/api/v1/calls/" + call->id});
  return response;
}

http::Response CallsApi::change(const Visit& visit, const base::JsonView& order) {
  inbox::Calls calls(inbox_);
  const auto call = calls.get(visit.match.value("id"));
  if (!call) return problem_of(visit, call.error());
  const std::string* const seen = visit.request.header("if-match");
  if (seen == nullptr) {
    return visit.problem(kPreconditionRequired, "no-revision",
                         std::string(texts::ServiceNoRevision.in(visit.language)));
  }
  if (*seen != call_tag(*call)) return problem_of(visit, {inbox::Fault::Kind::Conflict});
  inbox::CallTerms terms = call->terms;
  if (const std::string bad = bad_member(order, terms); !bad.empty()) return visit.bad(bad);
  const auto changed = calls.change(call->id, call->revision, terms);
  if (!changed) return problem_of(visit, changed.error());
  note(visit, "call.change", call->id);
  return one(visit, *changed, {});
}

/// Twice is once: whoever got no answer sends it again.
http::Response CallsApi::close(const Visit& visit) {
  inbox::Calls calls(inbox_);
  const auto call = calls.get(visit.match.value("id"));
  if (!call) return problem_of(visit, call.error());
  if (call->closed != 0) return one(visit, *call, {});
  const auto closed = calls.close(call->id, call->revision, visit.now);
  if (!closed) return problem_of(visit, closed.error());
  note(visit, "call.close", call->id);
  return one(visit, *closed, {});
}

http::Response CallsApi::invite(const Visit& visit, const base::JsonView& order) {
  const auto names = invited_names(order);
  if (!names || names->empty()) return visit.bad("invitations");
  inbox::Calls calls(inbox_);
  const auto made = calls.invite(visit.match.value("id"), *names, visit.now);
  if (!made) return problem_of(visit, made.error());
  const auto call = calls.get(visit.match.value("id"));
  if (!call) return problem_of(visit, call.error());
  note(visit, "call.invite", call->id);
  return one(visit, *call, *made);
}

}  // namespace gongwen::service
