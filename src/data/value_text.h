// The texts of values, made the same whatever typed or carried them; docs/VALUES.md says what and why. One pass, and
// nothing is copied of a text that is as it should be.
//   if (!is_normal_text(text)) text = normal_text(text);
#pragma once

#include <string>
#include <string_view>

namespace gongwen::data {

// Texts as people read them: what looks the same is the same, whatever was typed. For finding what is listed twice and
// for comparing papers with one another; docs/VALUES.md says what is taken for the same.
//   reads_same("示例（北京）研究院", "示例(北京) 研究院")   // true
//   reads_same("第1部分", "第2部分")                         // false

/// Half-width, in lowercase letters, without blanks and middle dots, with one form for each of dashes, quotes, brackets
/// and full stops. A blank between two digits stays: `1 2` is not `12`.
std::string comparable_text(std::string_view text);

/// Whether two texts have the same comparable text. Nothing is copied.
bool reads_same(std::string_view one, std::string_view other);

// Signs that people and keyboards put for one another.

/// Hyphens, dashes, minus signs, and the strokes of other scripts that look like them, `-` among them.
constexpr bool is_dash(char32_t c) {
  switch (c) {
    case U'-':
    case U'−':   // minus
    case U'－':  // full-width
    case U'ー':  // the long vowel of Japanese
    case U'─':   // of boxes
    case U'﹣': return true;
    default: return c >= 0x2010 && c <= 0x2015;
  }
}

/// The point in the middle of names, as the fonts and keyboards have it.
constexpr bool is_middle_dot(char32_t c) {
  return c == U'·' || c == U'•' || c == U'・' || c == U'‧' || c == U'∙' || c == U'･';
}

/// Full-width ASCII as it is; all else stays.
constexpr char32_t narrow_sign(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + U'!' : c; }

/// Whether `normal_text` has nothing to change. The text is valid UTF-8.
bool is_normal_text(std::string_view text);

/// Without blanks at both ends and at the ends of lines; line ends are `\n`; without invisible characters (control
/// characters, zero-width blanks, soft hyphens; joiners and marks of direction where no script needs them); radicals
/// are the characters that they look like. Blanks at starts of inner lines and blank lines inside stay. A text of
/// blanks is empty.
std::string normal_text(std::string_view text);

/// The text with `U+200B` where it has such a character, for messages that speak of it.
std::string with_unseen_named(std::string_view text);

/// Whether a person sees a difference between the two, other than that of blanks at ends.
bool differs_by_blanks_only(std::string_view before, std::string_view after);

/// U+202D and U+202E make a person see another text than is stored; nothing else of the text can say what was meant.
bool has_direction_override(std::string_view text);

/// Full-width letters, digits and signs as ASCII, wide blanks as blanks. For texts that are ASCII by their nature only:
/// it takes the punctuation of Chinese with it.
std::string narrow_text(std::string_view text);

/// Full-width letters and digits as ASCII; all else stays.
std::string narrow_letters(std::string_view text);

bool is_ascii(std::string_view text);

/// Without blanks at both ends, U+00A0 and U+3000 and line ends among them.
std::string_view trim_blanks(std::string_view text);

}  // namespace gongwen::data
