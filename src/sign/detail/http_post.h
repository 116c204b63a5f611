// One request over HTTP, by libcurl, which is loaded when it is needed. Only time stamps are asked for in this way, and
// only of the address that the caller was given.
//   const HttpAnswer answer = post_request(options, request);
//   if (!answer.reason.empty()) report(answer.reason);
#pragma once

#include "sign/timestamp.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sign {

/// What came back, or why nothing did.
struct HttpAnswer {
  long status = 0;              // of HTTP; 0: there is no answer
  std::string body;             // up to TimestampOptions::max_bytes
  bool is_too_long = false;     // there was more
  bool is_out_of_time = false;  // the time limit passed
  std::string reason;           // where there is no answer, in the words of the library
};

/// Posts a time stamp request to the address of the options; no redirect is followed, and only HTTP and HTTPS are
/// spoken. The proxy is that of the options or none; environment variables name none. `body` is the DER of the request.
/// Returns: within the time limit of the options; the library's own words where it fails are in English.
/// Never throws.
HttpAnswer post_request(const TimestampOptions& options, std::string_view body);

}  // namespace gongwen::sign
