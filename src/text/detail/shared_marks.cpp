#include "text/detail/shared_marks.h"

#include "text/punctuation.h"

namespace gongwen::text {

bool has_chinese_shape(std::u32string_view text, std::size_t at, TextLanguage language) {
  if (language != TextLanguage::Chinese) return false;
  constexpr char32_t kApostrophe = 0x2019;
  const bool between_latin =
      at > 0 && at + 1 < text.size() && is_latin_or_digit(text[at - 1]) && is_latin_or_digit(text[at + 1]);
  return text[at] != kApostrophe || !between_latin;
}

}  // namespace gongwen::text
