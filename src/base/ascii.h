// ASCII-only character tests and case mapping: the locale never plays a part.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::base {

constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_ascii_alpha(char c) { return is_ascii_upper(c) || is_ascii_lower(c); }
constexpr bool is_ascii_alnum(char c) { return is_ascii_alpha(c) || is_ascii_digit(c); }
constexpr bool is_ascii_hex_digit(char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// HTML and CSS white space: space, tab, line feed, form feed, carriage return.
constexpr bool is_ascii_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
constexpr char to_ascii_lower(char c) { return is_ascii_upper(c) ? static_cast<char>(c + 32) : c; }
/// Value of a hexadecimal digit; `c` must be one.
constexpr int hex_digit_value(char c) { return is_ascii_digit(c) ? c - '0' : to_ascii_lower(c) - 'a' + 10; }

std::string ascii_lowercase(std::string_view text);
bool equals_ignoring_ascii_case(std::string_view a, std::string_view b);
std::string_view trim_ascii_space(std::string_view text);
/// White space as a line of HTML shows it: each run of it one space, none at the ends.
std::string collapse_ascii_space(std::string_view text);

}  // namespace gongwen::base
