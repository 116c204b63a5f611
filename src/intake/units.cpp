#include "intake/units.h"

#include "base/utf8.h"
#include "data/value_text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gongwen::intake {
namespace {

/// Units with one `same` measure the same thing; a unit is 10 to the power of `exponent` of it.
struct Unit {
  std::string_view word;
  std::string_view same;
  int exponent = 0;
  bool counts = false;
};

constexpr auto kUnits = std::to_array<Unit>({
    {"元", "元"},
    {"圆", "元"},
    {"元整", "元"},
    {"圆整", "元"},
    {"元人民币", "元"},
    {"人民币元", "元"},
    {"RMB", "元"},
    {"CNY", "元"},
    {"角", "元", -1},
    {"美元", "美元"},
    {"USD", "美元"},
    {"毫米", "米", -3},
    {"mm", "米", -3},
    {"厘米", "米", -2},
    {"cm", "米", -2},
    {"米", "米"},
    {"m", "米"},
    {"公里", "米", 3},
    {"千米", "米", 3},
    {"km", "米", 3},
    {"平方米", "平方米"},
    {"㎡", "平方米"},
    {"m²", "平方米"},
    {"m2", "平方米"},
    {"公顷", "平方米", 4},
    {"平方公里", "平方米", 6},
    {"亩", "亩"},
    {"克", "克"},
    {"g", "克"},
    {"千克", "克", 3},
    {"公斤", "克", 3},
    {"kg", "克", 3},
    {"吨", "克", 6},
    {"t", "克", 6},
    {"%", "%"},
    {"‰", "%", -1},
    {"分", "分"},
    {"MB", "MB"},
    {"GB", "GB"},
    {"期", "期"},
    {"人", "人", 0, true},
    {"名", "人", 0, true},
    {"位", "人", 0, true},
    {"人次", "人次", 0, true},
    {"岁", "岁", 0, true},
    {"周岁", "岁", 0, true},
    {"年", "年", 0, true},
    {"月", "月", 0, true},
    {"个月", "个月", 0, true},
    {"周", "周", 0, true},
    {"天", "天", 0, true},
    {"日", "天", 0, true},
    {"小时", "小时", 0, true},
    {"分钟", "分钟", 0, true},
    {"学时", "学时", 0, true},
    {"份", "份", 0, true},
    {"次", "次", 0, true},
    {"个", "个", 0, true},
    {"台", "台", 0, true},
    {"件", "件", 0, true},
    {"套", "套", 0, true},
    {"页", "页", 0, true},
    {"本", "本", 0, true},
    {"辆", "辆", 0, true},
    {"项", "项", 0, true},
    {"篇", "篇", 0, true},
    {"部", "部", 0, true},
    {"场", "场", 0, true},
    {"门", "门", 0, true},
    {"张", "张", 0, true},
    {"户", "户", 0, true},
    {"只", "只", 0, true},
    {"批", "批", 0, true},
});

struct Multiple {
  std::string_view word;
  int exponent = 0;
};
constexpr auto kMultiples =
    std::to_array<Multiple>({{"千万", 7}, {"百万", 6}, {"十万", 5}, {"亿", 8}, {"万", 4}, {"千", 3}, {"百", 2}});

const Unit* unit_named(std::string_view word) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(), [word](const Unit& unit) { return unit.word == word; });
  return found == kUnits.end() ? nullptr : &*found;
}

/// A unit, 万 before a unit, or 万 alone.
struct Measure {
  std::string_view same;
  int exponent = 0;
  bool has_multiple = false;
};

std::optional<Measure> measure_of(std::string_view word) {
  if (const Unit* const unit = unit_named(word)) return Measure{unit->same, unit->exponent};
  for (const Multiple& multiple : kMultiples) {
    if (!word.starts_with(multiple.word)) continue;
    const std::string_view rest = word.substr(multiple.word.size());
    if (rest.empty()) return Measure{{}, multiple.exponent, true};
    const Unit* const unit = unit_named(rest);
    // 百% is not a unit.
    if (unit == nullptr || unit->same == "%") return std::nullopt;
    return Measure{unit->same, unit->exponent + multiple.exponent, true};
  }
  return std::nullopt;
}

std::string narrow(std::string_view text) { return data::narrow_text(data::trim_blanks(text)); }

/// Without brackets around the whole text.
std::string_view unbracketed(std::string_view text) {
  text = data::trim_blanks(text);
  const bool is_closed = text.starts_with('(') && text.ends_with(')') && text.find(')') == text.size() - 1;
  return is_closed ? data::trim_blanks(text.substr(1, text.size() - 2)) : text;
}

/// The number of bytes of the figure at the start: `1,234.5`; 0 if absent, or its commas do not separate
/// thousands.
std::size_t figure_length(std::string_view text) {
  constexpr std::size_t kGroup = 3;
  std::size_t at = 0;
  std::size_t group = 0;
  bool is_grouped = false;
  for (; at < text.size(); ++at) {
    if (base::is_ascii_digit(text[at])) {
      ++group;
      continue;
    }
    const bool goes_on = at + 1 < text.size() && base::is_ascii_digit(text[at + 1]);
    if (text[at] != ',' || !goes_on) break;
    if (is_grouped ? group != kGroup : group == 0 || group > kGroup) return 0;
    is_grouped = true;
    group = 0;
  }
  if (at == 0 || (is_grouped && group != kGroup)) return 0;
  if (at + 1 < text.size() && text[at] == '.' && base::is_ascii_digit(text[at + 1])) {
    ++at;
    while (at < text.size() && base::is_ascii_digit(text[at])) ++at;
  }
  return at;
}

/// The decimal with its point moved to the right by `places`, in its shortest form.
std::string moved_point(std::string_view figure, int places) {
  std::string digits;
  int point = -1;
  const bool is_negative = figure.starts_with('-');
  for (const char c : figure) {
    if (c == '.') point = static_cast<int>(digits.size());
    if (base::is_ascii_digit(c)) digits += c;
  }
  if (point < 0) point = static_cast<int>(digits.size());
  point += places;
  if (point < 1) {
    digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  }
  if (static_cast<std::size_t>(point) > digits.size()) digits.resize(static_cast<std::size_t>(point), '0');
  std::string whole = digits.substr(0, static_cast<std::size_t>(point));
  std::string fraction = digits.substr(static_cast<std::size_t>(point));
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  while (fraction.ends_with('0')) fraction.pop_back();
  if (!fraction.empty()) whole += "." + fraction;
  return is_negative && whole != "0" ? "-" + whole : whole;
}

/// Whether a text states a quantity in words: 十二万元, 三个月, 约5人.
bool ends_with_quantity(std::string_view text) {
  constexpr auto kNumerals = std::to_array<std::string_view>(
      {"〇", "零", "一", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "亿",
       "半", "几", "余", "多", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖", "拾", "佰", "仟"});
  const std::string plain = narrow(text);
  return std::any_of(kUnits.begin(), kUnits.end(), [&](const Unit& unit) {
    if (!plain.ends_with(unit.word)) return false;
    const std::string_view before =
        data::trim_blanks(std::string_view(plain).substr(0, plain.size() - unit.word.size()));
    if (!before.empty() && base::is_ascii_digit(before.back())) return true;
    return std::any_of(kNumerals.begin(), kNumerals.end(),
                       [before](std::string_view numeral) { return before.ends_with(numeral); });
  });
}

}  // namespace

bool is_unit(std::string_view word) {
  const std::string plain = narrow(word);
  const std::optional<Measure> measure = measure_of(plain);
  return measure && !measure->same.empty();
}

bool counts_things(std::string_view unit) {
  const Unit* const known = unit_named(unit);
  return known != nullptr && known->counts;
}

std::string unit_of_label(std::string_view label) {
  std::string plain = narrow(label);
  while (plain.ends_with(':') || plain.ends_with('*') || plain.ends_with(' ')) plain.pop_back();
  const std::size_t open = plain.rfind('(');
  if (plain.ends_with(')') && open != std::string::npos) {
    std::string_view note = std::string_view(plain).substr(open + 1, plain.size() - open - 2);
    constexpr auto kBefore = std::to_array<std::string_view>({"单位", ":", "人民币"});
    // 万元，保留两位小数
    for (const std::size_t end : {note.size(), std::min(note.find_first_of(",; "), note.size())}) {
      std::string_view word = data::trim_blanks(note.substr(0, end));
      if (is_unit(word)) return std::string(word);
      for (const std::string_view before : kBefore) {
        if (word.starts_with(before)) word = data::trim_blanks(word.substr(before.size()));
      }
      if (is_unit(word)) return std::string(word);
    }
    plain.erase(open);
  }
  constexpr auto kSaid = std::to_array<std::pair<std::string_view, std::string_view>>({{"年龄", "岁"}, {"年限", "年"}});
  for (const auto& [word, unit] : kSaid) {
    if (plain.ends_with(word)) return std::string(unit);
  }
  constexpr std::string_view kNumber = "数";
  if (!plain.ends_with(kNumber)) return {};
  plain.erase(plain.size() - kNumber.size());
  std::string_view longest;
  for (const Unit& unit : kUnits) {
    if (unit.word.size() > longest.size() && plain.ends_with(unit.word)) longest = unit.word;
  }
  return std::string(longest);
}

std::optional<Quantity> read_quantity(std::string_view text) {
  constexpr std::size_t kMostOfUnit = 8;  // characters
  using Sign = std::pair<std::string_view, std::string_view>;
  constexpr auto kSigns = std::to_array<Sign>({{"人民币", "元"},
                                               {"RMB", "元"},
                                               {"CNY", "元"},
                                               {"¥", "元"},
                                               {"￥", "元"},
                                               {"USD", "美元"},
                                               {"US$", "美元"},
                                               {"$", "美元"}});
  const std::string plain = narrow(text);
  std::string_view rest = plain;
  std::string_view currency;
  for (const auto& [sign, unit] : kSigns) {
    if (!rest.starts_with(sign) || (!currency.empty() && currency != unit)) continue;
    rest = data::trim_blanks(rest.substr(sign.size()));
    currency = unit;
  }
  Quantity quantity;
  constexpr std::string_view kMinus = "−";
  const std::size_t minus = rest.starts_with('-') ? 1 : rest.starts_with(kMinus) ? kMinus.size() : 0;
  rest.remove_prefix(minus > 0 ? minus : rest.starts_with('+') ? 1 : 0);
  const std::size_t length = figure_length(rest);
  if (length == 0) return std::nullopt;
  quantity.figure = (minus > 0 ? "-" : "") + std::string(rest.substr(0, length));
  rest = unbracketed(rest.substr(length));
  const bool is_word =
      unit_named(rest) != nullptr || rest.find_first_of("0123456789,.;:+-/()~\n") == std::string_view::npos;
  if (!is_word || base::count_code_points(rest) > kMostOfUnit) return std::nullopt;
  quantity.unit = rest;
  if (currency.empty()) return quantity;
  const std::optional<Measure> measure = measure_of(rest);
  if (rest.empty())
    quantity.unit = currency;
  else if (measure && measure->same.empty())
    quantity.unit += currency;
  else if (!measure || measure->same != currency)
    return std::nullopt;
  return quantity;
}

std::optional<std::string> figure_in_unit(std::string_view figure, std::string_view from, std::string_view to) {
  const std::string own = narrow(from);
  const std::string wanted = narrow(to);
  if (own == wanted) return std::string(figure);
  const std::optional<Measure> one = measure_of(own);
  const std::optional<Measure> other = measure_of(wanted);
  if (!one || !other || other->same.empty()) return std::nullopt;
  // 5万 under 万元 may mean 5 or 50,000.
  if (one->same.empty() && other->has_multiple) return std::nullopt;
  if (!one->same.empty() && one->same != other->same) return std::nullopt;
  const int places = one->exponent - (one->same.empty() ? 0 : other->exponent);
  return places == 0 ? std::string(figure) : moved_point(figure, places);
}

UnitReading read_in_unit(std::string_view text, const FieldUnit& field) {
  const std::string_view shown = data::trim_blanks(text);
  UnitReading reading{std::string(shown), UnitOutcome::Same, {}};
  const std::string plain = narrow(shown);
  if (!field.printed.empty() && plain == narrow(field.printed)) return {};
  // Units that are unknown here: 3mg/L under 含量（mg/L）.
  const std::string note = narrow(field.note);
  const bool may_be_unit = !note.empty() && !base::is_ascii_digit(note.front()) && note.front() != '.';
  if (may_be_unit && field.printed.empty() && plain.ends_with(note)) {
    const auto figure = read_quantity(std::string_view(plain).substr(0, plain.size() - note.size()));
    if (figure && figure->unit.empty()) return {figure->figure, UnitOutcome::Same, note};
  }
  const std::optional<Quantity> quantity = read_quantity(shown);
  const std::string& around = field.beside.empty() ? field.printed : field.beside;
  if (!quantity) {
    const bool is_doubtful = std::any_of(plain.begin(), plain.end(), base::is_ascii_digit) || ends_with_quantity(plain);
    if (!around.empty() && is_doubtful) reading.outcome = UnitOutcome::Other;
    reading.from = field.beside;
    return reading;
  }
  reading.from = quantity->unit.empty() ? around : quantity->unit;
  // If the form has no unit, the value keeps its own.
  if (field.printed.empty()) {
    if (quantity->unit.empty() && !field.beside.empty()) reading.outcome = UnitOutcome::Other;
    return reading;
  }
  const std::optional<std::string> figure = figure_in_unit(quantity->figure, reading.from, field.printed);
  // 1,200万 under 万元: nobody counts ten thousands of 万元. The message asks people to check it.
  const std::optional<Measure> own = measure_of(narrow(reading.from));
  const std::optional<Measure> wanted = measure_of(narrow(field.printed));
  const bool is_same_multiple =
      own && wanted && own->same.empty() && wanted->has_multiple && own->exponent == wanted->exponent;
  if (!figure && is_same_multiple) return {quantity->figure, UnitOutcome::Converted, reading.from};
  if (!figure) {
    reading.outcome = UnitOutcome::Other;
    return reading;
  }
  reading.text = *figure;
  if (*figure != quantity->figure) reading.outcome = UnitOutcome::Converted;
  return reading;
}

bool shows_other_unit(std::string_view shown, std::string_view label) {
  const std::optional<Quantity> quantity = read_quantity(shown);
  const std::optional<Measure> measure = quantity ? measure_of(quantity->unit) : std::nullopt;
  if (!measure) return false;
  const std::string wanted = unit_of_label(label);
  if (wanted.empty()) return measure->has_multiple;
  return figure_in_unit(quantity->figure, quantity->unit, wanted) != quantity->figure;
}

bool is_impossible_day(std::string_view text) {
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  constexpr auto kMarks = std::to_array<std::string_view>({"年", "月", "日", "号", "-", ".", "/"});
  const std::string plain = narrow(text);
  std::vector<int> numbers;
  std::string marks;
  for (std::size_t at = 0; at < plain.size();) {
    if (plain[at] == ' ') {
      ++at;
    } else if (base::is_ascii_digit(plain[at])) {
      constexpr std::size_t kMostDigits = 4;
      std::size_t end = at;
      int number = 0;
      for (; end < plain.size() && base::is_ascii_digit(plain[end]); ++end) {
        if (end - at == kMostDigits) return false;
        number = 10 * number + (plain[end] - '0');
      }
      numbers.push_back(number);
      at = end;
    } else {
      const auto mark = std::find_if(
          kMarks.begin(), kMarks.end(),
          [rest = std::string_view(plain).substr(at)](std::string_view one) { return rest.starts_with(one); });
      if (mark == kMarks.end()) return false;
      marks += mark->size() == 1 ? "-" : *mark == "号" ? "日" : *mark;
      at += mark->size();
    }
  }
  const bool has_year = marks == "年月日" || marks == "年月" || (marks == "--" && !numbers.empty() && numbers[0] > 999);
  const bool has_day = marks != "年月";
  if (!has_year && marks != "月日") return false;
  if (numbers.size() != (has_year ? 1U : 0U) + 1U + (has_day ? 1U : 0U)) return false;
  const int year = has_year ? numbers.front() : 0;
  const int month = numbers[has_year ? 1 : 0];
  if (month < 1 || month > 12) return true;
  if (!has_day) return false;
  const bool is_leap = !has_year || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
  const int most = month == 2 && !is_leap ? 28 : kDays[static_cast<std::size_t>(month - 1)];
  return numbers.back() < 1 || numbers.back() > most;
}

}  // namespace gongwen::intake
