// RequestParser: turns the bytes of a request into its head and body. The only user of Boost.Beast, to whose checks it
// adds: what Beast accepts and other programs read differently is refused here.
#pragma once

#include "base/expected.h"
#include "service/http/detail/body_store.h"
#include "service/http/detail/rejection.h"
#include "service/http/message.h"
#include "service/http/server.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

/// What a request addresses (RFC 9112, 3.2), decoded once.
struct Target {
  std::string path;   // decoded, without dot segments; `*` of OPTIONS
  std::string query;  // as sent, without `?`
  std::string host;   // of the absolute form; otherwise empty
};

/// Parses a target strictly: only characters of RFC 3986, no empty segments except the last, none above the root, no
/// encoded `/`, `\` or control characters, UTF-8 when decoded. Returns nullopt otherwise.
std::optional<Target> parse_target(std::string_view text, bool may_be_asterisk);

/// Whether a text is a host with optional port: `example.org`, `example.org:8080`, `[::1]:8080`.
bool is_host(std::string_view text);

/// What parse_head() knows. `has_body` without `length` means chunks.
struct ParsedHead {
  RequestHead head;
  bool is_http_1_1 = true;
  bool keeps_connection = true;
  bool expects_continue = false;
  bool has_body = false;
  std::optional<std::uint64_t> length;  // of the body; nothing when it comes in chunks
};

/// One per request: parse_head() once, then parse_body() until done(). After an error it must not be used again.
class RequestParser {
 public:
  explicit RequestParser(const ServerLimits& limits);
  ~RequestParser();

  /// Parses a whole head, as HeadScanner has found it.
  /// BadRequest, UnknownVersion, UnsupportedCoding, Expectation, TargetTooLong or UnknownMethod otherwise.
  base::Expected<ParsedHead, Rejection> parse_head(std::string_view bytes);

  /// Takes what is there of the body. Returns the number of bytes used; the rest must be given again, with more.
  base::Expected<std::size_t, Rejection> parse_body(std::string_view bytes, BodyStore& store);
  bool done() const;

 private:
  class Beast;
  const ServerLimits* limits_;
  std::unique_ptr<Beast> beast_;
};

}  // namespace gongwen::http
