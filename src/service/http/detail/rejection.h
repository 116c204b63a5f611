// Rejection: the reason why the server itself refuses a request, and the response.
#pragma once

#include "base/expected.h"
#include "service/http/message.h"
#include "service/http/server.h"

#include <string>
#include <utility>

namespace gongwen::http {

/// Returned by scanner, parser and store up to Connection::refuse(), the only function that sends it.
struct Rejection {
  Refusal refusal = Refusal::BadRequest;
  std::string detail;  // for the developer of the client
};

/// For functions that return what they have read if it is well-formed.
inline base::Failure<Rejection> refused(Refusal refusal, std::string detail = {}) {
  return {{refusal, std::move(detail)}};
}
/// For everything that is not HTTP/1.1.
inline base::Failure<Rejection> bad_request(std::string detail) {
  return refused(Refusal::BadRequest, std::move(detail));
}

/// Returns the response, as problem+json; it closes the connection.
Response response_of(const Rejection& rejection);

}  // namespace gongwen::http
