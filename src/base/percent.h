// Percent-encoding (RFC 3986 section 2.1): `%E5%85%AC` for 公.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

/// Adds one byte as `%XX`.
void append_percent_encoded(std::string& out, char byte);
/// The text with all triples decoded; nothing when one is ill-formed.
std::optional<std::string> parse_percent_encoded(std::string_view text);
/// The text with all triples decoded; ill-formed ones stay as they are.
std::string percent_decoded(std::string_view text);

}  // namespace gongwen::base
