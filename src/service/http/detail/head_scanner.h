// HeadScanner: finds the end of a request's head in the received bytes. Refuses bytes and line ends that other programs
// on the way may read differently (request smuggling, RFC 9112, 11.2).
#pragma once

#include "base/expected.h"
#include "service/http/detail/rejection.h"
#include "service/http/server.h"

#include <cstddef>
#include <string_view>

namespace gongwen::http {

/// One for each head. Used before RequestParser: it decides where the head ends, so that parser and connection agree on
/// where the body begins.
class HeadScanner {
 public:
  explicit HeadScanner(const ServerLimits& limits) : limits_(&limits) {}

  /// `input` begins with the head and only grows between calls. Returns the length of the head including its empty
  /// line; 0 while it is incomplete.
  base::Expected<std::size_t, Rejection> scan(std::string_view input);

  // Offsets into `input` of the last call: the caller must not cut it between calls.
 private:
  base::Expected<bool, Rejection> scan_line(std::string_view line);
  base::Expected<std::size_t, Rejection> wait_for_more(std::string_view input) const;

  const ServerLimits* limits_;
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace gongwen::http
