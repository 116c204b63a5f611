// Marks that Chinese and Latin texts write with the same characters but not with the same shapes: “ ” ‘ ’ — … · are one
// em wide in Chinese and proportional in English. Unicode leaves their shape to the language, so the font list cannot
// decide it: a list that begins with a Latin face would set Chinese quotation marks narrow.
#pragma once

#include "text/detail/line_break_class.h"

#include <string_view>

namespace gongwen::text {

/// Whether Chinese gives the character another shape than Latin does.
inline bool is_shared_mark(char32_t c) {
  return c >= 0xB7 && c <= 0x2E3A &&
         (c == 0x00B7 || c == 0x2014 || (c >= 0x2018 && c <= 0x201D && c != 0x201A && c != 0x201B) || c == 0x2025 ||
          c == 0x2026 || c == 0x22EF || c == 0x2E3A);
}

/// Whether the shared mark at `at` has its Chinese shape (CLREQ, GB/T 15834 clause 5.1): in Chinese text always, but
/// for the apostrophe between two Latin letters.
bool has_chinese_shape(std::u32string_view text, std::size_t at, TextLanguage language);

}  // namespace gongwen::text
