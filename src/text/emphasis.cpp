
#include "text/punctuation.h"

namespace gongwen::text {
namespace {

/// Punctuation of ASCII and Latin-1 except for # % & @ § ¶, which css-text-decor-3 names, and symbols (+ < = > …).
bool is_latin_mark(char32_t c) {
  switch (c) {
    case U'!':
    case U'"':
    case U'\'':
    case U'(':
    case U')':
    case U'*':
    case U',':
    case U'-':
    case U'.':
    case U'/':
    case U':':
    case U';':
    case U'?':
    case U'[':
    case U'\\':
    case U']':
    case U'_':
    case U'{':
    case U'}':
    case 0xA1:
    case 0xAB:
    case 0xB7:
    case 0xBB:
    case 0xBF: return true;
    default: return false;
  }
}

/// General punctuation without ‰ ‱ ⁂ and the operators, and CJK marks without 々 〆 〇 and signs.
bool is_wide_mark(char32_t c) {
  if (c >= 0x2010 && c <= 0x205E) return c != 0x2030 && c != 0x2031 && c != 0x2042 && c != 0x2044 && c != 0x2052;
  if (c >= 0x3000 && c <= 0x303F) return c != 0x3004 && c != 0x3005 && c != 0x3006 && c != 0x3007 && c != 0x3012;
  return c == 0x30FB || c == 0x22EF || c == 0x2E3A || (c >= 0xFE10 && c <= 0xFE6B);
}

}  // namespace

bool takes_emphasis_mark(char32_t c) {
  if (c <= U' ' || (c >= 0x7F && c <= 0xA0) || is_ignorable(c) || (c >= 0x2000 && c <= 0x200F)) return false;
  constexpr char32_t kConnector = 0xFF5E;  // ～, a mark in Chinese
  if (c == kConnector) return false;
  // Full-width forms are what their half-width ones are.
  const bool full_width = c >= 0xFF01 && c <= 0xFF5E;
  if (full_width) c -= 0xFEE0;
  return !is_latin_mark(c) && !is_wide_mark(c) && !(c >= 0xFF5F && c <= 0xFF65);
}

}  // namespace gongwen::text
