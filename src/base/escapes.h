// Escaping: texts in HTML and XML, bytes in addresses and in text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

// Text in HTML and XML.

/// As the content of an element: `&`, `<` and `>` become references.
std::string escape_markup(std::string_view text);
/// As the value of an attribute in quotes: `"` and ends of lines become references as well (XML 1.0 section 3.3.3).
std::string escape_attribute(std::string_view text);

// Percent-encoding (RFC 3986 section 2.1): `%E5%85%AC` for 公.

/// Adds one byte as `%XX`.
void append_percent_encoded(std::string& out, char byte);
/// The text with all triples decoded; nothing when one is ill-formed.
std::optional<std::string> parse_percent_encoded(std::string_view text);
/// The text with all triples decoded; ill-formed ones stay as they are.
std::string percent_decoded(std::string_view text);

// Base64 (RFC 4648 section 4): `5YWs5paH` for 公文.

/// With padding, without line breaks.
void append_base64(std::string& out, std::string_view bytes);
/// White space is skipped, the letters of section 5 are read as well, and padding may be missing, as in browsers;
/// nothing when the text is ill-formed.
std::optional<std::string> parse_base64(std::string_view text);

}  // namespace gongwen::base
