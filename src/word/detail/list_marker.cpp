#include "word/detail/list_marker.h"

#include "base/utf8.h"
#include "word/symbols.h"

#include <algorithm>
#include <array>

// Numbers in the formats of ECMA-376-1, 17.18.59. Instances of one definition count on; an instance with startOverride
// starts again.
namespace gongwen::word {
namespace {

constexpr auto kDigits = std::to_array<std::string_view>({"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"});
constexpr auto kLegalDigits =
    std::to_array<std::string_view>({"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"});
constexpr auto kUnits = std::to_array<std::string_view>({"", "十", "百", "千"});
constexpr auto kLegalUnits = std::to_array<std::string_view>({"", "拾", "佰", "仟"});
constexpr auto kStems = std::to_array<std::string_view>({"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"});
constexpr auto kBranches =
    std::to_array<std::string_view>({"子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"});

template <typename Digits, typename Units>
std::string chinese_below_ten_thousand(std::int32_t number, const Digits& digits, const Units& units,
                                       std::string_view zero, bool drops_one) {
  std::string text;
  bool has_gap = false;
  for (std::int32_t unit = 3, power = 1'000; unit >= 0; --unit, power /= 10) {
    const std::int32_t digit = number / power % 10;
    if (digit == 0) {
      has_gap = !text.empty();
      continue;
    }
    if (has_gap) text += zero;
    has_gap = false;
    // 10 to 19 are 十 to 十九.
    if (!(drops_one && digit == 1 && unit == 1 && text.empty())) text += digits[static_cast<std::size_t>(digit)];
    text += units[static_cast<std::size_t>(unit)];
  }
  return text;
}

std::string chinese_counting(std::int32_t number) {
  if (number == 0) return "〇";
  std::string text;
  if (number >= 10'000) text = chinese_below_ten_thousand(number / 10'000 % 10'000, kDigits, kUnits, "零", true) + "万";
  const std::int32_t rest = number % 10'000;
  if (!text.empty() && rest > 0 && rest < 1'000) text += "零";
  return text + chinese_below_ten_thousand(rest, kDigits, kUnits, "零", text.empty());
}

std::string chinese_legal(std::int32_t number) {
  if (number == 0) return "零";
  std::string text;
  if (number >= 10'000)
    text = chinese_below_ten_thousand(number / 10'000 % 10'000, kLegalDigits, kLegalUnits, "零", false) + "万";
  const std::int32_t rest = number % 10'000;
  if (!text.empty() && rest > 0 && rest < 1'000) text += "零";
  return text + chinese_below_ten_thousand(rest, kLegalDigits, kLegalUnits, "零", false);
}

std::string digit_by_digit(std::int32_t number) {
  std::string text;
  for (const char c : std::to_string(number)) text += kDigits[static_cast<std::size_t>(c - '0')];
  return text;
}

/// a … z, aa … zz: the letter is repeated.
std::string letters(std::int32_t number, char first) {
  if (number < 1) return {};
  const auto count = static_cast<std::size_t>(std::min((number - 1) / 26 + 1, 50));
  return std::string(count, static_cast<char>(first + (number - 1) % 26));
}

std::string roman(std::int32_t number, bool is_upper) {
  struct Numeral {
    std::int32_t value;
    std::string_view text;
  };
  constexpr Numeral kNumerals[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
                                   {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
  if (number < 1 || number > 32'767) return std::to_string(number);
  std::string text;
  for (const Numeral& numeral : kNumerals) {
    for (; number >= numeral.value; number -= numeral.value) text += numeral.text;
  }
  if (is_upper)
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return static_cast<char>(c - 32); });
  return text;
}

std::string one_sign(std::int32_t number, char32_t first, std::int32_t most) {
  if (number < 1 || number > most) return std::to_string(number);
  std::string text;
  base::append_utf8(text, first + static_cast<char32_t>(number - 1));
  return text;
}

std::string ordinal(std::int32_t number) {
  const std::int32_t last = number % 10;
  const bool is_teen = number % 100 / 10 == 1;
  const std::string_view ending = is_teen ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
  return std::to_string(number).append(ending);
}

std::string full_width(std::int32_t number) {
  std::string text;
  for (const char c : std::to_string(number)) base::append_utf8(text, static_cast<char32_t>(0xFF10 + (c - '0')));
  return text;
}

}  // namespace

std::string list_number(std::int32_t number, std::string_view format) {
  if (format == "none" || format == "bullet") return {};
  if (number < 0) return std::to_string(number);
  if (format == "chineseCounting" || format == "chineseCountingThousand" || format == "ideographDigital" ||
      format == "taiwaneseCounting" || format == "taiwaneseCountingThousand" || format == "japaneseCounting" ||
      format == "koreanCounting") {
    return chinese_counting(number);
  }
  if (format == "chineseLegalSimplified" || format == "ideographLegalTraditional" || format == "japaneseLegal")
    return chinese_legal(number);
  if (format == "taiwaneseDigital" || format == "japaneseDigitalTenThousand" || format == "koreanDigital")
    return digit_by_digit(number);
  if (format == "ideographTraditional")
    return number >= 1 && number <= 10 ? std::string(kStems[static_cast<std::size_t>(number - 1)])
                                       : std::to_string(number);
  if (format == "ideographZodiac")
    return number >= 1 && number <= 12 ? std::string(kBranches[static_cast<std::size_t>(number - 1)])
                                       : std::to_string(number);
  if (format == "lowerLetter") return letters(number, 'a');
  if (format == "upperLetter") return letters(number, 'A');
  if (format == "lowerRoman") return roman(number, false);
  if (format == "upperRoman") return roman(number, true);
  if (format == "ordinal") return ordinal(number);
  if (format == "decimalZero") return number < 10 ? "0" + std::to_string(number) : std::to_string(number);
  if (format == "decimalFullWidth" || format == "decimalFullWidth2") return full_width(number);
  if (format == "decimalEnclosedCircle" || format == "decimalEnclosedCircleChinese")
    return number > 20 ? one_sign(number - 20, 0x3251, 15) : one_sign(number, 0x2460, 20);
  if (format == "decimalEnclosedParen") return one_sign(number, 0x2474, 20);
  if (format == "decimalEnclosedFullstop") return one_sign(number, 0x2488, 20);
  if (format == "ideographEnclosedCircle") return one_sign(number, 0x3280, 10);
  if (format == "numberInDash") return "- " + std::to_string(number) + " -";
  return std::to_string(number);
}

std::string ListCounter::next(const List& list, std::int32_t level) {
  if (level < 0 || static_cast<std::size_t>(level) >= list.levels.size()) return {};
  const auto at = static_cast<std::size_t>(level);
  Count& count = counts_[list.definition];
  count.numbers.resize(std::max(count.numbers.size(), list.levels.size()));
  count.started.resize(count.numbers.size());
  std::vector<bool>& restarted = restarted_[list.number];
  restarted.resize(count.numbers.size());
  // Levels above that no paragraph has used yet have their start numbers.
  for (std::size_t above = 0; above < at; ++above) {
    if (count.started[above]) continue;
    count.started[above] = true;
    count.numbers[above] = list.levels[above].start;
  }
  const bool has_override = at < list.restarts.size() && list.restarts[at] && !restarted[at];
  if (has_override) {
    count.numbers[at] = *list.restarts[at];
    restarted[at] = true;
  } else if (!count.started[at]) {
    count.numbers[at] = list.levels[at].start;
  } else {
    count.numbers[at] = std::min(count.numbers[at] + 1, 1'000'000'000);
  }
  count.started[at] = true;
  for (std::size_t below = at + 1; below < count.started.size(); ++below) {
    const auto restart = below < list.levels.size() ? list.levels[below].restart_after : std::nullopt;
    // 0: never; otherwise only after this level, counted from 1, or a higher one.
    if (restart && (*restart == 0 || level >= *restart)) continue;
    count.started[below] = false;
  }
  const ListLevel& format = list.levels[at];
  if (format.format == "bullet") return bullet_text(format.run.ascii_font.value_or(std::string()), format.text);
  std::string marker;
  for (std::size_t i = 0; i < format.text.size(); ++i) {
    const char c = format.text[i];
    const char digit = i + 1 < format.text.size() ? format.text[i + 1] : '\0';
    if (c != '%' || digit < '1' || digit > '9') {
      marker += c;
      continue;
    }
    ++i;
    const auto which = static_cast<std::size_t>(digit - '1');
    if (which >= list.levels.size()) continue;
    const bool is_legal = format.is_legal && which < at;
    marker += list_number(count.numbers[which], is_legal ? "decimal" : list.levels[which].format);
  }
  return marker;
}

}  // namespace gongwen::word
