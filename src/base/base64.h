// Base64 (RFC 4648 section 4): `5YWs5paH` for 公文.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

/// With padding, without line breaks.
void append_base64(std::string& out, std::string_view bytes);
/// White space is passed over, the letters of section 5 are read as well, and padding may be missing, as browsers do
/// it; nothing when the text is ill-formed.
std::optional<std::string> parse_base64(std::string_view text);

}  // namespace gongwen::base
