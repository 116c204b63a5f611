// The words that people give in place of those of a template: the marks in them, and what of the data they mention.
//   parse_marks("请于**5月31日前**登录[平台](https://www.example.cn/)，清单见{list}")
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

enum class MarkKind : std::uint8_t { Text, Link, Reference, Unclosed };

/// A stretch of text under the same marks.
struct MarkedPiece {
  std::string text;  // of a reference its id; of a mark that is not closed the mark
  MarkKind kind = MarkKind::Text;
  bool strong = false;
  std::string target;  // of a link
};

/// `**strong**`, `[words](https://…)` and `{id}`; a backslash before `*`, `[`, `{` or `\` takes the mark's meaning
/// away. What only looks like a mark is text. `**` without its end is `Unclosed`.
std::vector<MarkedPiece> parse_marks(std::string_view text);

/// Words in which single values can be looked for, in each form in which people write them.
class MentionedWords {
 public:
  explicit MentionedWords(std::string_view words);

  /// A text, whatever its blanks, dashes and brackets; an ISO date also as 2024年2月4日, 2月4日 or, after its month,
  /// 4日.
  bool mention(std::string_view value) const;
  /// 17 or 十七, not as a part of a longer number.
  bool mention(std::int64_t number) const;

 private:
  std::string words_;
};

}  // namespace gongwen::templating
