// Signs that people and keyboards put for one another.
#pragma once

namespace gongwen::data {

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

}  // namespace gongwen::data
