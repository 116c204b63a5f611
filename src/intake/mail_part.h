// The parts of a mail (RFC 5322, 2045 and 2046): fields of a head with their parameters, bodies with boundaries,
// codings. Mail programs deviate from the standards, so everything unexpected is read as well as possible instead of
// refused.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::intake {

/// The fields of a head with names in lower case, in their order; a name may occur several times.
using MailHead = std::vector<std::pair<std::string, std::string>>;

/// Takes a head and the empty line after it, at most 256 kB of it. Continued lines are joined.
MailHead take_mail_head(std::string_view& text);

/// The first field of this name; empty if the head has none.
std::string_view mail_field(const MailHead& head, std::string_view name);

/// A field without its parameters, in lower case: `text/plain; charset=utf-8` is `text/plain`.
std::string mail_token(std::string_view field);

/// The parameters of a field by name in lower case: `attachment; filename="a.pdf"`. If one is repeated, the first is
/// kept.
std::map<std::string, std::string> mail_parameters(std::string_view field);

/// The first 100,000 parts between the boundaries of a body, which may be cut off at its end.
std::vector<std::string_view> mail_parts(std::string_view body, std::string_view boundary);

/// A body without its content-transfer-encoding, as the head names it.
std::string decoded_mail_part(const MailHead& head, std::string_view body);

/// Quoted-printable (RFC 2045, 6.7). In a word of a head (`is_word`) `_` stands for a blank (RFC 2047, 4.2).
std::string unquoted_printable(std::string_view text, bool is_word);

/// Decodes base64, ignoring any other characters between its letters.
std::string bytes_of_base64(std::string_view text);

}  // namespace gongwen::intake
