// Rejection: why a request is refused by the transport, and what is answered.
#pragma once

#include "base/expected.h"
#include "http/message.h"
#include "http/server.h"

#include <string>
#include <utility>

namespace gongwen::http {

struct Rejection {
  Refusal refusal = Refusal::BadRequest;
  std::string detail;  // for whoever writes the client
};

/// For functions whose value is what was read, if it is well-formed.
inline base::Failure<Rejection> refused(Refusal refusal, std::string detail = {}) {
  return {{refusal, std::move(detail)}};
}
/// The same for whatever is not HTTP/1.1.
inline base::Failure<Rejection> bad_request(std::string detail) {
  return refused(Refusal::BadRequest, std::move(detail));
}

/// problem+json; it ends the connection.
Response response_of(const Rejection& rejection);

}  // namespace gongwen::http
