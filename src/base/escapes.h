// Escaping: texts in HTML and XML, bytes in addresses and in text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::base {

// Text in HTML and XML.

/// Escapes the content of an element: `&`, `<` and `>` become references.
std::string escape_markup(std::string_view text);
/// Escapes the value of an attribute in quotes: `"` and line ends become references too (XML 1.0 section 3.3.3).
std::string escape_attribute(std::string_view text);

/// The text in quotation marks, with those inside it doubled, as in formulas and CSV files: `"a ""b"""`.
std::string in_double_quotes(std::string_view text);
/// A cell of a CSV file (RFC 4180): in quotation marks if the text has one, a separator, a tab or a line end.
std::string csv_cell(std::string_view text);

// Percent-encoding (RFC 3986 section 2.1): `%E5%85%AC` for 公.

/// Appends one byte as `%XX`.
void append_percent_encoded(std::string& out, char byte);
/// The text with all bytes encoded but the unreserved characters (RFC 3986 section 2.3) and those in `kept`.
std::string percent_encoded(std::string_view text, std::string_view kept = {});
/// Decodes all triples; nullopt if one is ill-formed.
std::optional<std::string> parse_percent_encoded(std::string_view text);
/// Decodes all well-formed triples and keeps the others as they are.
std::string percent_decoded(std::string_view text);

// Base64 (RFC 4648 section 4): `5YWs5paH` for 公文.

/// Appends the bytes with padding and without line breaks.
void append_base64(std::string& out, std::string_view bytes);
/// As tolerant as browsers: skips white space, also reads the alphabet of section 5, and accepts missing padding;
/// nullopt if the text is ill-formed.
std::optional<std::string> parse_base64(std::string_view text);

// XmlWriter: writes elements, attributes and texts of XML, escaped for their place (XML 1.0 sections 2.3 and 2.4).
//   XmlWriter xml(out);
//   xml.open("entry").attribute("id", "a&b").element("title", "1 < 2").close();
//   // <entry id="a&amp;b"><title>1 &lt; 2</title></entry>

/// Whether XML allows the character (XML 1.0 section 2.2), which excludes most control characters, U+FFFE and U+FFFF.
bool is_xml_character(char32_t c);
/// Removes the characters that XML does not allow; a single such character makes a file unreadable.
std::string xml_characters(std::string_view text);

/// Writes XML as text, and omits characters that XML does not allow.
class XmlWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit XmlWriter(std::string& out) : out_(&out) {}

  /// Starts an element; its attributes come next.
  XmlWriter& open(std::string_view name);
  /// Adds an attribute to the element opened last. Call before the element gets content.
  XmlWriter& attribute(std::string_view name, std::string_view value);
  XmlWriter& text(std::string_view text);
  /// Ends the innermost open element; an element without content is written as `<name/>`.
  XmlWriter& close();
  /// Writes a whole element with a text.
  XmlWriter& element(std::string_view name, std::string_view text);

 private:
  void end_start_tag();

  std::string* out_;
  std::vector<std::string> names_;  // of the open elements, innermost last
  bool in_start_tag_ = false;
};

}  // namespace gongwen::base
