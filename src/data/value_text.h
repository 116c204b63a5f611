// Normalises texts of values from all programs and keyboards (docs/VALUES.md explains how and why). One pass; a text
// that needs no change is not copied.
//   if (!is_normal_text(text)) text = normal_text(text);
#pragma once

#include <string>
#include <string_view>

namespace gongwen::data {

// Compares texts by their appearance: texts that look the same are equal, even if they were typed differently. For
// finding duplicates and comparing documents; docs/VALUES.md lists the equivalences.
//   reads_same("示例（北京）研究院", "示例(北京) 研究院")   // true
//   reads_same("第1部分", "第2部分")                         // false

/// The text in half-width and lowercase letters, without blanks and middle dots, with one form for each of dashes,
/// quotes, brackets and full stops. A blank between two digits stays: `1 2` is not `12`.
std::string comparable_text(std::string_view text);

/// Whether two texts have the same comparable text. Copies nothing.
bool reads_same(std::string_view one, std::string_view other);

// Characters that people and keyboards use for one another.

/// Hyphens, dashes, minus signs, and strokes of other scripts that look like them, including `-`.
constexpr bool is_dash(char32_t c) {
  switch (c) {
    case U'-':
    case U'−':   // minus
    case U'－':  // full-width
    case U'ー':  // the long vowel mark of Japanese
    case U'─':   // of box drawing
    case U'﹣': return true;
    default: return c >= 0x2010 && c <= 0x2015;
  }
}

/// The middle dot of names, in all the forms that fonts and keyboards have.
constexpr bool is_middle_dot(char32_t c) {
  return c == U'·' || c == U'•' || c == U'・' || c == U'‧' || c == U'∙' || c == U'･';
}

/// The ASCII form of a full-width character; other characters are returned unchanged.
constexpr char32_t narrow_sign(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + U'!' : c; }

/// Whether `normal_text` would change nothing. The text must be valid UTF-8.
bool is_normal_text(std::string_view text);

/// The text without blanks at both ends and at the ends of lines, with line feeds as line ends, and without invisible
/// characters (control characters, zero-width blanks, soft hyphens; joiners and directional marks where no script needs
/// them). Radicals become the characters that they look like. Blanks at the start of inner lines and blank lines inside
/// stay. A text of blanks becomes empty.
std::string normal_text(std::string_view text);

/// The text with invisible characters written as `U+200B`, for messages about them.
std::string with_unseen_named(std::string_view text);

/// Whether the two differ visibly, in more than blanks at their ends.
bool differs_by_blanks_only(std::string_view before, std::string_view after);

/// Whether the text contains U+202D or U+202E, which make a text look different from its stored form; the meaning
/// cannot be recovered.
bool has_direction_override(std::string_view text);

/// Full-width letters, digits and signs as ASCII, wide blanks as blanks. Only for texts that are ASCII by nature, since
/// it also changes Chinese punctuation.
std::string narrow_text(std::string_view text);

/// Full-width letters and digits as ASCII; everything else stays.
std::string narrow_letters(std::string_view text);

bool is_ascii(std::string_view text);

/// The text without blanks at both ends, including U+00A0, U+3000 and line ends.
std::string_view trim_blanks(std::string_view text);

}  // namespace gongwen::data
