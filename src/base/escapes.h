// Escaping: texts in HTML and XML, bytes in addresses and in text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// XmlWriter: writes elements, attributes and texts of XML, escaped for their place (XML 1.0 sections 2.3 and 2.4).
//   XmlWriter xml(out);
//   xml.open("entry").attribute("id", "a&b").element("title", "1 < 2").close();
//   // <entry id="a&amp;b"><title>1 &lt; 2</title></entry>

/// Whether XML allows the character (XML 1.0 section 2.2): it excludes most control characters, U+FFFE and U+FFFF.
bool is_xml_character(char32_t c);
/// `text` without the characters that XML does not allow; a single one makes a file unreadable.
std::string xml_characters(std::string_view text);

/// Writes XML as text; characters that XML does not allow are left out.
class XmlWriter {
 public:
  /// Adds to `out`, which outlives the writer.
  explicit XmlWriter(std::string& out) : out_(&out) {}

  /// Starts an element; its attributes come next.
  XmlWriter& open(std::string_view name);
  /// Adds an attribute to the element opened last. Call before the element gets content.
  XmlWriter& attribute(std::string_view name, std::string_view value);
  XmlWriter& text(std::string_view text);
  /// Ends the innermost element; one without content as `<name/>`.
  XmlWriter& close();
  /// A whole element with a text.
  XmlWriter& element(std::string_view name, std::string_view text);

 private:
  void end_start_tag();

  std::string* out_;
  std::vector<std::string> names_;  // of the elements that are open
  bool in_start_tag_ = false;
};

}  // namespace gongwen::base
