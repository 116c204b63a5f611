#include "http/cookies.h"

#include "base/ascii.h"
#include "base/assert.h"
#include "base/format.h"
#include "http/fields.h"

#include <algorithm>

namespace gongwen::http {
namespace {

/// RFC 6265: cookie-octet. A space and a comma are not, though other programs send them.
bool is_cookie_character(char c) { return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\'; }

bool is_cookie_value(std::string_view text) { return std::all_of(text.begin(), text.end(), is_cookie_character); }

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

void add_cookies(std::string_view list, std::vector<std::pair<std::string, std::string>>& cookies) {
  while (!list.empty()) {
    const auto semicolon = list.find(';');
    const std::string_view pair = base::trim_ascii_space(list.substr(0, semicolon));
    list = semicolon == list.npos ? std::string_view() : list.substr(semicolon + 1);
    const auto equals = pair.find('=');
    if (equals == pair.npos) continue;
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = without_quotes(pair.substr(equals + 1));
    if (is_token(name) && is_cookie_value(value)) cookies.emplace_back(name, value);
  }
}

std::string attributes(const Cookie& cookie) {
  std::string text = "; Path=/; HttpOnly";
  if (!cookie.insecure) text += "; Secure";
  text += cookie.same_site == SameSite::Strict ? "; SameSite=Strict" : "; SameSite=Lax";
  if (cookie.max_age) text += fmt::format("; Max-Age={}", cookie.max_age->count());
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_cookies(const RequestHead& head) {
  std::vector<std::pair<std::string, std::string>> cookies;
  for (const Header& header : head.headers) {
    if (header.name == "cookie") add_cookies(header.value, cookies);
  }
  return cookies;
}

std::optional<std::string> find_cookie(const RequestHead& head, std::string_view name) {
  std::optional<std::string> found;
  for (auto& [each, value] : parse_cookies(head)) {
    if (each != name) continue;
    if (found) return std::nullopt;
    found = std::move(value);
  }
  return found;
}

std::string host_cookie_name(std::string_view name) { return fmt::format("__Host-{}", name); }

Header set_cookie(const Cookie& cookie) {
  GONGWEN_ASSERT(is_token(cookie.name) && is_cookie_value(cookie.value));
  const std::string name = cookie.insecure ? cookie.name : host_cookie_name(cookie.name);
  return {"Set-Cookie", fmt::format("{}={}{}", name, cookie.value, attributes(cookie))};
}

}  // namespace gongwen::http
