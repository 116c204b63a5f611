#include "flow/detail/han_marks.h"

#include <algorithm>
#include <string_view>

namespace gongwen::flow {

namespace {

/// Marks that Chinese and Latin fonts have in different widths: word processors take them from the Latin font unless a
/// hint says otherwise (ECMA-376-1 §17.3.2.26).
bool is_ambiguous(char32_t c) {
  constexpr std::u32string_view kLatinOne = U"§¨°±´·×÷";
  if (c < kLatinOne.front()) return false;
  return kLatinOne.find(c) != std::u32string_view::npos || (c >= 0x2010 && c <= 0x22FF && c != 0x2011) ||
         (c >= 0x2460 && c <= 0x27BF) || (c >= 0xE000 && c <= 0xF8FF);
}

}  // namespace

bool is_han(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
         (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0xAC00 && c <= 0xD7AF);
}

std::vector<bool> find_han_marks(const std::u32string& text) {
  std::vector<bool> marks(text.size(), false);
  if (std::none_of(text.begin(), text.end(), is_ambiguous)) return marks;
  enum class Side : std::uint8_t { None, Latin, Han };
  const auto side_of = [](char32_t c) {
    if (is_han(c)) return Side::Han;
    return c > U' ' && c < 0x2000 && !is_ambiguous(c) ? Side::Latin : Side::None;
  };
  std::vector<Side> before(text.size());
  Side last = Side::None;
  for (std::size_t i = 0; i < text.size(); ++i) {
    before[i] = last;
    if (const Side side = side_of(text[i]); side != Side::None) last = side;
  }
  Side next = Side::None;
  for (std::size_t i = text.size(); i-- > 0;) {
    if (is_ambiguous(text[i])) marks[i] = !(before[i] == Side::Latin && next == Side::Latin);
    if (const Side side = side_of(text[i]); side != Side::None) next = side;
  }
  return marks;
}

}  // namespace gongwen::flow
