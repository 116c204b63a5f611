#include "base/escapes.h"
#include "base/utf8.h"
#include "base/xml_writer.h"
#include "data/values.h"

#include <string>

namespace gongwen::data {
namespace {

constexpr std::string_view kXmlOfJsonNamespace = "http://www.w3.org/2005/xpath-functions";

bool fits_xml(std::string_view text) {
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    if (!base::is_xml_character(code_point)) return false;
  }
  return true;
}

/// What XML has no place for as JSON writes it, which the escaped form of the mapping takes.
std::string with_json_escapes(std::string_view text) {
  std::string out;
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    if (code_point == U'\\') {
      out += "\\\\";
    } else if (base::is_xml_character(code_point)) {
      base::append_utf8(out, code_point);
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      out += "\\u";
      for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[(code_point >> shift) & 0xFU];
    }
  }
  return out;
}

/// Readers of XML make one character of CR LF.
std::string with_kept_returns(std::string text) {
  for (std::size_t at = text.find('\r'); at != std::string::npos; at = text.find('\r', at)) {
    text.replace(at, 1, "&#13;");
  }
  return text;
}

/// ` key="…"` of a member.
std::string key_attribute(std::string_view key) {
  const bool fits = fits_xml(key);
  const std::string written = fits ? std::string(key) : with_json_escapes(key);
  return (fits ? " key=\"" : " escaped-key=\"true\" key=\"") + base::escape_attribute(written) + "\"";
}

class XmlOfJson {
 public:
  explicit XmlOfJson(std::string& out) : out_(out) {}

  void append(const Value& value, const std::string& attributes, std::size_t depth) {
    out_.append(depth, ' ');
    switch (value.type()) {
      case ValueType::Null: out_ += "<null" + attributes + "/>"; break;
      case ValueType::Boolean: append_element("boolean", attributes, value.boolean() ? "true" : "false"); break;
      case ValueType::Integer:
      case ValueType::Decimal: append_element("number", attributes, number_text(value)); break;
      case ValueType::String: append_string(value.string(), attributes); break;
      case ValueType::Array: append_container("array", value, attributes, depth); break;
      case ValueType::Object: append_container("map", value, attributes, depth); break;
    }
    out_ += "\n";
  }

 private:
  void append_element(std::string_view name, const std::string& attributes, std::string_view content) {
    out_.append("<").append(name).append(attributes).append(">").append(content);
    out_.append("</").append(name).append(">");
  }

  void append_string(std::string_view text, const std::string& attributes) {
    const bool fits = fits_xml(text);
    const std::string written = fits ? std::string(text) : with_json_escapes(text);
    append_element("string", fits ? attributes : attributes + " escaped=\"true\"",
                   with_kept_returns(base::escape_markup(written)));
  }

  void append_container(std::string_view name, const Value& value, const std::string& attributes, std::size_t depth) {
    out_.append("<").append(name).append(attributes);
    if (value.size() == 0) {
      out_ += "/>";
      return;
    }
    out_ += ">\n";
    for (std::size_t i = 0; i < value.size(); ++i) {
      append(value.at(i), value.is_object() ? key_attribute(value.key_at(i)) : std::string(), depth + 1);
    }
    out_.append(depth, ' ').append("</").append(name).append(">");
  }

  std::string& out_;
};

}  // namespace

std::string value_xml(const Value& value) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  XmlOfJson(out).append(value, " xmlns=\"" + std::string(kXmlOfJsonNamespace) + "\"", 0);
  return out;
}

}  // namespace gongwen::data
