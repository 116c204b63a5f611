// Values of header fields: cookies, dates, file names, languages, parameters.
//
// All functions are pure; texts from clients may have any size that the limits of the head (ServerLimits::head_bytes)
// allow.
#pragma once

#include "diagnostics/text.h"
#include "service/http/message.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::http {

// Cookies (RFC 6265): reading those of a request, writing the header that sets one.

/// Returns names and values in order. Malformed ones are left out, since other programs on the same host may set
/// cookies of any form.
std::vector<std::pair<std::string, std::string>> parse_cookies(const RequestHead& head);

/// Returns the value of a cookie; nullopt if it is missing or was sent twice. A sibling domain (`other.example.cn`
/// beside `forms.example.cn`) can set a cookie for the common domain; the browser then sends two with the same name,
/// and there is no way to tell which of them is ours.
std::optional<std::string> find_cookie(const RequestHead& head, std::string_view name);

enum class SameSite : std::uint8_t { Lax, Strict };

/// A cookie with HttpOnly and Secure, for the path `/` and this host only; the prefix `__Host-` makes browsers enforce
/// that.
struct Cookie {
  std::string name;   // without `__Host-`; letters, digits, `-`, `_`
  std::string value;  // visible ASCII without `"`, `,`, `;`, `\`
  SameSite same_site = SameSite::Lax;
  /// How long the browser stores it; nullopt: until it is closed.
  std::optional<std::chrono::seconds> max_age;
  /// Without Secure and the prefix, for a service on plain HTTP, where browsers would otherwise not store the cookie.
  bool insecure = false;
};

Header set_cookie(const Cookie& cookie);
/// Returns the name under which the cookie is sent: `__Host-s` for `s`.
std::string host_cookie_name(std::string_view name);

/// Returns a date as `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110, 5.6.7).
std::string http_date(std::int64_t seconds);
/// Parses IMF-fixdate only; the two obsolete forms have been out of use since 1997.
std::optional<std::int64_t> parse_http_date(std::string_view text);

/// Returns `attachment; filename="…"; filename*=UTF-8''…` (RFC 6266); an ASCII name needs only the first parameter.
/// `kind` is `attachment`, which makes browsers store the file, or `inline`. Characters that are unsafe in the quoted
/// form become `_` there; the second parameter has the exact name: `filename="__.pdf";
/// filename*=UTF-8''%E8%A1%A8%E6%A0%BC.pdf`.
std::string content_disposition(std::string_view kind, std::string_view file_name);

/// Returns the language that a client prefers among the two (Accept-Language); `otherwise` if it names neither. `zh-TW`
/// and `zh-Hans` count as Chinese. `*` names neither.
diagnostics::Language preferred_language(std::string_view accept_language, diagnostics::Language otherwise);

/// Returns whether `Accept` allows a type such as `application/json`; an empty header allows everything.
/// `text/html;q=0` excludes a type even if `*/*` is allowed besides.
bool accepts(std::string_view accept, std::string_view type);

/// Returns the media type without parameters in lowercase: `text/html` for `Text/HTML; charset=utf-8`.
std::string media_type(std::string_view content_type);
/// Returns the value of a parameter (`boundary` of a Content-Type) without quotes; nullopt if it is missing or
/// repeated, or the field is malformed. `name` is in lowercase.
std::optional<std::string> field_parameter(std::string_view field, std::string_view name);
/// Decodes an extended parameter (RFC 8187), `UTF-8''%e5%85%ac.pdf`, to UTF-8. Returns nullopt for other character
/// sets, for characters that should be encoded, and for bytes that are not UTF-8.
std::optional<std::string> parse_extended_value(std::string_view text);

/// Parses digits only; returns nullopt for other texts and for numbers above `max`. Leading zeros are allowed; a sign,
/// spaces and an empty text are not: `007` is 7, `+7` and ` 7` are not numbers.
std::optional<std::uint64_t> parse_whole_number(std::string_view text,
                                                std::uint64_t max = std::numeric_limits<std::uint64_t>::max());
/// Takes the first element from a comma-separated list, which must not be empty, and removes the spaces around it.
/// `list` loses the element and its comma: from `gzip, br` it takes `gzip` and leaves ` br`.
std::string_view take_element(std::string_view& list);

/// Returns whether a text is a token (RFC 9110, 5.6.2), such as a method or the name of a header.
bool is_token(std::string_view text);

}  // namespace gongwen::http
