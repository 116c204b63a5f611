// In which direction characters run, as far as it can be said without the tables of Unicode: enough to know whether a
// text needs them, and what its first letter is.
#pragma once

#include "base/unicode.h"

#include <cstdint>

namespace gongwen::base {

/// The blocks of scripts that run from right to left (UAX #9, classes R, AL and what is among them).
constexpr bool is_in_right_to_left_block(char32_t c) {
  if (c < 0x590) return false;
  return c <= 0x8FF || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC) || (c >= 0x10800 && c <= 0x10FFF) ||
         (c >= 0x1E800 && c <= 0x1EFFF);
}

/// Marks, embeddings, overrides and isolates, which are written into a text.
constexpr bool is_direction_control(char32_t c) {
  return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

enum class LetterDirection : std::uint8_t { None, LeftToRight, RightToLeft };

/// Which direction a letter or a mark of direction gives the text that it starts; none for digits, punctuation and
/// signs.
inline LetterDirection letter_direction(char32_t c) {
  if (c == 0x200E) return LetterDirection::LeftToRight;
  if (c == 0x200F || c == 0x61C) return LetterDirection::RightToLeft;
  if (c < U'A' || !has_flag(c, CharacterFlag::Alpha)) return LetterDirection::None;
  return is_in_right_to_left_block(c) ? LetterDirection::RightToLeft : LetterDirection::LeftToRight;
}

}  // namespace gongwen::base
