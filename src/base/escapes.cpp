#include "base/escapes.h"

#include "base/assert.h"
#include "base/utf8.h"

#include <algorithm>
#include <cstdint>

namespace gongwen::base {

bool is_xml_character(char32_t c) {
  if (c < U' ') return c == U'\t' || c == U'\n' || c == U'\r';
  return c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF);
}

std::string xml_characters(std::string_view text) {
  // The others are control characters, or three bytes that start with EF BF.
  const bool is_suspect =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\xEF'; });
  if (!is_suspect) return std::string(text);
  std::string out;
  for (const auto& [code_point, length, valid] : CodePoints(text)) {
    if (valid && is_xml_character(code_point)) append_utf8(out, code_point);
  }
  return out;
}

XmlWriter& XmlWriter::open(std::string_view name) {
  end_start_tag();
  out_->append("<").append(name);
  names_.emplace_back(name);
  in_start_tag_ = true;
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  GONGWEN_ASSERT(in_start_tag_);
  out_->append(" ").append(name).append("=\"").append(escape_attribute(xml_characters(value))).append("\"");
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view text) {
  end_start_tag();
  out_->append(escape_markup(xml_characters(text)));
  return *this;
}

XmlWriter& XmlWriter::close() {
  GONGWEN_ASSERT(!names_.empty());
  if (in_start_tag_) {
    out_->append("/>");
    in_start_tag_ = false;
  } else {
    out_->append("</").append(names_.back()).append(">");
  }
  names_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::element(std::string_view name, std::string_view text) { return open(name).text(text).close(); }

void XmlWriter::end_start_tag() {
  if (in_start_tag_) out_->append(">");
  in_start_tag_ = false;
}

namespace {

bool has_triple(std::string_view text, std::size_t at) {
  return text[at] == '%' && at + 2 < text.size() && is_ascii_hex_digit(text[at + 1]) &&
         is_ascii_hex_digit(text[at + 2]);
}

char triple_value(std::string_view text, std::size_t at) {
  return static_cast<char>(hex_digit_value(text[at + 1]) * 16 + hex_digit_value(text[at + 2]));
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    default: out.push_back(c);
  }
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char c : text) append_escaped(out, c);
  return out;
}

std::string escape_attribute(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '"': out += "&quot;"; break;
      case '\t': out += "&#9;"; break;
      case '\n': out += "&#10;"; break;
      case '\r': out += "&#13;"; break;
      default: append_escaped(out, c);
    }
  }
  return out;
}

std::string in_double_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string csv_cell(std::string_view text) {
  return text.find_first_of("\",;\t\r\n") == std::string_view::npos ? std::string(text) : in_double_quotes(text);
}

void append_percent_encoded(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out += '%';
  out += kDigits[value >> 4];
  out += kDigits[value & 15];
}

std::string percent_encoded(std::string_view text, std::string_view kept) {
  std::string out;
  for (const char c : text) {
    const bool stays = is_ascii_alnum(c) || std::string_view("-._~").find(c) != std::string_view::npos ||
                       kept.find(c) != std::string_view::npos;
    if (stays) {
      out += c;
    } else {
      append_percent_encoded(out, c);
    }
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (has_triple(text, i)) {
      out += triple_value(text, i);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::optional<std::string> parse_percent_encoded(std::string_view text) {
  for (std::size_t i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1)) {
    if (!has_triple(text, i)) return std::nullopt;
  }
  return percent_decoded(text);
}

namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) {
      out.push_back(i <= group.size() ? kLetters[bits >> (18 - 6 * i) & 63] : '=');
    }
  }
}

std::optional<std::string> parse_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  bool padded = false;
  for (const char c : text) {
    if (is_ascii_space(c)) continue;
    if (c == '=') {
      padded = true;
      continue;
    }
    const int value = base64_value(c);
    if (value < 0 || padded) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count % 4 == 0) {
      for (const int shift : {16, 8, 0}) out.push_back(static_cast<char>(bits >> shift & 0xFF));
      bits = 0;
    }
  }
  if (count % 4 == 1) return std::nullopt;
  if (count % 4 == 2) out.push_back(static_cast<char>(bits >> 4 & 0xFF));
  if (count % 4 == 3) {
    out.push_back(static_cast<char>(bits >> 10 & 0xFF));
    out.push_back(static_cast<char>(bits >> 2 & 0xFF));
  }
  return out;
}

}  // namespace gongwen::base
