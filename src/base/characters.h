// Kinds of characters that several modules ask for. What one module alone asks for stays there, under a name that says
// what it means.
#pragma once

namespace gongwen::base {

/// Chinese characters: the unified and the compatibility ideographs of Unicode. 〇 and 々 are none.
constexpr bool is_ideograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

/// What is set like Chinese characters: ideographs, kana, and the signs 々〆〇. The dot of kana is a mark.
constexpr bool is_ideograph_or_kana(char32_t c) {
  return is_ideograph(c) || (c >= 0x3040 && c <= 0x30FF && c != 0x30FB) || (c >= 0x3005 && c <= 0x3007);
}

/// What leaves a gap within a line: a space, a tab, the space that does not break, and the full-width one.
constexpr bool is_gap_in_line(char32_t c) { return c == U' ' || c == U'\t' || c == 0xA0 || c == 0x3000; }

/// A gap within a line, or the end of one.
constexpr bool is_gap_or_line_end(char32_t c) { return is_gap_in_line(c) || (c >= U'\n' && c <= U'\r'); }

}  // namespace gongwen::base
