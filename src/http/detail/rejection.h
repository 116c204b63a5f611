// Rejection: why a request is refused by the transport, and what is answered.
#pragma once

#include "http/message.h"
#include "http/server.h"

#include <string>

namespace gongwen::http {

struct Rejection {
  Refusal refusal = Refusal::BadRequest;
  std::string detail;  // for whoever writes the client
};

/// problem+json; it ends the connection.
Response response_of(const Rejection& rejection);

}  // namespace gongwen::http
