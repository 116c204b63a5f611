#include "service/detail/program_call.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/answers.h"
#include "service/detail/command_check.h"
#include "service/detail/repeated.h"
#include "service/http/conditional.h"
#include "service/inbox/audit.h"

#include <utility>

namespace gongwen::service {

namespace texts = diagnostics::texts;

std::string ProgramCall::asked(std::string_view name) const {
  const std::string* const given = http::find_field(query, name);
  return given == nullptr ? std::string() : *given;
}

std::optional<base::Json> ProgramCall::command() const {
  // An empty body is not an object, so it is refused like any other text.
  auto json = base::parse_json(body);
  return json && json->view().is_object() ? std::move(json) : std::nullopt;
}

ProgramCall::Filtered ProgramCall::filtered() const {
  if (route.needs != Needs::Inbox) return {};
  if (route.method == "GET") return {asked("assignee"), asked("kind")};
  const auto json = route.order == "BulkCommand" ? command() : std::nullopt;
  const auto filter = json ? json->view().find("filter") : std::nullopt;
  return filter ? Filtered{filter->text_of("assignee"), filter->text_of("kind")} : Filtered();
}

std::optional<http::Response> ProgramCall::refuse_wrong_member() const {
  const auto json = route.order.empty() ? std::nullopt : command();
  const auto wrong = json ? find_wrong_member(json->view(), route.order) : std::nullopt;
  if (!wrong) return std::nullopt;
  // Commands about calls have a type of their own.
  const bool is_call = route.path.starts_with("/api/v1/calls");
  const bool is_unknown = wrong->type.empty();
  Problem problem{http::status::kUnprocessable, is_call ? "bad-call" : "bad-command",
                  is_unknown ? texts::ServiceUnknownMember.in(language, wrong->name)
                  : is_call  ? texts::ServiceBadCall.in(language, wrong->name)
                             : texts::ServiceBadBulk.in(language, wrong->name)};
  problem.detail = is_unknown ? texts::ServiceSupported.in(language, fmt::format("{}", fmt::join(wrong->known, ", ")))
                              : texts::ServiceMemberType.in(language, wrong->type);
  return problem_response(problem, language);
}

std::optional<http::Response> ProgramCall::refuse_unseen(std::string_view tag,
                                                         const diagnostics::BilingualText& missing) const {
  const auto seen = http::whole_list(request(), "if-match");
  // 428: without a revision, it is unknown what the change is based on (RFC 6585, 3).
  if (!seen) return problem(http::status::kPreconditionRequired, "no-revision", missing);
  if (base::trim_ascii_space(*seen) == "*") {
    return problem(http::status::kPreconditionRequired, "no-revision", texts::ServiceAnyRevision);
  }
  if (http::has_etag(*seen, tag, false)) return std::nullopt;
  return problem({inbox::Fault::Kind::Conflict});
}

void ProgramCall::send(http::Response response) const {
  protect(response);
  exchange->respond(std::move(response));
}

http::Response ProgramCall::problem(unsigned status, std::string_view id, std::string title) const {
  return problem_response({status, id, std::move(title)}, language);
}

http::Response ProgramCall::problem(unsigned status, std::string_view id,
                                    const diagnostics::BilingualText& title) const {
  return problem(status, id, std::string(title.in(language)));
}

http::Response ProgramCall::problem(const inbox::Fault& fault) const {
  using Kind = inbox::Fault::Kind;
  if (fault.kind == Kind::NotFound) return problem(http::status::kNotFound, "not-found", texts::ServiceNotFound);
  if (fault.kind == Kind::Conflict) {
    return problem(http::status::kPreconditionFailed, "changed", texts::ServiceChangedSince);
  }
  if (fault.kind == Kind::WrongState) return problem(http::status::kConflict, "wrong-state", texts::ServiceWrongState);
  if (fault.kind == Kind::Gone) return problem(http::status::kGone, "gone", texts::ServiceNoDraft);
  if (fault.kind == Kind::NoRoom) return problem(http::status::kNoRoom, "no-room", texts::ServiceNoRoom);
  // All other faults are about the database: the program may try again.
  return problem(http::status::kUnavailable, "no-database", texts::ServiceNoDatabaseNow);
}

http::Response ProgramCall::no_command() const {
  return problem(http::status::kUnprocessable, "invalid-data", texts::ServiceInvalidData);
}

/// No content of an answer may be run, framed, sniffed for another type or cached. Personal data is served from the
/// same origin as pages, so a document to which a browser is led must be inert (`sandbox`).
void protect(http::Response& response) {
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  response.headers.push_back({"Referrer-Policy", "no-referrer"});
  response.headers.push_back({"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"});
  response.headers.push_back({"Cache-Control", "no-store"});
}

http::Response json_response(std::string body) {
  http::Response response;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = std::move(body);
  return response;
}

void note_call(inbox::Inbox& inbox, const ProgramCall& call, std::string_view action, std::string object,
               std::string_view result) {
  static_cast<void>(
      // The audit names the key, not the person behind it.
      inbox::Audit(inbox).add({0, call.now, program_of(inbox, call.request(), call.now), call.request().peer,
                               std::string(action), std::move(object), std::string(result)}));
}

}  // namespace gongwen::service
