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
#include <string>
#include <string_view>

namespace gongwen::http {

/// What a request addresses (RFC 9112 section 3.2), decoded once.
struct Target {
  std::string path;   // decoded, without dot segments; `*` of OPTIONS
  std::string query;  // as sent, without `?`
  std::string host;   // of the absolute form; otherwise empty
};

/// Strictly: only characters that addresses have (RFC 3986), no empty segments but the last, no segments above the
/// root, no encoded `/`, `\` or control characters, valid UTF-8 when decoded. Nothing for what is not so.
std::optional<Target> parse_target(std::string_view text, bool may_be_asterisk);

/// `example.org`, `example.org:8080`, `[::1]:8080`; not empty.
bool is_host(std::string_view text);

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
