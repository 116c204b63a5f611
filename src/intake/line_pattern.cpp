#include "intake/line_pattern.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "data/value_text.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace gongwen::intake {
namespace {

constexpr std::size_t kFewestSigns = 2;  // of words that distinguish a line from others
constexpr std::size_t kSureSigns = 8;    // of a line that is recognised even among other words
constexpr std::size_t kNowhere = std::u32string::npos;

/// Signs that people set as they like.
bool is_ignored(char32_t sign) {
  constexpr std::u32string_view kIgnored = U" \t\r\n_:*\u3000\u00A0\u2002\u2003";
  return kIgnored.find(sign) != std::u32string_view::npos;
}

/// The positions of a line's words: the first sign of each.
using Positions = std::vector<std::size_t>;

/// Finds the words one after the other, each as near to the beginning as it can be; the first and the last are given.
Positions from_left(const LinePattern& line, std::u32string_view signs, std::size_t first, std::size_t last) {
  Positions found{first};
  std::size_t at = first + line.words.front().size();
  for (std::size_t i = 1; i + 1 < line.words.size(); ++i) {
    const std::size_t next = signs.find(line.words[i], at);
    if (next == kNowhere || next + line.words[i].size() > last) return {};
    found.push_back(next);
    at = next + line.words[i].size();
  }
  if (at > last) return {};
  found.push_back(last);
  return found;
}

/// The same, each as near to the end as it can be.
Positions from_right(const LinePattern& line, std::u32string_view signs, std::size_t first, std::size_t last) {
  Positions found{last};
  std::size_t end = last;
  for (std::size_t i = line.words.size() - 2; i > 0; --i) {
    if (line.words[i].size() > end) return {};
    const std::size_t next = signs.rfind(line.words[i], end - line.words[i].size());
    if (next == kNowhere) return {};
    found.push_back(next);
    end = next;
  }
  found.push_back(first);
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace

LineText::LineText(std::string_view of) : text(of) {
  for (std::size_t at = 0; at < text.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    const char32_t sign = data::narrow_sign(decoded.code_point);
    if (!is_ignored(sign)) {
      signs += sign;
      places.emplace_back(at, at + decoded.length);
    }
    at += decoded.length;
  }
}

std::size_t count_signs(const LinePattern& line) {
  return std::accumulate(line.words.begin(), line.words.end(), std::size_t{0},
                         [](std::size_t sum, const std::u32string& words) { return sum + words.size(); });
}

std::optional<LinePattern> read_line_pattern(std::string_view text) {
  constexpr std::string_view kBox = "□";
  LinePattern line;
  line.is_behind_box = text.starts_with(kBox);
  if (line.is_behind_box) text.remove_prefix(kBox.size());
  std::string words;
  for (std::size_t at = 0; at < text.size();) {
    const bool is_double = text.substr(at).starts_with("{{") || text.substr(at).starts_with("}}");
    const std::size_t close = text[at] == '{' && !is_double ? text.find('}', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      words += text[at];
      at += is_double ? 2 : 1;
      continue;
    }
    line.words.push_back(LineText(std::exchange(words, {})).signs);
    line.pointers.emplace_back(text.substr(at + 1, close - at - 1));
    at = close + 1;
  }
  line.words.push_back(LineText(words).signs);
  const auto is_empty = [](const std::u32string& one) {
    return one.empty();
  };
  if (line.pointers.empty() || std::any_of(line.words.begin() + 1, line.words.end() - 1, is_empty)) return std::nullopt;
  std::size_t letters = 0;
  for (const std::u32string& one : line.words) {
    letters += static_cast<std::size_t>(
        std::count_if(one.begin(), one.end(), [](char32_t sign) { return base::is_word_character(sign); }));
  }
  if (letters < kFewestSigns) return std::nullopt;
  return line;
}

std::optional<LineMatch> match_line(const LinePattern& line, const LineText& found) {
  const std::string_view text = found.text;
  const std::u32string_view signs = found.signs;
  const std::u32string& begin = line.words.front();
  const std::u32string& end = line.words.back();
  const bool is_sure = count_signs(line) >= kSureSigns;
  std::size_t first = 0;
  if (!signs.starts_with(begin)) {
    first = is_sure ? signs.find(begin) : kNowhere;
    if (first == kNowhere || signs.find(begin, first + 1) != kNowhere) return std::nullopt;
  }
  if (signs.size() < end.size()) return std::nullopt;
  std::size_t last = signs.size() - end.size();
  if (!signs.ends_with(end)) {
    last = is_sure ? signs.rfind(end) : kNowhere;
    if (last == kNowhere || signs.find(end, first + begin.size()) != last) return std::nullopt;
  }
  const Positions positions = from_left(line, signs, first, last);
  if (positions.empty() || positions != from_right(line, signs, first, last)) return std::nullopt;
  LineMatch match;
  const auto begin_of = [&](std::size_t sign) {
    return sign < found.places.size() ? found.places[sign].first : text.size();
  };
  const auto end_of = [&](std::size_t sign) {
    return sign == 0 ? 0 : found.places[sign - 1].second;
  };
  for (std::size_t i = 0; i + 1 < positions.size(); ++i) {
    const std::size_t from = end_of(positions[i] + line.words[i].size());
    const std::size_t to = line.words[i + 1].empty() ? text.size() : begin_of(positions[i + 1]);
    std::string_view value = data::trim_blanks(text.substr(from, to - from));
    for (const std::string_view colon : {"：", ":"}) {
      if (value.starts_with(colon)) value = data::trim_blanks(value.substr(colon.size()));
    }
    match.values.push_back(value);
  }
  if (!begin.empty()) match.before = data::trim_blanks(text.substr(0, begin_of(first)));
  if (!end.empty()) match.behind = data::trim_blanks(text.substr(end_of(last + end.size())));
  return match;
}

bool has_words_of_line(const LinePattern& line, const LineText& text) {
  constexpr std::size_t kFewest = 3;
  return std::any_of(line.words.begin() + 1, line.words.end(), [&text](const std::u32string& words) {
    return words.size() >= kFewest && text.signs.find(words) != std::u32string::npos;
  });
}

}  // namespace gongwen::intake
