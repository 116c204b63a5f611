#include "templating/detail/chinese/references.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {
namespace {

using std::u32string_view;

/// Words that the name of a document ends with. After another word they are its name: 管理条例.
constexpr std::array<u32string_view, 16> kTypes{U"办法", U"条例", U"细则", U"规则", U"章程",   U"规程",
                                                U"准则", U"守则", U"公约", U"协定", U"议定书", U"导则",
                                                U"法律", U"法规", U"规章", U"宪法"};
/// These are common words as well: 按照规定.
constexpr std::array<u32string_view, 9> kLooseTypes{U"规定", U"决定", U"意见", U"通知", U"制度",
                                                    U"规范", U"标准", U"指南", U"方案"};
/// Words with 法 that are not laws.
constexpr std::array<u32string_view, 26> kNoLaws{U"方法", U"办法", U"无法", U"违法", U"合法", U"依法", U"执法",
                                                 U"立法", U"司法", U"非法", U"守法", U"普法", U"做法", U"说法",
                                                 U"想法", U"看法", U"语法", U"算法", U"手法", U"用法", U"书法",
                                                 U"解法", U"写法", U"加法", U"减法", U"乘法"};
constexpr std::array<u32string_view, 4> kOwnParts{U"本章", U"本节", U"本条", U"本款"};

template <std::size_t N>
u32string_view ending_of(u32string_view text, const std::array<u32string_view, N>& words) {
  const auto found =
      std::find_if(words.begin(), words.end(), [&](u32string_view word) { return text.ends_with(word); });
  return found == words.end() ? u32string_view() : *found;
}

u32string_view law_ending(u32string_view text) {
  const bool law = text.ends_with(U'法') && ending_of(text, kNoLaws).empty();
  return law ? u32string_view(U"法") : ending_of(text, kTypes);
}

/// Without a bracket at the end: `（试行）`, `（以下简称…）`.
u32string_view without_bracket(u32string_view text) {
  const bool wide = text.ends_with(U'）');
  if (!wide && !text.ends_with(U')')) return text;
  const std::size_t open = text.rfind(wide ? U'（' : U'(');
  return open == u32string_view::npos ? text : text.substr(0, open);
}

u32string_view trimmed(u32string_view text) {
  const std::size_t last = text.find_last_not_of(U" 　");
  return last == u32string_view::npos ? u32string_view() : text.substr(0, last + 1);
}

/// Down to the name itself.
u32string_view without_tail(u32string_view text) {
  text = trimmed(text);
  for (const u32string_view word : {U"的", U"之", U"中"}) {
    if (text.ends_with(word)) {
      text.remove_suffix(word.size());
      break;
    }
  }
  return trimmed(without_bracket(trimmed(text)));
}

NamedDocument named_by_title(u32string_view text, u32string_view title) {
  const std::size_t open = text.rfind(U'《');
  const u32string_view name =
      open == u32string_view::npos ? u32string_view() : text.substr(open + 1, text.size() - open - 2);
  return !title.empty() && name == title ? NamedDocument::Own : NamedDocument::Other;
}

bool is_own_word(u32string_view before_type, u32string_view word, u32string_view own) {
  return before_type.ends_with(U'本') && (own.empty() ? word != U"法" : word == own);
}

}  // namespace

u32string_view document_type(u32string_view title) {
  const u32string_view name = without_tail(title);
  const u32string_view law = law_ending(name);
  return law.empty() ? ending_of(name, kLooseTypes) : law;
}

NamedDocument document_named_before(u32string_view text, u32string_view title, u32string_view type) {
  text = without_tail(text);
  if (text.ends_with(U'》')) return named_by_title(text, title);
  if (text.ends_with(U'”')) text = trimmed(text.substr(0, text.size() - 1));
  if (!ending_of(text, kOwnParts).empty()) return NamedDocument::Own;
  const u32string_view law = law_ending(text);
  const u32string_view word = law.empty() ? ending_of(text, kLooseTypes) : law;
  if (word.empty()) {
    const bool points_back = text.ends_with(U'该') || (text.ends_with(U'其') && !text.ends_with(U"尤其"));
    return points_back ? NamedDocument::Other : NamedDocument::None;
  }
  const u32string_view before = text.substr(0, text.size() - word.size());
  if (is_own_word(before, word, type)) return NamedDocument::Own;
  // 本规定 in 某办法 is a slip, or a quotation.
  if (before.ends_with(U'本') && word != U"法") return NamedDocument::Perhaps;
  return law.empty() && !before.ends_with(U'该') ? NamedDocument::Perhaps : NamedDocument::Other;
}

bool names_other_law(u32string_view text, u32string_view title) {
  for (std::size_t close = text.find(U'》'); close != u32string_view::npos; close = text.find(U'》', close + 1)) {
    const u32string_view head = text.substr(0, close);
    const std::size_t open = head.rfind(U'《');
    const u32string_view name = open == u32string_view::npos ? head : head.substr(open + 1);
    if (name != title && !document_type(name).empty()) return true;
  }
  // 刑法的规定, 该条例: a law without its marks
  for (const u32string_view word : {u32string_view(U"法"), u32string_view(U"条例")}) {
    for (std::size_t at = text.find(word); at != u32string_view::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      const bool ends =
          end == text.size() || u32string_view(U"，、；的和与等规").find(text[end]) != u32string_view::npos;
      const u32string_view head = text.substr(0, end);
      if (ends && at > 0 && text[at - 1] != U'本' && ending_of(head, kNoLaws).empty()) return true;
    }
  }
  return false;
}

}  // namespace gongwen::templating
