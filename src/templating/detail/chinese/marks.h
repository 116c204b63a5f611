// Texts that users write in place of those of a template: their markup, and the data that they mention.
//   parse_marks("请于**5月31日前**登录[平台](https://www.example.cn/)，清单见{list}")
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

enum class MarkKind : std::uint8_t { Text, Link, Reference, Unclosed };

/// A part of the text with the same markup.
struct MarkedPiece {
  std::string text;  // id of a reference; the mark itself if it is not closed
  MarkKind kind = MarkKind::Text;
  bool strong = false;
  std::string target;  // of a link
};

/// Parses `**strong**`, `[words](https://…)` and `{id}`; a backslash before `*`, `[`, `{` or `\` makes it an ordinary
/// character. Anything that only resembles a mark is text. A `**` that is not closed is `Unclosed`.
std::vector<MarkedPiece> parse_marks(std::string_view text);

/// A text in which values can be searched for, in each form in which people write them.
class MentionedWords {
 public:
  explicit MentionedWords(std::string_view words);

  /// Whether the text contains a value, regardless of blanks, dashes and brackets; an ISO date also matches
  /// 2024年2月4日, 2月4日 or, after its month, 4日.
  bool mention(std::string_view value) const;
  /// Whether the text contains a number, as 17 or 十七, but not as a part of a longer one.
  bool mention(std::int64_t number) const;

 private:
  std::string words_;
};

}  // namespace gongwen::templating
