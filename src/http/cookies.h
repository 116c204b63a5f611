// Cookies (RFC 6265): those of a request, and the header that sets one.
#pragma once

#include "http/message.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::http {

/// Name and value of each, in order. Ill-formed ones are left out: other programs of the site set theirs as they like.
std::vector<std::pair<std::string, std::string>> parse_cookies(const RequestHead& head);

/// The value of a cookie of ours; nothing when it is missing, or there twice, which may be somebody else's doing.
std::optional<std::string> find_cookie(const RequestHead& head, std::string_view name);

enum class SameSite : std::uint8_t { Lax, Strict };

/// HttpOnly and Secure, for the path `/` and this host alone, which `__Host-` before the name makes sure of.
struct Cookie {
  std::string name;   // without `__Host-`; letters, digits, `-`, `_`
  std::string value;  // visible ASCII without `"`, `,`, `;`, `\`
  SameSite same_site = SameSite::Lax;
  /// How long the browser keeps it; until it is closed without.
  std::optional<std::chrono::seconds> max_age;
  /// Without Secure and `__Host-`, for a service on a plain connection, whose cookies browsers would not keep
  /// otherwise.
  bool insecure = false;
};

Header set_cookie(const Cookie& cookie);
/// `__Host-s` for `s`: the name to look for.
std::string host_cookie_name(std::string_view name);

}  // namespace gongwen::http
