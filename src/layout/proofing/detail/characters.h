// Classes of characters for the proofing rules.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace gongwen::proofing {

inline bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

inline bool is_ideograph(char32_t c) {
  return c == U'〇' || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

inline bool is_latin(char32_t c) { return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z'); }

/// Whether a character is a Han character, Latin letter, digit or blank. These make up most of any text and are never
/// marks.
inline bool is_no_mark(char32_t c) { return is_ideograph(c) || is_latin(c) || is_digit(c) || c == U' '; }

inline bool is_full_width_mark(char32_t c) {
  return std::u32string_view(U"，。、；：？！（）〔〕【】《》〈〉“”‘’—…").find(c) != std::u32string_view::npos;
}

/// The number of digits from `at` on.
inline std::size_t count_digits(std::u32string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

/// The digits without leading zeros.
inline std::u32string_view without_zeros(std::u32string_view digits) {
  const std::size_t first = std::min(digits.find_first_not_of(U'0'), digits.size() - 1);
  return digits.substr(first);
}

}  // namespace gongwen::proofing
