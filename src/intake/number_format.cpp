#include "intake/number_format.h"

#include "base/format.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

// Formats of numbers, dates and texts (ECMA-376-1, 18.8.31). A code has up to four sections (positive, negative, zero,
// text), each of literal texts and placeholders: `"¥"#,##0.00;[Red]-#,##0.00`. Only what is certain is shown;
// fractions, eras and other scripts give nullopt.
namespace gongwen::intake {
namespace {

/// Codes of built-in formats, with dates as Chinese versions show them. Empty for General and for formats that do not
/// matter here.
std::string_view builtin_code(std::uint32_t id) {
  constexpr std::string_view kYearMonth = R"(yyyy"年"m"月")";
  constexpr std::string_view kMonthDay = R"(m"月"d"日")";
  switch (id) {
    case 1: return "0";
    case 2: return "0.00";
    case 3: return "#,##0";
    case 4: return "#,##0.00";
    case 9: return "0%";
    case 10: return "0.00%";
    case 11: return "0.00E+00";
    case 12: return "# ?/?";
    case 13: return "# \?\?/\?\?";
    case 16: return "d-mmm";
    case 17: return "mmm-yy";
    case 20: return "h:mm";
    case 21: return "h:mm:ss";
    case 27:
    case 36:
    case 50:
    case 52:
    case 57: return kYearMonth;
    case 28:
    case 29:
    case 51:
    case 53:
    case 54:
    case 58: return kMonthDay;
    case 37:
    case 38: return "#,##0 ;(#,##0)";
    case 39:
    case 40: return "#,##0.00;(#,##0.00)";
    case 45: return "mm:ss";
    case 46: return "[h]:mm:ss";
    case 48: return "##0.0E+0";
    default: return {};
  }
}

std::string_view format_code(const NumberFormat& format) {
  return format.code.empty() ? builtin_code(format.id) : std::string_view(format.code);
}

/// The length of the next token: a character, a quoted text, an escape, or a bracket.
std::size_t token_length(std::string_view code, std::size_t at) {
  const auto through = [&](char end) {
    const std::size_t close = code.find(end, at + 1);
    return (close == std::string_view::npos ? code.size() : close + 1) - at;
  };
  switch (code[at]) {
    case '"': return through('"');
    case '[': return through(']');
    case '\\':
    case '_':
    case '*': return std::min<std::size_t>(2, code.size() - at);
    default: return 1;
  }
}

std::vector<std::string_view> sections_of(std::string_view code) {
  std::vector<std::string_view> sections;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < code.size(); at += token_length(code, at)) {
    if (code[at] != ';') continue;
    sections.push_back(code.substr(begin, at - begin));
    begin = at + 1;
  }
  sections.push_back(code.substr(begin));
  return sections;
}

constexpr std::string_view kGeneral = "general";

/// A section for numbers, taken apart.
struct NumberPattern {
  std::string before;
  std::string digits;  // `#,##0.00`
  /// Texts among the digits, before the one with this index: of `000-0000` `-` at 3.
  std::vector<std::pair<std::size_t, std::string>> between;
  std::string exponent;  // `E+00`
  std::string after;
  int percents = 0;
  bool is_general = false;
};

/// The condition of a section: `[>=100]`.
struct Condition {
  std::string relation;  // `<`, `<=`, `>`, `>=`, `=` or `<>`
  double limit = 0;

  bool holds(double number) const {
    if (relation == "<") return number < limit;
    if (relation == "<=") return number <= limit;
    if (relation == ">") return number > limit;
    if (relation == ">=") return number >= limit;
    return (number == limit) == (relation == "=");
  }
};

/// The condition of a section, if it has one.
std::optional<Condition> condition_of(std::string_view section) {
  for (std::size_t at = 0; at < section.size() && section[at] == '[';) {
    const std::string_view token = section.substr(at, token_length(section, at));
    at += token.size();
    const std::size_t end = token.find_first_not_of("<>=", 1);
    if (end == 1 || end == std::string_view::npos) continue;
    Condition condition{std::string(token.substr(1, end - 1)), 0};
    const auto [rest, error] = std::from_chars(token.data() + end, token.data() + token.size(), condition.limit);
    if (error == std::errc() && *rest == ']') return condition;
  }
  return std::nullopt;
}

/// The index of the section that shows a number, by conditions or by sign; nullopt if no condition holds.
std::optional<std::size_t> section_for(double number, const std::vector<std::string_view>& sections) {
  const bool has_conditions = std::any_of(sections.begin(), sections.end(),
                                          [](std::string_view section) { return condition_of(section).has_value(); });
  if (!has_conditions) {
    const bool has_own = sections.size() > 1;
    return number < 0 && has_own ? 1 : number == 0 && sections.size() > 2 ? 2 : 0;
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(sections.size(), 3); ++i) {
    const auto condition = condition_of(sections[i]);
    if (!condition || condition->holds(number)) return i;
  }
  return std::nullopt;
}

/// Whether digits are written in another script: `[DBNum1]` shows 三 for 3.
bool is_other_script(std::string_view inner) {
  const std::string word = base::ascii_lowercase(inner.substr(0, 6));
  return word == "dbnum1" || word == "dbnum2" || word == "dbnum3" || word == "natnum";
}

/// The text that a bracket adds: a currency sign for `[$¥-804]`, nothing for `[Red]`; nullopt if it is not understood.
std::optional<std::string> bracket_text(std::string_view bracket) {
  if (bracket.size() < 2 || !bracket.ends_with(']')) return std::nullopt;
  const std::string_view inner = bracket.substr(1, bracket.size() - 2);
  if (inner.starts_with('$')) return std::string(inner.substr(1, std::min(inner.find('-'), inner.size()) - 1));
  const bool is_word = !inner.empty() && std::all_of(inner.begin(), inner.end(), [](char c) {
    return base::is_ascii_alpha(c) || base::is_ascii_digit(c) || static_cast<unsigned char>(c) >= 0x80;
  });
  if (condition_of(bracket)) return std::string();
  if (is_other_script(inner)) return std::nullopt;
  const bool is_time = base::ascii_lowercase(inner).find_first_not_of("hms") == std::string::npos;
  return is_word && !is_time ? std::optional(std::string()) : std::nullopt;
}

/// Takes a section apart; nullopt if it is not understood, such as a fraction.
std::optional<NumberPattern> parse_pattern(std::string_view section) {
  constexpr std::string_view kDigits = "0#?.,";
  NumberPattern pattern;
  bool has_number = false;
  bool ended = false;
  const auto literal = [&](std::string_view text) {
    ended = ended || has_number;
    (ended ? pattern.after : pattern.before) += text;
  };
  for (std::size_t at = 0; at < section.size();) {
    const std::string_view token = section.substr(at, token_length(section, at));
    const char first = token.front();
    at += token.size();
    if (first == '"') {
      literal(token.size() > 1 ? token.substr(1, token.size() - 1 - (token.ends_with('"') ? 1 : 0)) : token);
    } else if (first == '\\') {
      literal(token.substr(1));
    } else if (first == '[') {
      const auto text = bracket_text(token);
      if (!text) return std::nullopt;
      if (!text->empty()) literal(*text);
    } else if (first == '%') {
      ++pattern.percents;
      literal(token);
    } else if (kDigits.find(first) != std::string_view::npos) {
      if (pattern.is_general || pattern.percents > 0) return std::nullopt;
      if (ended && first != '0' && first != '#') return std::nullopt;
      if (ended && pattern.exponent.empty()) {
        pattern.between.emplace_back(pattern.digits.size(), std::exchange(pattern.after, {}));
        ended = false;
      }
      has_number = true;
      if (!pattern.exponent.empty()) {
        pattern.exponent += first;
        continue;
      }
      pattern.digits += first;
    } else if ((first == 'E' || first == 'e') && has_number && !ended && at < section.size() &&
               (section[at] == '+' || section[at] == '-')) {
      pattern.exponent = {'E', section[at++]};
    } else if (base::ascii_lowercase(section.substr(at - 1)).starts_with(kGeneral)) {
      if (has_number) return std::nullopt;
      has_number = pattern.is_general = true;
      at += kGeneral.size() - 1;
    } else if (first != '_' && first != '*') {
      if (base::is_ascii_alpha(first) || first == '@' || first == '/') return std::nullopt;
      literal(token);
    }
  }
  return pattern;
}

std::string with_thousands(const std::string& digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

/// Puts a whole number into a pattern with texts between its digits, from the right: 5551234 by `000-0000` is
/// `555-1234`.
std::string in_places(std::string number, const NumberPattern& pattern) {
  const std::size_t places = pattern.digits.size();
  std::string shown;
  std::size_t next = 0;
  for (std::size_t place = 0, text = 0; place < places; ++place) {
    for (; text < pattern.between.size() && pattern.between[text].first == place; ++text) {
      shown += pattern.between[text].second;
    }
    const std::size_t left = places - place;  // with this one
    if (place == 0 && number.size() > places) next = number.size() - places + 1;
    if (place == 0 && number.size() > places)
      shown += number.substr(0, next);
    else if (number.size() - next >= left)
      shown += number[next++];
  }
  return shown;
}

std::string_view without_commas(std::string_view digits) {
  while (digits.ends_with(',')) digits.remove_suffix(1);
  return digits;
}

/// A number of at least 0 with this many decimals, as spreadsheets round it: the 15 digits that they show, and 5
/// upwards. 60.5 is 61, 1.005 with two decimals 1.01.
std::string rounded(double number, std::size_t decimals) {
  constexpr int kDigits = 15;
  const std::string written = fmt::format("{:.{}e}", number, kDigits - 1);  // d.dddddddddddddde±xx
  int exponent = 0;
  const std::size_t mark = written.find('e') + (written[written.find('e') + 1] == '+' ? 2 : 1);
  std::from_chars(written.data() + mark, written.data() + written.size(), exponent);
  std::string digits = written.substr(0, 1) + written.substr(2, kDigits - 1);
  if (exponent < 0) {
    digits.insert(0, static_cast<std::size_t>(-exponent), '0');
    exponent = 0;
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  const std::size_t wanted = whole + decimals;
  const bool goes_up = digits.size() > wanted && digits[wanted] >= '5';
  digits.resize(wanted, '0');
  std::string carried = "0" + digits;
  for (std::size_t at = carried.size(); goes_up && at-- > 0;) {
    if (carried[at]++ != '9') break;
    carried[at] = '0';
  }
  if (carried.front() == '0') carried.erase(0, 1);
  if (decimals > 0) carried.insert(carried.size() - decimals, 1, '.');
  return carried;
}

/// The number without its sign, as shown by the digits of a pattern.
std::optional<std::string> shown_digits(double number, const NumberPattern& pattern) {
  const std::string_view digits = pattern.digits;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::string_view whole = without_commas(digits.substr(0, point));
  const std::string_view rest = without_commas(digits.substr(std::min(point + 1, digits.size())));
  const std::size_t has_point = point < digits.size() ? 1 : 0;
  // Each comma at the end divides by a thousand: 12000 by `0,` is 12.
  const std::size_t thousands = digits.size() - has_point - whole.size() - rest.size();
  number /= std::pow(1'000, thousands);
  constexpr std::size_t kMostDecimals = 15;
  if (rest.find_first_of(",.") != std::string_view::npos || rest.size() > kMostDecimals) return std::nullopt;
  const auto count = [](std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '0'));
  };
  std::string text = rounded(number, rest.size());
  const std::size_t dot = std::min(text.find('.'), text.size());
  std::string decimals = text.substr(std::min(dot + 1, text.size()));
  while (decimals.size() > count(rest) && decimals.ends_with('0')) decimals.pop_back();
  std::string integer = text.substr(0, dot);
  if (integer == "0" && count(whole) == 0) integer.clear();
  if (integer.size() < count(whole)) integer.insert(0, count(whole) - integer.size(), '0');
  if (whole.find(',') != std::string_view::npos) integer = with_thousands(integer);
  if (!pattern.between.empty()) {
    if (digits.find_first_not_of("0#") != std::string_view::npos) return std::nullopt;
    return in_places(integer, pattern);
  }
  return point < digits.size() ? integer + "." + decimals : integer;
}

/// Shows a power: 440000 by `0.00E+00` is `4.40E+05`. Only with one digit before the point, as programs offer it.
std::optional<std::string> shown_power(double number, const NumberPattern& pattern) {
  const std::size_t point = std::min(pattern.digits.find('.'), pattern.digits.size());
  if (point != 1 || !pattern.between.empty()) return std::nullopt;
  int power = number == 0 ? 0 : static_cast<int>(std::floor(std::log10(number)));
  std::optional<std::string> digits = shown_digits(number / std::pow(10, power), pattern);
  if (digits && digits->starts_with("10")) digits = shown_digits(number / std::pow(10, ++power), pattern);
  if (!digits) return std::nullopt;
  const std::string_view sign = power < 0 ? "-" : pattern.exponent[1] == '+' ? "+" : "";
  return fmt::format("{}E{}{:0{}}", *digits, sign, std::abs(power), pattern.exponent.size() - 2);
}

double double_of(std::string_view decimal) {
  double number = 0;
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), number);
  return number;
}

}  // namespace

std::optional<std::string> shown_number(std::string_view decimal, const NumberFormat& format) {
  const std::string_view code = format_code(format);
  if (code.empty() || base::equals_ignoring_ascii_case(code, "general")) return std::nullopt;
  const std::vector<std::string_view> sections = sections_of(code);
  const double number = double_of(decimal);
  const auto which = section_for(number, sections);
  if (!which) return std::nullopt;
  // A section only for negative numbers contains their sign itself.
  const auto condition = condition_of(sections[*which]);
  const bool is_for_negative = condition && condition->relation.starts_with('<') && condition->limit <= 0;
  const bool has_own = is_for_negative || (*which == 1 && !condition_of(sections.front()) && !condition);
  if (sections.size() > 1 && sections[*which].empty()) return std::string();
  const auto pattern = parse_pattern(sections[*which]);
  if (!pattern) return std::nullopt;
  std::string shown;
  if (pattern->is_general) {
    shown = decimal.substr(decimal.starts_with('-') ? 1 : 0);
  } else if (!pattern->digits.empty()) {
    const double told = std::fabs(number) * std::pow(100, pattern->percents);
    const auto digits = pattern->exponent.empty() ? shown_digits(told, *pattern) : shown_power(told, *pattern);
    if (!digits) return std::nullopt;
    shown = *digits;
  }
  const bool is_zero = shown.find_first_of("123456789") == std::string::npos;
  const std::string sign = number < 0 && !has_own && !is_zero ? "-" : "";
  return sign + pattern->before + shown + pattern->after;
}

namespace {

/// The text that a date code shows, and which parts of the date it has.
struct ShownDate {
  std::string text;
  bool year = false;
  bool month = false;
  bool day = false;
  bool hour = false;
  bool time = false;     // minutes, seconds, or the half of the day
  bool unclear = false;  // names of months and days, eras, lengths of time, other scripts

  bool has_whole_date() const { return year && month && day; }
  bool shows_something() const { return year || month || day || hour || time; }
};

/// A token of a date code: a letter repeated `length` times, or a text.
struct DateToken {
  char letter = 0;  // 0: a text
  std::size_t length = 0;
  std::string text;
};

constexpr std::string_view kHalfDay = "AM/PM";

std::vector<DateToken> date_tokens(std::string_view code, bool& unclear) {
  std::vector<DateToken> tokens;
  for (std::size_t at = 0; at < code.size();) {
    const std::string_view rest = code.substr(at);
    const char letter = base::to_ascii_lower(rest.front());
    // The letters of General are not date codes: `[DBNum2]General`.
    if (base::equals_ignoring_ascii_case(rest.substr(0, kGeneral.size()), kGeneral)) {
      at += kGeneral.size();
      continue;
    }
    if (base::equals_ignoring_ascii_case(rest.substr(0, kHalfDay.size()), kHalfDay)) {
      tokens.push_back({'p', kHalfDay.size(), {}});
      at += kHalfDay.size();
      continue;
    }
    if (std::string_view("yemdhsagb").find(letter) != std::string_view::npos) {
      DateToken token{letter, 1, {}};
      while (token.length < rest.size() && base::to_ascii_lower(rest[token.length]) == letter) ++token.length;
      at += token.length;
      tokens.push_back(std::move(token));
      continue;
    }
    const std::string_view token = code.substr(at, token_length(code, at));
    at += token.size();
    const char first = token.front();
    if (first == '"') {
      tokens.push_back({0, 0, std::string(token.substr(1, token.size() - (token.ends_with('"') ? 2 : 1)))});
    } else if (first == '\\') {
      tokens.push_back({0, 0, std::string(token.substr(1))});
    } else if (first == '[') {
      unclear = unclear || !bracket_text(token);
    } else if (first != '_' && first != '*') {
      tokens.push_back({0, 0, std::string(token)});
    }
  }
  return tokens;
}

/// Whether `m` means minutes: directly after hours or before seconds (ECMA-376-1, 18.8.31).
bool is_minute(const std::vector<DateToken>& tokens, std::size_t at) {
  const auto is_letter = [](const DateToken& token) {
    return token.letter != 0;
  };
  const auto before =
      std::find_if(tokens.rbegin() + static_cast<std::ptrdiff_t>(tokens.size() - at), tokens.rend(), is_letter);
  const auto after = std::find_if(tokens.begin() + static_cast<std::ptrdiff_t>(at) + 1, tokens.end(), is_letter);
  return (before != tokens.rend() && before->letter == 'h') || (after != tokens.end() && after->letter == 's');
}

/// Shows a moment (2026-09-05, 2026-09-05T09:30:00 or 09:30:00) by a code; missing parts count as zeros.
ShownDate lay_out_date(std::string_view moment, std::string_view code) {
  const bool has_date = moment.size() >= 10 && moment[4] == '-';
  const std::string date = has_date ? std::string(moment.substr(0, 10)) : std::string("0000-00-00");
  const std::size_t mark = moment.find('T');
  const std::string_view after = mark == std::string_view::npos ? std::string_view() : moment.substr(mark + 1);
  const std::string_view written = has_date ? after : moment;
  const std::string time = written.size() >= 8 ? std::string(written.substr(0, 8)) : std::string("00:00:00");
  ShownDate shown;
  shown.unclear = code.find("上午") != std::string_view::npos;
  const std::vector<DateToken> tokens = date_tokens(code, shown.unclear);
  const bool has_halves =
      std::any_of(tokens.begin(), tokens.end(), [](const DateToken& token) { return token.letter == 'p'; });
  int hour = 0;
  std::from_chars(time.data(), time.data() + 2, hour);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const DateToken& token = tokens[i];
    const auto part = [&token](std::string_view two) {
      return std::string(token.length == 1 && two.starts_with('0') ? two.substr(1, 1) : two.substr(0, 2));
    };
    switch (token.letter) {
      case 'y':
      case 'e':
        shown.year = true;
        shown.text += token.letter == 'y' && token.length < 3 ? date.substr(2, 2) : date.substr(0, 4);
        break;
      case 'm':
        if (is_minute(tokens, i)) {
          shown.time = true;
          shown.text += part(std::string_view(time).substr(3));
        } else {
          shown.month = true;
          shown.unclear = shown.unclear || token.length > 2;
          shown.text += part(std::string_view(date).substr(5));
        }
        break;
      case 'd':
        shown.day = shown.day || token.length < 3;
        shown.unclear = shown.unclear || token.length > 2;
        if (token.length < 3) shown.text += part(std::string_view(date).substr(8));
        break;
      case 'h':
        shown.hour = true;
        shown.text += part(has_halves ? fmt::format("{:02}", (hour + 11) % 12 + 1) : time);
        break;
      case 'p':
        shown.time = true;
        shown.text += hour < 12 ? "AM" : "PM";
        break;
      case 's':
        shown.time = true;
        shown.text += part(std::string_view(time).substr(6));
        break;
      case 0: shown.text += token.text; break;
      default: shown.unclear = true;
    }
  }
  return shown;
}

std::string_view date_code(const NumberFormat& format) { return sections_of(format_code(format)).front(); }

}  // namespace

bool is_date_format(const NumberFormat& format) {
  const std::string_view code = date_code(format);
  // A pattern of digits, texts or General is not a date even if it contains such letters: `[DBNum1]General`.
  if (parse_pattern(code)) return false;
  return lay_out_date({}, code).shows_something();
}

std::optional<std::string> formatted_date(std::string_view date, const NumberFormat& format) {
  const std::string_view code = date_code(format);
  if (code.empty()) return std::nullopt;
  ShownDate shown = lay_out_date(date, code);
  if (shown.unclear || !shown.shows_something()) return std::nullopt;
  return std::move(shown.text);
}

std::optional<std::string> shown_date(std::string_view date, const NumberFormat& format) {
  return lay_out_date(date, date_code(format)).has_whole_date() ? std::nullopt : formatted_date(date, format);
}

std::string unclear_date_format(const NumberFormat& format) {
  const std::string_view code = date_code(format);
  const ShownDate shown = lay_out_date({}, code);
  return shown.unclear && !shown.has_whole_date() ? std::string(code) : std::string();
}

std::string shown_text(std::string_view text, const NumberFormat& format) {
  const std::vector<std::string_view> sections = sections_of(format_code(format));
  constexpr std::size_t kOfTexts = 3;
  const std::string_view section = sections.size() > kOfTexts ? sections[kOfTexts] : sections.back();
  std::string shown;
  bool has_place = sections.size() > kOfTexts;
  for (std::size_t at = 0; at < section.size();) {
    const std::string_view token = section.substr(at, token_length(section, at));
    at += token.size();
    switch (token.front()) {
      case '@':
        shown += text;
        has_place = true;
        break;
      case '"': shown += token.substr(1, token.size() - (token.ends_with('"') ? 2 : 1)); break;
      case '\\': shown += token.substr(1); break;
      case '[':
      case '_':
      case '*': break;
      default: shown += token;
    }
  }
  return has_place ? shown : std::string(text);
}

std::string unclear_text_format(const NumberFormat& format) {
  constexpr std::string_view kText = "\x01";
  const bool is_plain = base::trim_ascii_space(shown_text(kText, format)) == kText;
  return is_plain || hides_text(format) ? std::string() : std::string(format_code(format));
}

bool shows_time(const NumberFormat& format) {
  const std::string_view code = date_code(format);
  if (code.empty()) {
    constexpr std::uint32_t kFirst = 14;
    constexpr std::uint32_t kLast = 15;
    return format.id < kFirst || (format.id > kLast && format.id != 30 && format.id != 31);
  }
  const ShownDate shown = lay_out_date({}, code);
  return shown.hour || shown.time || shown.unclear;
}

std::string unclear_number_format(std::string_view decimal, const NumberFormat& format) {
  const std::string_view code = format_code(format);
  const bool is_plain = code.empty() || code == "@" || base::equals_ignoring_ascii_case(code, "general");
  // Fraction formats show whole numbers unchanged.
  const bool is_whole = decimal.find_first_of(".eE") == std::string_view::npos;
  const bool is_fraction = code.find("?/") != std::string_view::npos || code.find("#/") != std::string_view::npos;
  return is_plain || (is_whole && is_fraction) ? std::string() : std::string(code);
}

bool hides_text(const NumberFormat& format) {
  const std::vector<std::string_view> sections = sections_of(format_code(format));
  return sections.size() > 3 && sections[3].empty();
}

}  // namespace gongwen::intake
