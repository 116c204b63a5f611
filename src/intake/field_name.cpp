#include "intake/field_name.h"

#include "base/ascii.h"
#include "base/json_pointer.h"
#include "base/utf8.h"

namespace gongwen::intake {
namespace {

/// Reads hexadecimal digits from `at` on; moves it behind them.
std::optional<char32_t> read_hexadecimal(std::string_view text, std::size_t& at, std::size_t least, std::size_t most) {
  char32_t value = 0;
  std::size_t digits = 0;
  for (; digits < most && at < text.size() && base::is_ascii_hex_digit(text[at]); ++digits, ++at) {
    value = value * 16 + static_cast<char32_t>(base::hex_digit_value(text[at]));
  }
  if (digits < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return value;
}

/// Decodes what follows an underline at `at`; moves it behind.
bool decode_escape(std::string_view token, std::size_t& at, std::string& out) {
  if (at >= token.size()) return false;
  const char kind = base::to_ascii_lower(token[at++]);
  if (kind == '_') {
    out += '_';
    return true;
  }
  if (kind == 'e') return token.size() == 2;  // an empty token
  if (kind == 'u') {
    if (at >= token.size() || !base::is_ascii_alpha(token[at])) return false;
    out += static_cast<char>(base::to_ascii_lower(token[at++]) - 32);
    return true;
  }
  const bool wide = kind == 'x';
  if (!wide && kind != 'h') return false;
  const auto character = read_hexadecimal(token, at, wide ? 4 : 2, wide ? 6 : 2);
  if (!character || (wide && (at >= token.size() || token[at++] != '_'))) return false;
  base::append_utf8(out, *character);
  return true;
}

std::optional<std::string> decode_token(std::string_view token) {
  std::string out;
  for (std::size_t at = 0; at < token.size();) {
    const char c = token[at++];
    if (c != '_') {
      out += base::to_ascii_lower(c);
    } else if (!decode_escape(token, at, out)) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> decode_field_name(std::string_view name) {
  if (name.size() < 2 || !base::equals_ignoring_ascii_case(name.substr(0, 2), "gw")) return std::nullopt;
  name.remove_prefix(2);
  std::string pointer;
  while (!name.empty()) {
    if (name.front() != '.') return std::nullopt;
    name.remove_prefix(1);
    const std::string_view token = name.substr(0, name.find('.'));
    const auto decoded = decode_token(token);
    if (token.empty() || !decoded) return std::nullopt;
    base::append_pointer_token(pointer, *decoded);
    name.remove_prefix(token.size());
  }
  return pointer;
}

}  // namespace gongwen::intake
