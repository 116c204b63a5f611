#include "style/detail/predefined_counter_styles.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gongwen::style {
namespace {

using System = PredefinedSystem;

/// Symbols of the Chinese systems: ten digits, the marks for 10, 100, 1000 and 10^4, and what makes a number negative.
constexpr PredefinedCounterStyle kStyles[] = {
    {"disc", System::Cyclic, U"•", " "},
    {"circle", System::Cyclic, U"◦", " "},
    {"square", System::Cyclic, U"▪", " "},
    {"decimal", System::Numeric, U"0123456789", ". "},
    {"decimal-leading-zero", System::Numeric, U"0123456789", ". ", 2},
    {"fullwidth-decimal", System::Numeric, U"０１２３４５６７８９", "．"},
    {"arabic-indic", System::Numeric, U"٠١٢٣٤٥٦٧٨٩", ". "},
    {"devanagari", System::Numeric, U"०१२३४५६७८९", ". "},
    {"mongolian", System::Numeric, U"᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙", ". "},
    {"persian", System::Numeric, U"۰۱۲۳۴۵۶۷۸۹", ". "},
    {"thai", System::Numeric, U"๐๑๒๓๔๕๖๗๘๙", ". "},
    {"tibetan", System::Numeric, U"༠༡༢༣༤༥༦༧༨༩", ". "},
    {"cjk-decimal", System::Numeric, U"〇一二三四五六七八九", "、"},
    {"lower-alpha", System::Alphabetic, U"abcdefghijklmnopqrstuvwxyz", ". "},
    {"lower-latin", System::Alphabetic, U"abcdefghijklmnopqrstuvwxyz", ". "},
    {"upper-alpha", System::Alphabetic, U"ABCDEFGHIJKLMNOPQRSTUVWXYZ", ". "},
    {"upper-latin", System::Alphabetic, U"ABCDEFGHIJKLMNOPQRSTUVWXYZ", ". "},
    {"lower-greek", System::Alphabetic, U"αβγδεζηθικλμνξοπρστυφχψω", ". "},
    {"lower-roman", System::Roman, U"ivxlcdm", ". "},
    {"upper-roman", System::Roman, U"IVXLCDM", ". "},
    {"cjk-heavenly-stem", System::Fixed, U"甲乙丙丁戊己庚辛壬癸", "、", 1, "cjk-decimal"},
    {"cjk-earthly-branch", System::Fixed, U"子丑寅卯辰巳午未申酉戌亥", "、", 1, "cjk-decimal"},
    {"circled", System::Fixed, U"①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", ""},
    {"circled-decimal", System::Fixed,
     U"①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", " "},
    {"filled-circled-decimal", System::Fixed, U"❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴", " "},
    {"parenthesized-decimal", System::Fixed, U"⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", " "},
    {"dotted-decimal", System::Fixed, U"⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", " "},
    {"circled-ideograph", System::Fixed, U"㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", " ", 1, "cjk-decimal"},
    {"parenthesized-ideograph", System::Fixed, U"㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", " ", 1, "cjk-decimal"},
    {"simp-chinese-informal", System::Chinese, U"零一二三四五六七八九十百千万负", "、", 1, "cjk-decimal"},
    {"simp-chinese-formal", System::Chinese, U"零壹贰叁肆伍陆柒捌玖拾佰仟万负", "、", 1, "cjk-decimal"},
    {"trad-chinese-informal", System::Chinese, U"零一二三四五六七八九十百千萬負", "、", 1, "cjk-decimal"},
    {"trad-chinese-formal", System::Chinese, U"零壹貳參肆伍陸柒捌玖拾佰仟萬負", "、", 1, "cjk-decimal"},
    {"cjk-ideographic", System::Chinese, U"零一二三四五六七八九十百千萬負", "、", 1, "cjk-decimal"},
};

constexpr std::int64_t kMaxChinese = 9999;
constexpr std::int64_t kMaxRoman = 3999;
constexpr std::array<std::int64_t, 4> kPlaces{1000, 100, 10, 1};

std::string symbol(const PredefinedCounterStyle& style, std::size_t index) {
  return base::to_utf8(style.symbols[index]);
}

std::string format_numeric(std::int64_t value, const PredefinedCounterStyle& style) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  while (digits.size() < static_cast<std::size_t>(style.min_digits)) digits.insert(digits.begin(), '0');
  std::string out;
  for (const char digit : digits) out += symbol(style, static_cast<std::size_t>(digit - '0'));
  return out;
}

/// Section 3.1.4: a, b, …, z, aa, ab, …
std::string format_alphabetic(std::int64_t value, const PredefinedCounterStyle& style) {
  const auto count = static_cast<std::int64_t>(style.symbols.size());
  std::vector<std::size_t> letters;
  for (; value > 0; value = (value - 1) / count) letters.push_back(static_cast<std::size_t>((value - 1) % count));
  std::string out;
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) out += symbol(style, *letter);
  return out;
}

std::string format_roman(std::int64_t value, const PredefinedCounterStyle& style) {
  // Each decimal digit by its pattern over one, five, ten of its place.
  static constexpr std::array<std::string_view, 10> kPatterns{"",  "0",  "00",  "000",  "01",
                                                              "1", "10", "100", "1000", "02"};
  std::string out;
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    const auto digit = static_cast<std::size_t>(value / kPlaces[place] % 10);
    const std::size_t base = (kPlaces.size() - 1 - place) * 2;
    for (const char c : kPatterns[digit]) out += symbol(style, base + static_cast<std::size_t>(c - '0'));
  }
  return out;
}

/// Section 7.1.1: groups of a thousand's place, 零 once for gaps, and 十一 rather than 一十一 where informal.
std::string format_chinese(std::int64_t value, const PredefinedCounterStyle& style) {
  if (value == 0) return symbol(style, 0);
  std::string out = value < 0 ? symbol(style, 14) : "";
  const bool informal = style.name.ends_with("informal") || style.name == "cjk-ideographic";
  const std::int64_t magnitude = value < 0 ? -value : value;
  bool started = false;
  bool gap = false;
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    const std::int64_t digit = magnitude / kPlaces[place] % 10;
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

}  // namespace

bool PredefinedCounterStyle::uses_negative_sign() const {
  return system == System::Numeric || system == System::Alphabetic || system == System::Roman;
}

bool PredefinedCounterStyle::has(std::int64_t value) const {
  switch (system) {
    case System::Cyclic: return true;
    case System::Numeric: return name != "cjk-decimal" || value >= 0;
    case System::Alphabetic: return value >= 1;
    case System::Roman: return value >= 1 && value <= kMaxRoman;
    case System::Fixed: return value >= 1 && value <= static_cast<std::int64_t>(symbols.size());
    case System::Chinese: return value >= -kMaxChinese && value <= kMaxChinese;
  }
  return false;
}

std::string PredefinedCounterStyle::represent(std::int64_t value) const {
  switch (system) {
    case System::Cyclic: return symbol(*this, 0);
    case System::Numeric: return format_numeric(value, *this);
    case System::Alphabetic: return format_alphabetic(value, *this);
    case System::Roman: return format_roman(value, *this);
    case System::Fixed: return symbol(*this, static_cast<std::size_t>(value - 1));
    case System::Chinese: return format_chinese(value, *this);
  }
  return {};
}

const PredefinedCounterStyle* find_predefined_counter_style(std::string_view name) {
  const auto found = std::find_if(std::begin(kStyles), std::end(kStyles),
                                  [&](const PredefinedCounterStyle& style) { return style.name == name; });
  return found == std::end(kStyles) ? nullptr : found;
}

std::span<const PredefinedCounterStyle> predefined_counter_styles() { return kStyles; }

}  // namespace gongwen::style
