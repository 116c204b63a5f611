#include "service/detail/program_call.h"

#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/answers.h"
#include "service/detail/repeated.h"
#include "service/inbox/audit.h"

#include <utility>

namespace gongwen::service {

namespace texts = diagnostics::texts;

std::string ProgramCall::asked(std::string_view name) const {
  const std::string* const given = http::find_field(query, name);
  return given == nullptr ? std::string() : *given;
}

std::optional<base::Json> ProgramCall::command() const {
  // An empty body is no object, so it is refused like any other text.
  auto json = base::parse_json(body);
  return json && json->view().is_object() ? std::move(json) : std::nullopt;
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
    return problem(http::status::kPreconditionFailed, "changed", texts::ServiceConflict);
  }
  if (fault.kind == Kind::WrongState) return problem(http::status::kConflict, "wrong-state", texts::ServiceWrongState);
  if (fault.kind == Kind::Gone) return problem(http::status::kGone, "gone", texts::ServiceNoDraft);
  if (fault.kind == Kind::NoRoom) return problem(http::status::kNoRoom, "no-room", texts::ServiceNoRoom);
  // Everything else is about the database: the program may try again.
  return problem(http::status::kUnavailable, "no-database", texts::ServiceNoDatabaseNow);
}

http::Response ProgramCall::no_command() const {
  return problem(http::status::kUnprocessable, "invalid-data", texts::ServiceInvalidData);
}

/// Nothing in an answer may be run, framed, sniffed for another type or cached. Data of people are served from the same
/// origin as pages, so a document that a browser is led to must be inert (`sandbox`).
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
      // The key is named, not the person behind it.
      inbox::Audit(inbox).add({0, call.now, program_of(inbox, call.request(), call.now), call.request().peer,
                               std::string(action), std::move(object), std::string(result)}));
}

}  // namespace gongwen::service
