// Pictures in records, on the forms of the office: a record has them as data: addresses, which are too long to be shown
// and sent back. The form has a mark in place of each, and the worker that saves the record replaces the marks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Prefix of the marks of pictures. Pages carry `stored:body:1` instead of megabytes of base64, and cannot name a
/// picture of another record.
inline constexpr std::string_view kStoredMark = "stored:";

/// Returns a text in which a mark such as `stored:body:1` replaces each of these addresses of the member.
std::string with_marks(std::string text, std::string_view member, const std::vector<std::string>& addresses);

/// Returns the data: addresses in a value, in order.
std::vector<std::string> picture_addresses(std::string_view json);

/// Returns the text with the addresses of a member in place of their marks. Marks without a picture stay, and are
/// refused like other names of files that do not exist.
std::string with_addresses(std::string text, std::string_view member, const std::vector<std::string>& addresses);

/// Returns a list as JSON with a figure added: at its end or, if `place` is `body/*/figure`, at the end of `body` of
/// its last item. `json` may be empty. Returns an empty text if there is no such list.
std::string with_figure(std::string_view json, std::string_view place, std::string_view file, std::string_view alt);

}  // namespace gongwen::service
