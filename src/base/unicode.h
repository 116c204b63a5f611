// Properties of characters: classes of Unicode, width on a terminal, direction; and conversion of texts between cases.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::base {

// Classes of characters that several modules use. A class that only one module needs is defined there.

/// Chinese characters: the unified and the compatibility ideographs of Unicode, without 〇 and 々.
constexpr bool is_ideograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

/// Characters that are typeset like Chinese ones: ideographs, kana, and the signs 々〆〇, but not the middle dot ・.
constexpr bool is_ideograph_or_kana(char32_t c) {
  return is_ideograph(c) || (c >= 0x3040 && c <= 0x30FF && c != 0x30FB) || (c >= 0x3005 && c <= 0x3007);
}

/// Syllables and letters of Korean, which has blanks between words.
constexpr bool is_hangul(char32_t c) {
  return (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F) || (c >= 0x3200 && c <= 0x321E) ||
         (c >= 0x3260 && c <= 0x327E) || (c >= 0xA960 && c <= 0xA97F) || (c >= 0xAC00 && c <= 0xD7FF) ||
         (c >= 0xFFA0 && c <= 0xFFDC);
}

/// East Asian width F, W or H without Hangul: a line end in the source between two such characters is removed
/// (css-text-3 section 4.1.3). Emoji are left out: they act as words rather than letters.
constexpr bool drops_line_end(char32_t c) {
  if (c < 0x2E80 || is_hangul(c)) return false;
  return c <= 0xA4CF || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE10 && c <= 0xFE19) || (c >= 0xFE30 && c <= 0xFE6B) ||
         (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x16FE0 && c <= 0x18D08) || (c >= 0x1AFF0 && c <= 0x1B2FB) ||
         (c >= 0x1F200 && c <= 0x1F265) || (c >= 0x20000 && c <= 0x3FFFF);
}

/// Default_Ignorable_Code_Point: invisible characters such as joiners, selectors and direction marks.
constexpr bool is_ignorable(char32_t c) {
  // None of ASCII, Han and kana.
  if (c < 0x00AD || (c > 0x206F && c < 0xFE00)) return false;
  return c == 0x00AD || c == 0x034F || c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

/// Characters that leave a gap within a line: space, tab, no-break space and ideographic space.
constexpr bool is_gap_in_line(char32_t c) { return c == U' ' || c == U'\t' || c == 0xA0 || c == 0x3000; }

/// A gap within a line, or the end of one.
constexpr bool is_gap_or_line_end(char32_t c) { return is_gap_in_line(c) || (c >= U'\n' && c <= U'\r'); }

// Columns that a text takes on a terminal: 2 for wide characters (Unicode Standard Annex 11: W and F), 0 for combining
// marks, otherwise 1.

std::size_t terminal_width(char32_t code_point);
std::size_t terminal_width(std::string_view text);

// Character properties and case mappings as in Python's `str` methods, from generated tables, independent of the locale
// and of ICU. ASCII texts take a fast path.

/// The order of the bits is that of FLAGS in scripts/make_unicode_tables.py.
enum class CharacterFlag : std::uint16_t {
  Space = 1 << 0,
  Printable = 1 << 1,
  Alpha = 1 << 2,
  Decimal = 1 << 3,
  Digit = 1 << 4,
  Numeric = 1 << 5,
  Upper = 1 << 6,
  Lower = 1 << 7,
  TitleLetter = 1 << 8,  // title-case letters such as Dž
  IdentifierStart = 1 << 9,
  IdentifierContinue = 1 << 10,
  Cased = 1 << 11,
  CaseIgnorable = 1 << 12,
  EnclosingPunctuation = 1 << 13,  // all punctuation except dashes and connectors: Ps, Pe, Pi, Pf, Po
  Mark = 1 << 14,                  // M
};

bool has_flag(char32_t code_point, CharacterFlag flag);

inline bool is_space(char32_t code_point) {
  if (code_point < 0x80) return (code_point >= 0x1C && code_point <= 0x20) || (code_point >= 9 && code_point <= 13);
  return has_flag(code_point, CharacterFlag::Space);
}
/// Whether `\w` of Python's regular expressions matches the character.
bool is_word_character(char32_t code_point);
/// The value of a decimal digit of any script; -1 for other characters.
int decimal_digit(char32_t code_point);

// Each function appends `text` in another case.
void append_upper(std::string& out, std::string_view text);
void append_lower(std::string& out, std::string_view text);
/// The first character in title case, all others lower.
void append_capitalized(std::string& out, std::string_view text);
/// Each letter after a character without case in title case, all others lower, as `str.title` does.
void append_title_case(std::string& out, std::string_view text);
void append_swapped_case(std::string& out, std::string_view text);
void append_folded(std::string& out, std::string_view text);
/// One character in title case.
void append_initial(std::string& out, char32_t character);

// The direction of characters, as far as it can be determined without the tables of Unicode: enough to know whether a
// text needs the bidirectional algorithm, and which direction its first letter has.

/// Whether the character is in a block of right-to-left scripts (UAX #9: classes R, AL and other characters there).
constexpr bool is_in_right_to_left_block(char32_t c) {
  if (c < 0x590) return false;
  return c <= 0x8FF || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC) || (c >= 0x10800 && c <= 0x10FFF) ||
         (c >= 0x1E800 && c <= 0x1EFFF);
}

/// Invisible controls of direction: marks, embeddings, overrides and isolates.
constexpr bool is_direction_control(char32_t c) {
  return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

enum class LetterDirection : std::uint8_t { None, LeftToRight, RightToLeft };

/// The direction that a letter or a directional mark gives to a text that starts with it; None for digits, punctuation
/// and signs.
inline LetterDirection letter_direction(char32_t c) {
  if (c == 0x200E) return LetterDirection::LeftToRight;
  if (c == 0x200F || c == 0x61C) return LetterDirection::RightToLeft;
  if (c < U'A' || !has_flag(c, CharacterFlag::Alpha)) return LetterDirection::None;
  return is_in_right_to_left_block(c) ? LetterDirection::RightToLeft : LetterDirection::LeftToRight;
}

}  // namespace gongwen::base
