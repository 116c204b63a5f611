#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>
#include <span>

namespace gongwen::base {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// The blocks in which every assigned character is wide; single wide characters elsewhere do not matter for carets.
constexpr Range kWide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
                           {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE4F}, {0xFF00, 0xFF60},
                           {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x20000, 0x3FFFD}};
constexpr Range kZero[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};

bool contains(std::span<const Range> ranges, char32_t code_point) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return code_point >= range.first && code_point <= range.last; });
}

}  // namespace

std::size_t terminal_width(char32_t code_point) {
  if (code_point < 0x300) return 1;
  if (contains(kZero, code_point)) return 0;
  return contains(kWide, code_point) ? 2 : 1;
}

std::size_t terminal_width(std::string_view text) {
  std::size_t width = 0;
  for (const auto& decoded : CodePoints(text)) width += terminal_width(decoded.code_point);
  return width;
}

}  // namespace gongwen::base
