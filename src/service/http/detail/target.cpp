// The path is decoded exactly once, here; all later code compares decoded segments. Encodings that another program
// might decode once more, or not at all, are refused instead of interpreted.
#include "base/escapes.h"
#include "base/utf8.h"
#include "service/http/detail/request_parser.h"
#include "service/http/network.h"

#include <algorithm>
#include <vector>

namespace gongwen::http {
namespace {

bool is_unreserved_or_delimiter(char c) {
  return base::is_ascii_alnum(c) || std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
}

/// RFC 3986: pchar without `%`, and `/`. Queries also have `?`, and some characters that browsers send unencoded. A
/// path may contain `%`, which parse_target() allows in addition; decode_path() checks what follows it.
bool is_path_character(char c) { return is_unreserved_or_delimiter(c) || c == ':' || c == '@' || c == '/'; }
bool is_query_character(char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '<' && c != '>' && c != '"'; }

bool is_refused_in_segment(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f || c == '/' || c == '\\';
}

/// Returns a decoded segment; nullopt if it is malformed. An encoded slash would be part of a segment for a proxy and a
/// separator here.
std::optional<std::string> decode_segment(std::string_view encoded) {
  auto text = base::parse_percent_encoded(encoded);
  if (!text || std::any_of(text->begin(), text->end(), is_refused_in_segment)) return std::nullopt;
  if (base::find_invalid_utf8(*text)) return std::nullopt;
  return text;
}

/// Adds a segment; `..` removes the last one. Returns false above the root. `/a/../b` is `/b`; segments are decoded
/// before: `%2e%2e` counts as `..`, as RFC 3986, 6.2.2.2 demands of equal addresses.
bool add_segment(std::vector<std::string>& segments, std::string segment) {
  if (segment == ".") return true;
  if (segment == "..") {
    if (segments.empty()) return false;
    segments.pop_back();
    return true;
  }
  segments.push_back(std::move(segment));
  return true;
}

std::optional<std::string> decode_path(std::string_view encoded) {
  if (!encoded.starts_with('/')) return std::nullopt;
  std::vector<std::string> segments;
  // `/a/` and `/a/.` keep their slash; for routes `/a` and `/a/` are different.
  std::string_view rest = encoded.substr(1);
  bool ends_in_folder = true;
  while (!rest.empty()) {
    const auto slash = rest.find('/');
    auto segment = decode_segment(rest.substr(0, slash));
    // `//` is refused: some proxies merge the slashes, and rules for `/a/b` would not match `/a//b`.
    if (!segment || segment->empty()) return std::nullopt;
    ends_in_folder = slash != rest.npos || *segment == "." || *segment == "..";
    if (!add_segment(segments, *std::move(segment))) return std::nullopt;
    rest = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
  }
  std::string path;
  for (const std::string& segment : segments) path.append("/").append(segment);
  if (path.empty() || ends_in_folder) path += '/';
  return path;
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

/// Takes the origin, such as `http://example.org`, from the front of the absolute form; returns nullopt if it is
/// malformed. Both schemes are accepted: the request came over HTTP, whichever scheme addressed the proxy.
std::optional<std::string> take_origin(std::string_view& text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!base::equals_ignoring_ascii_case(text.substr(0, scheme.size()), scheme)) continue;
    text.remove_prefix(scheme.size());
    const std::string_view host = text.substr(0, text.find_first_of("/?"));
    if (!is_host(host)) return std::nullopt;
    text.remove_prefix(host.size());
    return base::ascii_lowercase(host);
  }
  return std::nullopt;
}

}  // namespace

// A registered name may have any unreserved characters; it is only compared and put into links, never looked up.
bool is_host(std::string_view text) {
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == text.npos || !parse_address(text.substr(1, bracket - 1))) return false;
    const std::string_view rest = text.substr(bracket + 1);
    return text.find(':') < bracket && (rest.empty() || (rest[0] == ':' && is_port(rest.substr(1))));
  }
  const std::string_view name = text.substr(0, text.find(':'));
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_unreserved_or_delimiter)) return false;
  return name.size() == text.size() || is_port(text.substr(name.size() + 1));
}

std::optional<Target> parse_target(std::string_view text, bool may_be_asterisk) {
  Target target;
  if (text == "*" && may_be_asterisk) {
    target.path = "*";
    return target;
  }
  if (!text.starts_with('/')) {
    auto host = take_origin(text);
    if (!host) return std::nullopt;
    target.host = *std::move(host);
  }
  const auto mark = text.find('?');
  const std::string_view path = text.substr(0, mark);
  const std::string_view query = mark == text.npos ? std::string_view() : text.substr(mark + 1);
  const auto may_be_in_path = [](char c) {
    return is_path_character(c) || c == '%';
  };
  if (!std::all_of(path.begin(), path.end(), may_be_in_path)) return std::nullopt;
  if (!std::all_of(query.begin(), query.end(), is_query_character)) return std::nullopt;
  // `http://example.org` addresses the root.
  auto decoded = decode_path(path.empty() ? "/" : path);
  if (!decoded) return std::nullopt;
  target.path = *std::move(decoded);
  target.query = query;
  return target;
}

}  // namespace gongwen::http
