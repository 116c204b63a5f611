// The target of a request (RFC 9112 section 3.2): what it addresses, decoded once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

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

}  // namespace gongwen::http
