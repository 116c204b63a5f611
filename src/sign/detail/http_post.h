// One request over HTTP, by libcurl, which is loaded when it is needed.
#pragma once

#include "sign/timestamp.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sign {

struct HttpAnswer {
  long status = 0;
  std::string body;
  bool is_too_long = false;
  bool is_out_of_time = false;
  std::string reason;  // where there is no answer, in the words of the library
};

/// Posts a time stamp request. No redirect is followed.
HttpAnswer post_request(const TimestampOptions& options, std::string_view body);

}  // namespace gongwen::sign
