// RequestParser: the bytes of one request → its head and body. The only user of Boost.Beast, whose strictness about
// characters and chunks it adds to: what Beast takes and others read differently is refused here.
#pragma once

#include "base/expected.h"
#include "http/detail/body_store.h"
#include "http/detail/rejection.h"
#include "http/message.h"
#include "http/server.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace gongwen::http {

struct ParsedHead {
  RequestHead head;
  bool is_http_1_1 = true;
  bool keeps_connection = true;
  bool expects_continue = false;
  bool has_body = false;
  std::optional<std::uint64_t> length;  // of the body; nothing when it comes in chunks
};

class RequestParser {
 public:
  explicit RequestParser(const ServerLimits& limits);
  ~RequestParser();

  /// `bytes`: a whole head, as HeadScanner finds it.
  base::Expected<ParsedHead, Rejection> parse_head(std::string_view bytes);

  /// Takes of the body what is there. Returns: how many bytes of `bytes` were used. The rest comes again, with more.
  base::Expected<std::size_t, Rejection> parse_body(std::string_view bytes, BodyStore& store);
  bool done() const;

 private:
  class Beast;
  const ServerLimits* limits_;
  std::unique_ptr<Beast> beast_;
};

}  // namespace gongwen::http
