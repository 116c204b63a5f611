#include "sheet/field_name.h"

#include "base/ascii.h"
#include "base/json_pointer.h"
#include "base/utf8.h"
#include "sheet/limits.h"

namespace gongwen::sheet {
namespace {

std::string lower_hexadecimal(char32_t c, std::size_t least_digits) {
  std::string out;
  for (; c != 0 || out.size() < least_digits; c >>= 4) out.insert(out.begin(), "0123456789abcdef"[c & 0xF]);
  return out;
}

/// Letters that have no upper and lower case and that every program takes in names: Han, kana, Hangul.
bool is_caseless_letter(char32_t c) {
  return (c >= 0x3041 && c <= 0x30FA) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

void append_character(std::string& name, char32_t c) {
  const char ascii = c < 0x80 ? static_cast<char>(c) : '\0';
  if (base::is_ascii_lower(ascii) || base::is_ascii_digit(ascii) || is_caseless_letter(c)) {
    base::append_utf8(name, c);
  } else if (base::is_ascii_upper(ascii)) {
    name += {'_', 'u', base::to_ascii_lower(ascii)};
  } else if (ascii == '_') {
    name += "__";
  } else if (c < 0x80) {
    name += "_h" + lower_hexadecimal(c, 2);
  } else {
    name += "_x" + lower_hexadecimal(c, 4) + "_";
  }
}

}  // namespace

std::string encode_field_name(std::string_view pointer) {
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return {};
  std::string name = "gw";
  for (const std::string& token : *tokens) {
    name += '.';
    if (token.empty()) name += "_e";
    for (const auto& decoded : base::CodePoints(token)) append_character(name, decoded.code_point);
  }
  return is_valid_defined_name(name) ? name : std::string();
}

}  // namespace gongwen::sheet
