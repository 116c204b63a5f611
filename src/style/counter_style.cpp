#include "style/counter_style.h"

#include "base/utf8.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

namespace gongwen::style {
namespace {

enum class System : std::uint8_t { Cyclic, Numeric, Alphabetic, Roman, Fixed, Chinese };

struct CounterStyle {
  std::string_view name;
  System system;
  std::u32string_view symbols;
  std::string_view suffix;
  int least_digits = 1;
};

/// Symbols of the Chinese systems: ten digits, the marks for 10, 100, 1000 and 10^4, and what makes a number negative.
constexpr CounterStyle kStyles[] = {
    {"disc", System::Cyclic, U"•", " "},
    {"circle", System::Cyclic, U"◦", " "},
    {"square", System::Cyclic, U"▪", " "},
    {"decimal", System::Numeric, U"0123456789", ". "},
    {"decimal-leading-zero", System::Numeric, U"0123456789", ". ", 2},
    {"cjk-decimal", System::Numeric, U"〇一二三四五六七八九", "、"},
    {"lower-alpha", System::Alphabetic, U"abcdefghijklmnopqrstuvwxyz", ". "},
    {"lower-latin", System::Alphabetic, U"abcdefghijklmnopqrstuvwxyz", ". "},
    {"upper-alpha", System::Alphabetic, U"ABCDEFGHIJKLMNOPQRSTUVWXYZ", ". "},
    {"upper-latin", System::Alphabetic, U"ABCDEFGHIJKLMNOPQRSTUVWXYZ", ". "},
    {"lower-greek", System::Alphabetic, U"αβγδεζηθικλμνξοπρστυφχψω", ". "},
    {"lower-roman", System::Roman, U"ivxlcdm", ". "},
    {"upper-roman", System::Roman, U"IVXLCDM", ". "},
    {"cjk-heavenly-stem", System::Fixed, U"甲乙丙丁戊己庚辛壬癸", "、"},
    {"cjk-earthly-branch", System::Fixed, U"子丑寅卯辰巳午未申酉戌亥", "、"},
    {"circled", System::Fixed, U"①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", ""},
    {"simp-chinese-informal", System::Chinese, U"零一二三四五六七八九十百千万负", "、"},
    {"simp-chinese-formal", System::Chinese, U"零壹贰叁肆伍陆柒捌玖拾佰仟万负", "、"},
    {"trad-chinese-informal", System::Chinese, U"零一二三四五六七八九十百千萬負", "、"},
    {"trad-chinese-formal", System::Chinese, U"零壹貳參肆伍陸柒捌玖拾佰仟萬負", "、"},
    {"cjk-ideographic", System::Chinese, U"零一二三四五六七八九十百千萬負", "、"},
};

const CounterStyle* find_style(std::string_view name) {
  for (const CounterStyle& style : kStyles) {
    if (style.name == name) return &style;
  }
  return nullptr;
}

std::string symbol(const CounterStyle& style, std::size_t index) { return base::to_utf8(style.symbols[index]); }

std::string format_numeric(std::int32_t value, const CounterStyle& style) {
  std::string digits = std::to_string(std::labs(value));
  while (digits.size() < static_cast<std::size_t>(style.least_digits)) digits.insert(digits.begin(), '0');
  std::string out = value < 0 ? "-" : "";
  for (const char digit : digits) out += symbol(style, static_cast<std::size_t>(digit - '0'));
  return out;
}

/// css-counter-styles-3 §3.1.4: a, b, …, z, aa, ab, …
std::optional<std::string> format_alphabetic(std::int32_t value, const CounterStyle& style) {
  if (value < 1) return std::nullopt;
  const auto count = static_cast<std::int32_t>(style.symbols.size());
  std::vector<std::size_t> letters;
  for (; value > 0; value = (value - 1) / count) letters.push_back(static_cast<std::size_t>((value - 1) % count));
  std::string out;
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) out += symbol(style, *letter);
  return out;
}

std::optional<std::string> format_roman(std::int32_t value, const CounterStyle& style) {
  if (value < 1 || value > 3999) return std::nullopt;
  // Each decimal digit by its pattern over one, five, ten of its place.
  static constexpr std::array<std::string_view, 10> kPatterns{"",  "0",  "00",  "000",  "01",
                                                              "1", "10", "100", "1000", "02"};
  std::string out;
  constexpr std::array<std::int32_t, 4> kPlaces{1000, 100, 10, 1};
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    const auto digit = static_cast<std::size_t>(value / kPlaces[place] % 10);
    const std::size_t base = (kPlaces.size() - 1 - place) * 2;
    for (const char c : kPatterns[digit]) out += symbol(style, base + static_cast<std::size_t>(c - '0'));
  }
  return out;
}

/// css-counter-styles-3 §7.1: groups of a thousand's place, 零 once for gaps, and 十一 rather than 一十一 where
/// informal.
std::optional<std::string> format_chinese(std::int32_t value, const CounterStyle& style) {
  if (value < -9999 || value > 9999) return std::nullopt;
  if (value == 0) return symbol(style, 0);
  std::string out = value < 0 ? symbol(style, 14) : "";
  const bool informal = style.name.ends_with("informal") || style.name == "cjk-ideographic";
  const auto magnitude = static_cast<std::int32_t>(std::labs(value));
  bool started = false;
  bool gap = false;
  constexpr std::array<std::int32_t, 4> kPlaces{1000, 100, 10, 1};
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    const std::int32_t digit = magnitude / kPlaces[place] % 10;
    if (digit == 0) {
      gap = started;
      continue;
    }
    if (gap) out += symbol(style, 0);
    gap = false;
    const bool bare_ten = informal && kPlaces[place] == 10 && digit == 1 && !started;
    if (!bare_ten) out += symbol(style, static_cast<std::size_t>(digit));
    if (kPlaces[place] > 1) out += symbol(style, 12 - place);
    started = true;
  }
  return out;
}

std::optional<std::string> format_in(std::int32_t value, const CounterStyle& style) {
  switch (style.system) {
    case System::Cyclic: return symbol(style, 0);
    case System::Numeric: return format_numeric(value, style);
    case System::Alphabetic: return format_alphabetic(value, style);
    case System::Roman: return format_roman(value, style);
    case System::Fixed:
      if (value < 1 || value > static_cast<std::int32_t>(style.symbols.size())) return std::nullopt;
      return symbol(style, static_cast<std::size_t>(value - 1));
    case System::Chinese: return format_chinese(value, style);
  }
  return std::nullopt;
}

}  // namespace

bool is_known_counter_style(std::string_view name) { return find_style(name) != nullptr; }

std::string format_counter(std::int32_t value, std::string_view style_name) {
  const CounterStyle* const style = find_style(style_name);
  if (style != nullptr) {
    if (auto text = format_in(value, *style)) return *std::move(text);
  }
  return std::to_string(value);
}

std::string format_marker(std::int32_t value, std::string_view style_name) {
  const CounterStyle* const style = find_style(style_name);
  return format_counter(value, style_name) + std::string(style == nullptr ? ". " : style->suffix);
}

}  // namespace gongwen::style
