// Texts as people read them: what looks the same is the same, whatever was typed. For finding what is listed twice and
// for holding papers against one another; docs/VALUES.md says what is taken for the same.
//   reads_same("示例（北京）研究院", "示例(北京) 研究院")   // true
//   reads_same("第1部分", "第2部分")                         // false
#pragma once

#include <string>
#include <string_view>

namespace gongwen::data {

/// Half-width, in small letters, without blanks and middle dots, with one form for each of dashes, quotes, brackets and
/// full stops. A blank between two digits stays: `1 2` is not `12`.
std::string comparable_text(std::string_view text);

/// Whether two texts have the same comparable text. Nothing is copied.
bool reads_same(std::string_view one, std::string_view other);

}  // namespace gongwen::data
