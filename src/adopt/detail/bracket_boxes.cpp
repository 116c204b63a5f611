#include "adopt/detail/bracket_boxes.h"

#include "adopt/detail/form_text.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace gongwen::adopt {
namespace {

/// The place of brackets with only blanks in a line: `（ ）`.
struct EmptyBrackets {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<EmptyBrackets> empty_brackets(std::string_view line) {
  std::vector<EmptyBrackets> found;
  for (std::size_t at = 0; at < line.size();) {
    const std::string_view rest = line.substr(at);
    const std::size_t open = rest.starts_with("（") ? std::string_view("（").size() : rest.starts_with('(') ? 1 : 0;
    std::size_t gap = 0;
    while (open > 0 && open + gap < rest.size() && rest[open + gap] != '\n') {
      const std::size_t blank = blank_at(rest.substr(open + gap));
      if (blank == 0) break;
      gap += blank;
    }
    const std::string_view behind = rest.substr(open + gap);
    const std::size_t close = behind.starts_with("）")  ? std::string_view("）").size()
                              : behind.starts_with(')') ? 1
                                                        : 0;
    const bool is_empty = open > 0 && gap > 0 && close > 0;
    const std::size_t size = is_empty ? open + gap + close : size_of_character(rest);
    if (is_empty) found.push_back({at, at + size});
    at += size;
  }
  return found;
}

bool is_word_at(std::string_view text) {
  return !text.empty() && base::is_word_character(base::decode_utf8(text, 0).code_point);
}

bool ends_with_word(std::string_view text) {
  return !text.empty() && is_word_at(text.substr(base::last_code_point(text)));
}

/// Whether the empty brackets of a line are to be ticked: `（　）标准展位　（　）光地展位`, `是（　）　否（　）`.
bool are_boxes(std::string_view line, const std::vector<EmptyBrackets>& brackets) {
  if (brackets.size() < 2) return false;
  bool before = true;
  bool behind = true;
  for (std::size_t i = 0; i < brackets.size(); ++i) {
    const std::size_t next = i + 1 < brackets.size() ? brackets[i + 1].begin : line.size();
    const std::size_t last = i > 0 ? brackets[i - 1].end : 0;
    const bool touches_last = ends_with_word(line.substr(last, brackets[i].begin - last));
    const bool touches_next = is_word_at(line.substr(brackets[i].end, next - brackets[i].end));
    before = before && touches_next && !touches_last;
    // `有（ ）无（ ）`
    const bool is_last = i + 1 == brackets.size();
    behind = behind && touches_last && !(is_last && touches_next);
  }
  if (before) return true;
  if (!behind) return false;
  // `姓名（ ） 性别（ ）` are blanks: boxes have a label before them, or mean yes and no.
  constexpr std::array<std::string_view, 14> kFirst{"是",   "有",   "男", "同意", "赞成", "通过", "合格",
                                                    "需要", "参加", "能", "可以", "优",   "好",   "优秀"};
  const std::string_view first = trimmed(line.substr(0, brackets.front().begin));
  return first.find(':') != std::string_view::npos || first.find("：") != std::string_view::npos ||
         std::find(kFirst.begin(), kFirst.end(), first) != kFirst.end();
}

}  // namespace

std::string with_boxes_for_brackets(std::string_view text) {
  std::string boxed(text);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::vector<EmptyBrackets> brackets = empty_brackets(line);
    if (are_boxes(line, brackets)) {
      constexpr std::string_view kBox = "□";
      for (const EmptyBrackets& one : brackets) {
        if (one.end - one.begin < kBox.size()) continue;
        boxed.replace(begin + one.begin, one.end - one.begin,
                      std::string(kBox) + std::string(one.end - one.begin - kBox.size(), ' '));
      }
    }
    begin = end + 1;
  }
  return boxed;
}

}  // namespace gongwen::adopt
