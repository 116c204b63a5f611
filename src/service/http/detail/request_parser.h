// RequestParser: turns the bytes of a request into its head and body. It is the only user of Boost.Beast and adds to
// Beast's checks: it refuses what Beast accepts but other programs read differently.
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

/// The resource that a request addresses (RFC 9112, 3.2), decoded once.
struct Target {
  std::string path;   // decoded, without dot segments; `*` for OPTIONS
  std::string query;  // as sent, without `?`
  std::string host;   // host of an absolute target; otherwise empty
};

/// Parses a target strictly: only characters of RFC 3986, no empty segments except the last, none above the root, no
/// encoded `/`, `\` or control characters, UTF-8 when decoded. Returns nullopt otherwise.
std::optional<Target> parse_target(std::string_view text, bool may_be_asterisk);

/// Returns whether a text is a host with optional port: `example.org`, `example.org:8080`, `[::1]:8080`.
bool is_host(std::string_view text);

/// The result of parse_head(). `has_body` without `length` means chunks.
struct ParsedHead {
  RequestHead head;
  bool is_http_1_1 = true;
  bool keeps_connection = true;
  bool expects_continue = false;
  bool has_body = false;
  std::optional<std::uint64_t> length;  // of the body; nullopt if it comes in chunks
};

/// One for each request: parse_head() once, then parse_body() until done(). After an error it must not be used again.
class RequestParser {
 public:
  explicit RequestParser(const ServerLimits& limits);
  ~RequestParser();

  /// Parses a complete head, as HeadScanner has found it. Fails with BadRequest, UnknownVersion, UnsupportedCoding,
  /// Expectation, TargetTooLong or UnknownMethod.
  base::Expected<ParsedHead, Rejection> parse_head(std::string_view bytes);

  /// Takes bytes of the body. Returns the number of bytes used; the rest must be given again, with more.
  base::Expected<std::size_t, Rejection> parse_body(std::string_view bytes, BodyStore& store);
  bool done() const;

 private:
  class Beast;
  const ServerLimits* limits_;
  std::unique_ptr<Beast> beast_;
};

}  // namespace gongwen::http
