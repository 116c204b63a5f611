#include "data/values.h"

#include "base/assert.h"
#include "base/escapes.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/data.h"
#include "diagnostics/source_lookup.h"

#include <array>
#include <string>

namespace gongwen::data {
namespace {

/// Both types of numbers have the same rank.
int rank_of(ValueType type) { return static_cast<int>(type == ValueType::Decimal ? ValueType::Integer : type); }

std::strong_ordering compare_arrays(const Value& a, const Value& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const std::strong_ordering order = compare_values(a.at(i), b.at(i));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::strong_ordering compare_objects(const Value& a, const Value& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Value left = a.sorted_at(i);
    const Value right = b.sorted_at(i);
    if (const int order = left.key().compare(right.key()); order != 0) return order <=> 0;
    const std::strong_ordering order = compare_values(left, right);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

}  // namespace

Decimal decimal_of(const Value& number) {
  if (number.type() == ValueType::Integer) return Decimal::from_integer(number.integer());
  // Readers accept only valid numbers.
  const std::optional<Decimal> decimal = Decimal::parse(number.decimal_text());
  GONGWEN_ASSERT(decimal);
  return decimal.value_or(Decimal());
}

std::strong_ordering compare_numbers(const Value& a, const Value& b) {
  const bool integers = a.type() == ValueType::Integer && b.type() == ValueType::Integer;
  return integers ? a.integer() <=> b.integer() : decimal_of(a) <=> decimal_of(b);
}

bool is_integral(const Value& number) { return number.type() == ValueType::Integer || decimal_of(number).is_integer(); }

std::strong_ordering compare_values(const Value& a, const Value& b) {
  const int rank = rank_of(a.type());
  if (const int other = rank_of(b.type()); rank != other) return rank <=> other;
  switch (a.type()) {
    case ValueType::Null: return std::strong_ordering::equal;
    case ValueType::Boolean: return a.boolean() <=> b.boolean();
    case ValueType::Integer:
    case ValueType::Decimal: return compare_numbers(a, b);
    case ValueType::String: return a.string() <=> b.string();
    case ValueType::Array: return compare_arrays(a, b);
    case ValueType::Object: return compare_objects(a, b);
  }
  return std::strong_ordering::equal;
}

namespace {

constexpr std::size_t kMaxShown = 40;

bool is_invisible(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFEFF; }

ShownValue in_both(const diagnostics::TextPair& words) { return {words.chinese, words.english}; }

}  // namespace

std::string shown_code_point(char32_t code_point) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string digits;
  for (char32_t rest = code_point; rest != 0 || digits.size() < 4; rest /= 16) {
    digits.insert(digits.begin(), kDigits[rest % 16]);
  }
  return "U+" + digits;
}

std::string shown_text(std::string_view text) {
  std::string shown;
  std::size_t count = 0;
  for (const auto& decoded : base::CodePoints(text)) {
    if (count++ == kMaxShown) return shown + "…";
    if (is_invisible(decoded.code_point)) {
      shown += shown_code_point(decoded.code_point);
    } else {
      base::append_utf8(shown, decoded.code_point);
    }
  }
  return shown;
}

ShownValue shown_value(const Value& value) {
  switch (value.type()) {
    case ValueType::Null: return in_both(texts::DataNull);
    case ValueType::Boolean: {
      const std::string word = value.boolean() ? "true" : "false";
      return {word, word};
    }
    case ValueType::Integer: {
      const std::string digits = std::to_string(value.integer());
      return {digits, digits};
    }
    case ValueType::Decimal: {
      const std::string digits = shown_text(value.decimal_text());
      return {digits, digits};
    }
    case ValueType::String: return in_both(texts::DataQuoted.pair(shown_text(value.string())));
    case ValueType::Array:
      return in_both(value.size() == 0 ? texts::DataEmptyList : texts::DataListOf.pair(value.size()));
    case ValueType::Object:
      return in_both(value.size() == 0 ? texts::DataEmptyObject : texts::DataObjectOf.pair(value.size()));
  }
  return {};
}

namespace {

void append_container(std::string& out, const Value& value) {
  out += value.is_object() ? "{" : "[";
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ",";
    if (value.is_object()) {
      base::append_json_string(out, value.key_at(i));
      out += ":";
    }
    append_value_json(out, value.at(i));
  }
  out += value.is_object() ? "}" : "]";
}

}  // namespace

std::string number_text(const Value& number) {
  return number.type() == ValueType::Integer ? std::to_string(number.integer()) : std::string(number.decimal_text());
}

void append_value_json(std::string& out, const Value& value) {
  switch (value.type()) {
    case ValueType::Null: out += "null"; break;
    case ValueType::Boolean: out += value.boolean() ? "true" : "false"; break;
    case ValueType::Integer:
    case ValueType::Decimal: out += number_text(value); break;
    case ValueType::String: base::append_json_string(out, value.string()); break;
    case ValueType::Array:
    case ValueType::Object: append_container(out, value); break;
  }
}

std::string value_json(const Value& value) {
  std::string json;
  append_value_json(json, value);
  return json;
}

namespace {

constexpr std::string_view kXmlOfJsonNamespace = "http://www.w3.org/2005/xpath-functions";

bool fits_xml(std::string_view text) {
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    if (!base::is_xml_character(code_point)) return false;
  }
  return true;
}

/// Writes characters that XML does not allow as JSON escapes, for the escaped form of the mapping.
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

/// Writes CR as a reference, since XML readers turn CR LF into one character.
std::string with_kept_returns(std::string text) {
  for (std::size_t at = text.find('\r'); at != std::string::npos; at = text.find('\r', at)) {
    text.replace(at, 1, "&#13;");
  }
  return text;
}

/// The attribute ` key="…"` of a member.
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
