#include "schema/detail/uri.h"

#include "base/ascii.h"
#include "schema/detail/formats.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

// RFC 3986 section 3.1
bool is_scheme(std::string_view text) {
  return !text.empty() && base::is_ascii_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_ascii_alnum(c) || c == '+' || c == '-' || c == '.';
  });
}

/// RFC 3986 section 5.2.4: the path as a row of segments, each with the slash before it.
std::string remove_dot_segments(std::string_view path) {
  while (path.starts_with("../") || path.starts_with("./")) path.remove_prefix(path.find('/') + 1);
  if (path == "." || path == "..") return {};
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    if (segment == "/..") {
      const std::size_t parent = out.rfind('/');
      out.resize(parent == std::string::npos ? 0 : parent);
    }
    if (segment != "/." && segment != "/..") {
      out += segment;
    } else if (path.empty()) {
      out += '/';
    }
  }
  return out;
}

/// RFC 3986 section 5.2.3
std::string merge_paths(const UriParts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return std::string("/").append(path);
  const std::size_t slash = base.path.rfind('/');
  const std::size_t kept = slash == std::string_view::npos ? 0 : slash + 1;
  return std::string(base.path.substr(0, kept)) + std::string(path);
}

struct TargetUri {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

/// RFC 3986 section 5.3
std::string compose(const TargetUri& target) {
  std::string out;
  if (target.scheme) out.append(*target.scheme).append(":");
  if (target.authority) out.append("//").append(*target.authority);
  out += target.path;
  if (target.query) out.append("?").append(*target.query);
  if (target.fragment) out.append("#").append(*target.fragment);
  return out;
}

bool is_unreserved(char c) { return base::is_ascii_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }
bool is_sub_delimiter(char c) { return std::string_view("!$&'()*+,;=").find(c) != std::string_view::npos; }

/// Only unreserved characters, delimiters, complete escapes, and `more`.
bool has_only(std::string_view text, std::string_view more) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      const bool escape =
          i + 2 < text.size() && base::is_ascii_hex_digit(text[i + 1]) && base::is_ascii_hex_digit(text[i + 2]);
      if (!escape) return false;
      i += 2;
    } else if (!is_unreserved(c) && !is_sub_delimiter(c) && more.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

/// RFC 3986 section 3.2: user information, host (a name or an address in brackets), port.
bool is_authority(std::string_view text) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!has_only(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  std::string_view host = text;
  std::string_view port;
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (!std::all_of(port.begin(), port.end(), base::is_ascii_digit)) return false;
  if (!host.starts_with('[')) return has_only(host, "");
  return host.ends_with(']') && (is_ipv6(host.substr(1, host.size() - 2)) || host.starts_with("[v"));
}

}  // namespace

UriParts split_uri(std::string_view text) {
  UriParts parts;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    parts.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    parts.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && is_scheme(text.substr(0, colon))) {
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    parts.authority = text.substr(2, end - 2);
    text.remove_prefix(end);
  }
  parts.path = text;
  return parts;
}

std::string resolve_uri(std::string_view base, std::string_view reference) {
  const UriParts from = split_uri(base);
  const UriParts to = split_uri(reference);
  if (to.scheme) return compose({to.scheme, to.authority, remove_dot_segments(to.path), to.query, to.fragment});
  if (to.authority) return compose({from.scheme, to.authority, remove_dot_segments(to.path), to.query, to.fragment});
  if (to.path.empty()) {
    return compose(
        {from.scheme, from.authority, std::string(from.path), to.query ? to.query : from.query, to.fragment});
  }
  const std::string path = to.path.starts_with('/') ? std::string(to.path) : merge_paths(from, to.path);
  return compose({from.scheme, from.authority, remove_dot_segments(path), to.query, to.fragment});
}

UriAndFragment split_fragment(std::string_view text) {
  const std::size_t hash = text.find('#');
  if (hash == std::string_view::npos) return {text, {}};
  return {text.substr(0, hash), text.substr(hash + 1)};
}

bool is_uri_reference(std::string_view text) {
  const UriParts parts = split_uri(text);
  if (parts.authority && !is_authority(*parts.authority)) return false;
  if (!has_only(parts.path, ":@/")) return false;
  // RFC 3986 section 4.2: the first segment of a relative path has no colon.
  const std::string_view first = parts.path.substr(0, parts.path.find('/'));
  if (!parts.scheme && !parts.authority && first.find(':') != std::string_view::npos) return false;
  return has_only(parts.query.value_or(""), ":@/?") && has_only(parts.fragment.value_or(""), ":@/?");
}

bool is_uri(std::string_view text) { return split_uri(text).scheme && is_uri_reference(text); }

}  // namespace gongwen::schema
