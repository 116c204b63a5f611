#include "adopt/detail/form_text.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace gongwen::adopt {
namespace {

constexpr std::array<std::string_view, 7> kBoxes{"□", "☐", "○", "◯", "〇", "❑", "☑"};
constexpr std::array<std::string_view, 5> kWidths{" ", "\u3000", "\u00a0", "\t", "\n"};

bool is_ascii_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char sign) { return (sign & 0x80) == 0; });
}

/// Whether a note is part of the title, such as 中文, and not an instruction.
bool says_which_writing(std::string_view note) {
  constexpr std::array<std::string_view, 12> kWords{"中文", "英文", "外文", "法文", "拼音", "汉语拼音",
                                                    "大写", "小写", "起",   "止",   "始",   "终"};
  return std::find(kWords.begin(), kWords.end(), note) != kWords.end();
}

}  // namespace

std::size_t blank_at(std::string_view text) {
  for (const std::string_view blank : kWidths) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

std::size_t box_at(std::string_view text) {
  // 二〇三〇年
  constexpr std::string_view kNought = "〇";
  constexpr std::array<std::string_view, 11> kFigures{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "年"};
  const std::string_view behind = text.substr(std::min(text.size(), kNought.size()));
  if (text.starts_with(kNought) &&
      std::any_of(kFigures.begin(), kFigures.end(), [behind](std::string_view one) { return behind.starts_with(one); }))
    return 0;
  for (const std::string_view box : kBoxes) {
    if (text.starts_with(box)) return box.size();
  }
  return 0;
}

std::size_t underscores_at(std::string_view text) {
  constexpr std::string_view kWide = "＿";
  std::size_t at = 0;
  std::size_t count = 0;
  while (at < text.size()) {
    const std::size_t size = text[at] == '_' ? 1 : text.substr(at).starts_with(kWide) ? kWide.size() : 0;
    if (size == 0) break;
    at += size;
    count += size > 1 ? 2 : 1;
  }
  // 正本__份; not a__b@example.com.
  const bool is_short_blank = count == 2 && at < text.size() && !base::is_ascii_alnum(text[at]);
  return count > 2 || is_short_blank ? at : 0;
}

std::size_t size_of_character(std::string_view text) { return base::code_point_end(text, 0); }

// Blanks space out the characters of Chinese labels, and separate English words. They are removed beside characters
// that are not ASCII, except before an English word.
std::string without_spread(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (const std::size_t blank = blank_at(text.substr(end))) end += blank;
    if (end == at) {
      const std::size_t size = size_of_character(text.substr(at));
      result += text.substr(at, size);
      at += size;
      continue;
    }
    const bool is_english =
        !result.empty() && (result.back() & 0x80) == 0 && end < text.size() && (text[end] & 0x80) == 0;
    // A label in two languages: 姓名 Name.
    const bool turns_english = !result.empty() && end + 1 < text.size() && base::is_ascii_alpha(text[end]) &&
                               (base::is_ascii_alpha(text[end + 1]) || text[end + 1] == '-');
    if (is_english || turns_english) result += ' ';
    at = end;
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (const std::size_t blank = blank_at(text)) text.remove_prefix(blank);
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kWidths) {
      if (!text.ends_with(blank)) continue;
      text.remove_suffix(blank.size());
      again = true;
    }
  }
  return text;
}

std::size_t first_box(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && box_at(text.substr(at)) == 0) at += size_of_character(text.substr(at));
  return at;
}

bool has_box(std::string_view text) { return first_box(text) < text.size(); }

std::size_t number_length(std::string_view text) {
  constexpr std::array<std::string_view, 10> kFigures{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  std::size_t at = 0;
  const bool is_closed = text.starts_with("（") || text.starts_with("(");
  if (is_closed) at = size_of_character(text);
  const std::size_t begin = at;
  while (at < text.size() && at - begin < 3 && base::is_ascii_digit(text[at])) ++at;
  bool is_chinese = false;
  for (bool again = at == begin; again;) {
    const auto figure = std::find_if(kFigures.begin(), kFigures.end(),
                                     [rest = text.substr(at)](std::string_view one) { return rest.starts_with(one); });
    again = figure != kFigures.end();
    if (again) at += figure->size();
    is_chinese = is_chinese || again;
  }
  const std::string_view rest = text.substr(at);
  // ①, ⑳
  if (at == begin && !is_closed && rest.starts_with("\xE2\x91") && rest.size() > 2 &&
      static_cast<unsigned char>(rest[2]) <= 0xB3)
    return 3;
  if (at == begin || rest.empty()) return 0;
  if (is_closed)
    return rest.starts_with("）") ? at + std::string_view("）").size() : rest.starts_with(')') ? at + 1 : 0;
  for (const std::string_view mark : {"、", "．", "）"}) {
    if (rest.starts_with(mark)) return at + mark.size();
  }
  // 1.5 is not a line number.
  const bool is_part = rest.size() < 2 || base::is_ascii_digit(rest[1]);
  return !is_chinese && !is_part && (rest.starts_with('.') || rest.starts_with(')')) ? at + 1 : 0;
}

namespace {

/// Whether words follow below a line that ends in a colon: `部门意见：`, and 签名： below it.
bool goes_on_below(std::string_view text) {
  for (std::size_t line = text.find('\n'); line != std::string_view::npos; line = text.find('\n', line + 1)) {
    const std::string_view above = trimmed(text.substr(0, line));
    if ((above.ends_with("：") || above.ends_with(':')) && !trimmed(text.substr(line)).empty()) return true;
  }
  return false;
}

/// 月 日: the marks of a blank date.
bool has_only_date_marks(std::string_view plain) {
  constexpr std::array<std::string_view, 6> kMarks{"年", "月", "日", "时", "分", "至"};
  std::size_t marks = 0;
  while (!plain.empty()) {
    const auto mark =
        std::find_if(kMarks.begin(), kMarks.end(), [plain](std::string_view one) { return plain.starts_with(one); });
    if (mark == kMarks.end()) return false;
    plain.remove_prefix(mark->size());
    ++marks;
  }
  return marks > 0;
}

}  // namespace

namespace {

/// `人数（ ）人`: brackets around room for writing, as read by line_places.
bool has_blank_brackets(std::string_view text) {
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    for (std::size_t at = text.find(open); at != std::string_view::npos; at = text.find(open, at + 1)) {
      std::size_t end = at + open.size();
      while (const std::size_t blank = blank_at(text.substr(end))) end += blank;
      const std::string_view blanks = text.substr(at + open.size(), end - at - open.size());
      const bool is_room = blanks.size() > 1 && blanks.find('\n') == std::string_view::npos;
      if (is_room && text.substr(end).starts_with(close)) return true;
    }
  }
  return false;
}

}  // namespace

bool says_several_choices(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWords{"多选",     "多项选择",       "不定项",
                                                   "multiple", "all that apply", "any that"};
  if (std::any_of(kWords.begin(), kWords.end(),
                  [text](std::string_view word) { return text.find(word) != std::string_view::npos; }))
    return true;
  // 限选2项, 最多选三项; not 限选1项.
  constexpr std::string_view kChoose = "选";
  for (std::size_t at = text.find(kChoose); at != std::string_view::npos; at = text.find(kChoose, at + 1)) {
    std::string_view count = trimmed(text.substr(at + kChoose.size()));
    for (const std::string_view word : {"择", "至多", "最多", "不超过"}) {
      if (count.starts_with(word)) count.remove_prefix(word.size());
    }
    constexpr std::array<std::string_view, 17> kCounts{"2",  "3",  "4",  "5",  "6",  "二", "两", "三",  "四",
                                                       "五", "六", "２", "３", "４", "５", "多", "若干"};
    for (const std::string_view number : kCounts) {
      if (!count.starts_with(number)) continue;
      const std::string_view unit = trimmed(count.substr(number.size()));
      if (unit.starts_with("项") || unit.starts_with("个") || unit.starts_with("种")) return true;
    }
  }
  return false;
}

std::optional<Label> read_label(std::string_view text, std::size_t most) {
  Label label;
  text = trimmed(text);
  if (goes_on_below(text)) return std::nullopt;
  const bool has_line = text.find("__") != std::string_view::npos || underscores_at(text) > 0;
  if (text.empty() || has_box(text) || has_line || has_blank_brackets(text)) return std::nullopt;
  label.says_several = says_several_choices(text);
  const std::size_t number = number_length(text);
  label.number = without_spread(text.substr(0, number));
  std::string plain = without_spread(trimmed(text.substr(number)));
  for (const std::string_view star : {"*", "＊"}) {
    for (std::size_t at = plain.find(star); at != std::string::npos; at = plain.find(star)) {
      plain.erase(at, star.size());
      label.is_required = true;
    }
  }
  const auto drop_colons = [&plain] {
    for (bool again = true; again;) {
      again = false;
      for (const std::string_view mark : {"：", ":"}) {
        if (!plain.ends_with(mark)) continue;
        plain.erase(plain.size() - mark.size());
        again = true;
      }
    }
  };
  drop_colons();
  label.printed = label.number + (label.number.ends_with('.') ? " " : "") + plain;
  // A note in brackets at the end tells how to fill in, and is not part of the title.
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    const std::size_t at = plain.rfind(open);
    if (!plain.ends_with(close) || at == std::string::npos || at == 0) continue;
    label.note = plain.substr(at + open.size(), plain.size() - at - open.size() - close.size());
    plain.erase(at);
  }
  drop_colons();
  plain = std::string(trimmed(plain));
  const std::size_t longest = is_ascii_only(plain) ? 2 * most : most;
  if (plain.empty() || base::count_code_points(plain) > longest || plain.find("。") != std::string::npos)
    return std::nullopt;
  // Figures and marks alone are not a label.
  const bool has_letter = std::any_of(plain.begin(), plain.end(), [](char sign) {
    return (sign & 0x80) != 0 || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z');
  });
  if (!has_letter) return std::nullopt;
  if (has_only_date_marks(plain)) return std::nullopt;
  // 姓名（中文） and 姓名（英文） are two titles.
  if (says_which_writing(label.note)) plain += "（" + std::exchange(label.note, {}) + "）";
  label.text = std::move(plain);
  return label;
}

DateBlank read_date_blank(std::string_view text) {
  const std::string plain = without_spread(trimmed(text));
  std::string marks;
  for (const char sign : plain) {
    if (sign >= '0' && sign <= '9') return DateBlank::None;
    if (sign != '_') marks += sign;
  }
  if (marks.ends_with("年月日")) return DateBlank::Date;
  return marks == "年月" ? DateBlank::Month : DateBlank::None;
}

bool asks_for_signature(std::string_view text) {
  constexpr std::array<std::string_view, 10> kWords{"签字",   "签名",   "盖章",      "签章",      "公章",
                                                    "（章）", "(盖章)", "signature", "Signature", "stamp"};
  const std::string plain = without_spread(text);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&plain](std::string_view word) { return plain.find(word) != std::string::npos; });
}

std::optional<LabelledPlace> find_date_blank(std::string_view text) {
  constexpr std::string_view kYear = "年";
  constexpr std::string_view kDay = "日";
  for (std::size_t year = text.find(kYear); year != std::string_view::npos; year = text.find(kYear, year + 1)) {
    const std::size_t day = text.find(kDay, year);
    if (day == std::string_view::npos) break;
    const std::size_t end = day + kDay.size();
    if (read_date_blank(text.substr(year, end - year)) != DateBlank::Date) continue;
    std::size_t begin = year;
    for (bool again = true; again;) {
      again = false;
      for (const std::string_view sign : {" ", "\u3000", "\u00a0", "_", "＿"}) {
        if (!text.substr(0, begin).ends_with(sign)) continue;
        begin -= sign.size();
        again = true;
      }
    }
    return LabelledPlace{{}, begin, end};
  }
  return std::nullopt;
}

namespace {

/// Whether the text has anything but figures and marks.
bool has_letter(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    const bool is_figure = decoded.code_point < 0x80 && base::is_ascii_digit(static_cast<char>(decoded.code_point));
    if (!is_figure && decoded.code_point != U'_' && base::is_word_character(decoded.code_point)) return true;
    at += decoded.length;
  }
  return false;
}

}  // namespace

std::vector<std::string_view> words_between_places(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  const auto take = [&](std::size_t end) {
    const std::string_view one = trimmed(text.substr(begin, end - begin));
    if (has_letter(one)) words.push_back(one);
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = box_at(text.substr(at));
    if (length == 0 && (text[at] == '\n' || text[at] == '\t')) length = 1;
    if (length == 0) length = underscores_at(text.substr(at));
    if (length > 0) {
      take(at);
      begin = at + length;
    }
    at += std::max(length, size_of_character(text.substr(at)));
  }
  take(text.size());
  return words;
}

std::string comparable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const std::size_t size = size_of_character(rest);
    const std::string_view sign = rest.substr(0, size);
    const bool is_mark = sign == "*" || sign == "＊" || sign == "：" || sign == ":";
    if (blank_at(rest) == 0 && !is_mark) out += sign;
    at += std::max(size, blank_at(rest));
  }
  return out;
}

bool is_said(std::string_view words, std::string_view said) {
  // Ignores punctuation at both ends and the words around the blanks of dates and signatures.
  const auto is_known = [said](std::string_view piece) {
    constexpr std::array<std::string_view, 18> kMarks{"年",   "月",   "日",   "时",   "分",   "自",   "至", "起", "止",
                                                      "盖章", "签字", "签名", "签章", "公章", "序号", "第", "页", "共"};
    std::string rest = comparable(piece);
    if (rest.empty() || said.find(rest) != std::string_view::npos) return true;
    // The number of a label does not count as a word.
    rest = comparable(piece.substr(number_length(trimmed(piece)) + (trimmed(piece).data() - piece.data())));
    if (said.find(rest) != std::string_view::npos) return true;
    for (const std::string_view mark : {"，", "。", "；", "、", ",", ";", "."}) {
      while (rest.starts_with(mark)) rest.erase(0, mark.size());
      while (rest.ends_with(mark)) rest.resize(rest.size() - mark.size());
    }
    if (said.find(rest) != std::string_view::npos) return true;
    for (const std::string_view mark : kMarks) {
      for (std::size_t at = rest.find(mark); at != std::string::npos; at = rest.find(mark)) rest.erase(at, mark.size());
    }
    return !has_letter(rest);
  };
  if (is_known(words)) return true;
  constexpr std::array<std::string_view, 10> kParts{"（", "）", "(", ")", "：", ":", "；", "，", "  ", "\u3000"};
  std::array<std::size_t, kParts.size()> next{};  // place of each mark after `begin`
  for (std::size_t begin = 0; begin < words.size();) {
    std::size_t end = words.size();
    std::size_t length = 0;
    for (std::size_t i = 0; i < kParts.size(); ++i) {
      if (next[i] != std::string_view::npos && (begin == 0 || next[i] < begin)) next[i] = words.find(kParts[i], begin);
      if (next[i] >= end) continue;
      end = next[i];
      length = kParts[i].size();
    }
    if (!is_known(words.substr(begin, end - begin))) return false;
    begin = end + length;
  }
  return true;
}

}  // namespace gongwen::adopt
