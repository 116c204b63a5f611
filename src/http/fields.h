// Values of header fields: dates, names of files, languages, parameters.
#pragma once

#include "diagnostics/text.h"
#include "http/message.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::http {

// Cookies (RFC 6265): those of a request, and the header that sets one.

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

/// `Sun, 06 Nov 1994 08:49:37 GMT` of seconds since 1970.
std::string http_date(std::int64_t seconds);
/// That form alone: the two others have been out of use since 1997.
std::optional<std::int64_t> parse_http_date(std::string_view text);

/// `attachment; filename="…"; filename*=UTF-8''…` (RFC 6266). A name that is ASCII needs the first only.
std::string content_disposition(std::string_view kind, std::string_view file_name);

/// The language that the client prefers of the two (`Accept-Language`), `otherwise` when it names neither.
diagnostics::Language preferred_language(std::string_view accept_language, diagnostics::Language otherwise);

/// Whether `Accept` takes the type, as `application/json`; empty takes all.
bool accepts(std::string_view accept, std::string_view type);

/// `text/html` of `Text/HTML; charset=utf-8`.
std::string media_type(std::string_view content_type);
/// The value of a parameter of a field (`boundary` of a `Content-Type`), without quotes; nothing when it is missing
/// or duplicate, or the field is ill-formed. `name` in lowercase letters.
std::optional<std::string> field_parameter(std::string_view field, std::string_view name);
/// `zh%E5…` → UTF-8 of an extended parameter, `UTF-8''%e5%85%ac.pdf` (RFC 8187).
std::optional<std::string> parse_extended_value(std::string_view text);

/// Digits alone; nothing for what is more than `max`.
std::optional<std::uint64_t> parse_whole_number(std::string_view text,
                                                std::uint64_t max = std::numeric_limits<std::uint64_t>::max());
/// Takes the first element off a list with commas, which is not empty; without the blanks around it.
std::string_view take_element(std::string_view& list);

/// Characters of names of methods and headers (RFC 9110 section 5.6.2).
bool is_token(std::string_view text);

}  // namespace gongwen::http
