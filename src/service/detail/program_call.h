// ProgramCall: an admitted request of a program while it is being answered, and what all answers to programs have in
// common.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "service/detail/routes.h"
#include "service/http/form.h"
#include "service/http/server.h"
#include "service/inbox/inbox.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Copied into callbacks: the exchange is shared, the route a constant. Made by Front::call_of() and read_call().
struct ProgramCall {
  ExchangePtr exchange;
  const Route& route;
  diagnostics::Language language = diagnostics::Language::Chinese;
  inbox::Seconds now = 0;
  std::vector<http::FormField> query = {};
  std::string body = {};       // of a command, or the bytes of the only file
  std::string file = {};       // name of that file
  std::string body_hash = {};  // empty without an Idempotency-Key

  const http::Request& request() const { return exchange->request(); }
  /// Returns a parameter of the query; empty if it is not given. read_request() has refused parameters that the route
  /// does not have.
  std::string asked(std::string_view name) const;
  /// Returns the JSON object of a command; nullopt if the body is not one.
  std::optional<base::Json> command() const;

  /// Returns 422 if the command has a member that its schema does not know, or one of another type.
  std::optional<http::Response> refuse_wrong_member() const;
  /// Returns 428 without If-Match, or with `*`, since a decision needs the revision that was seen; 412 if `tag` is not
  /// among its ETags (RFC 9110, 13.1.1). `missing` says what is to be sent.
  std::optional<http::Response> refuse_unseen(std::string_view tag, const diagnostics::BilingualText& missing) const;

  struct Filtered {
    std::string assignee, kind;
  };
  /// Returns what a request for submissions or calls filters by; members are empty if it does not filter by them.
  Filtered filtered() const;

  /// Answers with the headers that all answers to programs have.
  void send(http::Response response) const;
  http::Response problem(unsigned status, std::string_view id, std::string title) const;
  http::Response problem(unsigned status, std::string_view id, const diagnostics::BilingualText& title) const;
  /// Returns the answer to a fault of the database. A conflict is 412, since it is about the revision in If-Match (RFC
  /// 9110, 13.1.1).
  http::Response problem(const inbox::Fault& fault) const;
  /// Returns 422 for a body that is not a command.
  http::Response no_command() const;
};

/// Adds the headers of all answers to programs.
void protect(http::Response& response);

/// Returns an answer of 200 with JSON.
http::Response json_response(std::string body);

/// Adds a line to the audit, in the name of the program. Ignores a failure to do so: the change itself is already made.
void note_call(inbox::Inbox& inbox, const ProgramCall& call, std::string_view action, std::string object,
               std::string_view result = "ok");

}  // namespace gongwen::service
