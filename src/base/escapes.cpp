#include "base/escapes.h"

#include "base/ascii.h"

namespace gongwen::base {
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

void append_percent_encoded(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out += '%';
  out += kDigits[value >> 4];
  out += kDigits[value & 15];
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

}  // namespace gongwen::base
