#include "adopt/detail/form_text.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gongwen::adopt {
namespace {

constexpr std::array<std::string_view, 7> kBoxes{"□", "☐", "○", "◯", "〇", "❑", "☑"};
constexpr std::array<std::string_view, 5> kWidths{" ", "\u3000", "\u00a0", "\t", "\n"};
constexpr std::size_t kMaxLabel = 24;  // characters

std::size_t blank_at(std::string_view text) {
  for (const std::string_view blank : kWidths) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

std::size_t box_at(std::string_view text) {
  for (const std::string_view box : kBoxes) {
    if (text.starts_with(box)) return box.size();
  }
  return 0;
}

std::size_t size_of_character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (text[size] & 0xC0) == 0x80) ++size;
  return size;
}

bool is_ascii_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char sign) { return (sign & 0x80) == 0; });
}

/// Blanks spread Chinese labels and part English words: they are taken out beside characters that are not ASCII, except
/// before an English word.
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

bool is_blank_to_write_on(std::string_view text, std::size_t& length) {
  std::size_t at = 0;
  std::size_t count = 0;
  while (at < text.size()) {
    const std::size_t size = text[at] == '_'                     ? 1
                             : text.substr(at).starts_with("＿") ? std::string_view("＿").size()
                                                                 : 0;
    if (size == 0) break;
    at += size;
    count += size > 1 ? 2 : 1;
  }
  length = at;
  return count >= 3;
}

}  // namespace

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
  std::size_t first = text.size();
  for (const std::string_view box : kBoxes) first = std::min(first, text.find(box));
  return first;
}

bool has_box(std::string_view text) { return first_box(text) < text.size(); }

std::optional<Label> read_label(std::string_view text) {
  Label label;
  text = trimmed(text);
  std::size_t unused = 0;
  if (text.empty() || has_box(text) || is_blank_to_write_on(text, unused) || text.find("__") != std::string_view::npos)
    return std::nullopt;
  label.says_several = text.find("多选") != std::string_view::npos || text.find("multiple") != std::string_view::npos;
  std::string plain = without_spread(text);
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
  // A note in brackets at the end says how to fill in, and belongs to no title.
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    const std::size_t at = plain.rfind(open);
    if (!plain.ends_with(close) || at == std::string::npos || at == 0) continue;
    label.note = plain.substr(at + open.size(), plain.size() - at - open.size() - close.size());
    plain.erase(at);
  }
  drop_colons();
  plain = std::string(trimmed(plain));
  const std::size_t most = is_ascii_only(plain) ? 2 * kMaxLabel : kMaxLabel;
  if (plain.empty() || base::count_code_points(plain) > most || plain.find("。") != std::string::npos)
    return std::nullopt;
  // Figures and marks alone label nothing.
  const bool has_letter = std::any_of(plain.begin(), plain.end(), [](char sign) {
    return (sign & 0x80) != 0 || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z');
  });
  if (!has_letter) return std::nullopt;
  label.text = std::move(plain);
  return label;
}

std::vector<LabelledPlace> read_boxes(std::string_view text) {
  std::vector<LabelledPlace> options;
  LabelledPlace place;
  bool in_option = false;
  std::string option;
  const auto flush = [&] {
    // Below an option other words may stand.
    const std::string_view line = trimmed(option);
    std::string words = without_spread(line.substr(0, line.find('\n')));
    // Where something is to be written beside the box, the blank belongs to no option.
    if (const std::size_t blank = words.find("__"); blank != std::string::npos) words.erase(blank);
    if (const std::size_t blank = words.find("＿"); blank != std::string::npos) words.erase(blank);
    for (const std::string_view mark : {"：", ":", "；", ";", "，", ",", "、", "。"}) {
      if (words.ends_with(mark)) words.erase(words.size() - mark.size());
    }
    if (in_option && !words.empty()) options.push_back({std::move(words), place.begin, place.end});
    option.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t box = box_at(text.substr(at))) {
      flush();
      in_option = true;
      place.begin = at;
      at += box;
      place.end = at;
      continue;
    }
    const std::size_t size = size_of_character(text.substr(at));
    option += text.substr(at, size);
    at += size;
  }
  flush();
  return options;
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
  constexpr std::array<std::string_view, 9> kWords{"签字",   "签名",      "盖章",      "签章", "公章",
                                                   "（章）", "signature", "Signature", "stamp"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::vector<LabelledPlace> labelled_blanks(std::string_view text) {
  std::vector<LabelledPlace> blanks;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 0;
    if (!is_blank_to_write_on(text.substr(at), length)) {
      at += std::max<std::size_t>(length, size_of_character(text.substr(at)));
      continue;
    }
    std::string_view before = trimmed(text.substr(begin, at - begin));
    // The label of `，联系电话：____` begins after the mark.
    for (const std::string_view mark : {"，", "；", "。", ",", ";"}) {
      if (const std::size_t last = before.rfind(mark); last != std::string_view::npos)
        before.remove_prefix(last + mark.size());
    }
    before = trimmed(before);
    // 委托期限：自____年
    for (const std::string_view colon : {"：", ":"}) {
      const std::size_t end = before.find(colon);
      const std::string_view rest =
          end == std::string_view::npos ? std::string_view() : before.substr(end + colon.size());
      if (!rest.empty() && base::count_code_points(rest) <= 2) before = before.substr(0, end);
    }
    blanks.push_back({std::string(before), at, at + length});
    at += length;
    begin = at;
  }
  return blanks;
}

std::vector<LabelledPlace> labelled_dates(std::string_view text) {
  constexpr std::string_view kDay = "日";
  std::vector<LabelledPlace> dates;
  for (const std::string_view colon : {std::string_view("："), std::string_view(":")}) {
    for (std::size_t at = text.find(colon); at != std::string_view::npos; at = text.find(colon, at + 1)) {
      const std::size_t day = text.find(kDay, at);
      if (day == std::string_view::npos) break;
      const std::size_t begin = at + colon.size();
      if (read_date_blank(text.substr(begin, day + kDay.size() - begin)) != DateBlank::Date) continue;
      std::string_view before = text.substr(0, at);
      // The label begins after the last mark; the text before that mark is another field.
      for (const std::string_view mark : {"_", "＿", "，", "；", "。", "  ", "　　", "\t"}) {
        if (const std::size_t last = before.rfind(mark); last != std::string_view::npos)
          before.remove_prefix(last + mark.size());
      }
      LabelledPlace place{std::string(trimmed(before)), begin, day + kDay.size()};
      if (const auto date = find_date_blank(text.substr(begin, place.end - begin))) {
        place.end = begin + date->end;
        place.begin = begin + date->begin;
      }
      dates.push_back(std::move(place));
    }
  }
  return dates;
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

/// Anything but figures and marks.
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

bool is_part_of_date(std::string_view label) {
  constexpr std::array<std::string_view, 6> kMarks{"年", "月", "日", "自", "至", "起"};
  std::string rest = without_spread(trimmed(label));
  if (rest.empty()) return false;
  for (const std::string_view mark : kMarks) {
    for (std::size_t at = rest.find(mark); at != std::string::npos; at = rest.find(mark)) rest.erase(at, mark.size());
  }
  return rest.empty();
}

std::size_t count_date_blanks(std::string_view text) {
  std::size_t count = 0;
  while (const std::optional<LabelledPlace> blank = find_date_blank(text)) {
    text.remove_prefix(blank->end);
    ++count;
  }
  return count;
}

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
    if (length == 0) is_blank_to_write_on(text.substr(at), length);
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
    constexpr std::array<std::string_view, 16> kMarks{"年",   "月",   "日",   "自",   "至",   "起", "止", "盖章",
                                                      "签字", "签名", "签章", "公章", "序号", "第", "页", "共"};
    std::string rest = comparable(piece);
    if (rest.empty() || said.find(rest) != std::string_view::npos) return true;
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
  std::string_view rest = words;
  bool all = true;
  while (!rest.empty() && all) {
    std::size_t end = rest.size();
    std::size_t length = 0;
    for (const std::string_view mark : {"（", "）", "(", ")", "：", ":"}) {
      if (const std::size_t at = rest.find(mark); at < end) {
        end = at;
        length = mark.size();
      }
    }
    all = is_known(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + length));
  }
  return all;
}

}  // namespace gongwen::adopt
