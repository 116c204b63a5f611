#include "intake/printed_lines.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "intake/option_marks.h"
#include "intake/units.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gongwen::intake {
namespace {

using data::trim_blanks;

constexpr auto kOpen = std::to_array<std::string_view>({"（", "(", "[", "［", "【"});
constexpr auto kClose = std::to_array<std::string_view>({"）", ")", "]", "］", "】"});

/// The words in brackets at the end of a text, with the brackets; empty if it does not end in brackets.
std::string_view brackets_at_end(std::string_view text) {
  for (std::size_t i = 0; i < kOpen.size(); ++i) {
    if (!text.ends_with(kClose[i])) continue;
    const std::size_t open = text.rfind(kOpen[i]);
    if (open != std::string_view::npos) return text.substr(open);
  }
  return {};
}

std::string_view inside(std::string_view brackets) {
  for (std::size_t i = 0; i < kOpen.size(); ++i) {
    if (brackets.starts_with(kOpen[i]))
      return brackets.substr(kOpen[i].size(), brackets.size() - kOpen[i].size() - kClose[i].size());
  }
  return brackets;
}

std::string_view without_end_mark(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    text = trim_blanks(text);
    for (const std::string_view mark : {"。", "，", "；", "：", ".", ":", ";"}) {
      if (!text.ends_with(mark)) continue;
      text.remove_suffix(mark.size());
      again = true;
    }
  }
  return text;
}

}  // namespace

bool tells_how_to_fill_in(std::string_view note) {
  constexpr auto kWords = std::to_array<std::string_view>({"签字",   "签名", "盖章", "签章",   "公章", "印章", "填写",
                                                           "必填",   "选填", "可选", "多选",   "单选", "勾选", "√",
                                                           "不超过", "以内", "字数", "请注明", "限选", "选择"});
  return note == "章" || std::any_of(kWords.begin(), kWords.end(), [note](std::string_view word) {
           return note.find(word) != std::string_view::npos;
         });
}

QuestionText question_of(std::string_view text) {
  QuestionText question;
  text = trim_blanks(text);
  for (const std::string_view mark : {"？", "?"}) {
    const std::size_t at = text.rfind(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view behind = trim_blanks(text.substr(at + mark.size()));
    if (behind.empty() || !brackets_at_end(behind).empty()) continue;
    question.behind = behind;
    text = text.substr(0, at + mark.size());
    break;
  }
  // `性别（　）A.男 B.女`
  for (std::size_t at = text.find_first_of("A\xEF"); at != std::string_view::npos && question.behind.empty();
       at = text.find_first_of("A\xEF", at + 1)) {
    if (at == 0 || (text[at] != 'A' && !text.substr(at).starts_with("Ａ"))) continue;
    if (lettered_options(text.substr(at)).empty()) continue;
    question.behind = text.substr(at);
    text = text.substr(0, at);
    break;
  }
  for (text = without_end_mark(text);; text = without_end_mark(text)) {
    const std::string_view brackets = brackets_at_end(text);
    if (brackets.empty() || brackets.size() == text.size()) break;
    const std::string_view words = trim_blanks(inside(brackets));
    const bool is_how = tells_how_to_fill_in(words) && words.find("√") == std::string_view::npos;
    const bool is_answer = question.answer.empty() && (words.empty() || !answer_letters(words).empty());
    if (!is_how && !is_answer) break;
    if (is_answer && !is_how) question.answer = words;
    text.remove_suffix(brackets.size());
  }
  question.asked = text;
  return question;
}

std::string unit_of_line(std::string_view line) {
  line = without_end_mark(line);
  if (const std::string_view brackets = brackets_at_end(line); brackets.size() == line.size()) line = inside(line);
  constexpr std::size_t kMostBytes = 60;
  constexpr std::string_view kUnit = "单位";
  const std::size_t at = line.find(kUnit);
  if (line.size() > kMostBytes || at == std::string_view::npos) return {};
  std::string_view unit = trim_blanks(line.substr(at + kUnit.size()));
  bool has_colon = false;
  for (const std::string_view colon : {"：", ":"}) {
    if (!unit.starts_with(colon)) continue;
    unit = trim_blanks(unit.substr(colon.size()));
    has_colon = true;
  }
  if (!has_colon) return {};
  // 金额单位, 计量单位, 货币单位; not 填报单位.
  const std::string_view before = trim_blanks(line.substr(0, at));
  constexpr auto kBefore =
      std::to_array<std::string_view>({"", "金额", "货币", "计量", "数据", "计算", "本表", "表中金额"});
  if (std::find(kBefore.begin(), kBefore.end(), before) == kBefore.end()) return {};
  return unit_of_label("（单位：" + std::string(unit) + "）");
}

std::pair<std::string_view, std::string_view> parted_at_label(std::string_view value) {
  constexpr std::size_t kMostOfLabel = 12;  // characters
  constexpr std::size_t kGap = 2;           // columns
  std::size_t columns = 0;
  for (std::size_t at = 0; at < value.size();) {
    const base::DecodedCodePoint sign = base::decode_utf8(value, at);
    const bool is_wide = sign.code_point == U'\u3000' || sign.code_point == U'\t';
    if (is_wide || sign.code_point == U' ' || sign.code_point == U'\u00A0') {
      columns += is_wide ? kGap : 1;
      at += sign.length;
      continue;
    }
    if (columns >= kGap && at > 0) {
      const std::string_view rest = value.substr(at);
      std::size_t end = 0;
      std::size_t count = 0;
      // Words up to a colon, not figures as in 10:30.
      while (end < rest.size() && count <= kMostOfLabel) {
        const base::DecodedCodePoint next = base::decode_utf8(rest, end);
        const bool is_figure = next.code_point < 0x80 && base::is_ascii_digit(static_cast<char>(next.code_point));
        if (!base::is_word_character(next.code_point) || is_figure) break;
        end += next.length;
        ++count;
      }
      const std::string_view behind = rest.substr(end);
      if (count >= 2 && (behind.starts_with("：") || behind.starts_with(": ") || behind == ":"))
        return {trim_blanks(value.substr(0, at)), rest};
    }
    columns = 0;
    at += sign.length;
  }
  return {value, {}};
}

}  // namespace gongwen::intake
