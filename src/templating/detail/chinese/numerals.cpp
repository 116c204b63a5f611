#include "templating/detail/chinese/numerals.h"

#include "base/digit_groups.h"
#include "base/utf8.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

// Chinese numerals, four digits at a time (万, 亿): 10,501 is 一万零五百零一. Amounts use the formal characters
// (壹仟贰佰元整) and exact decimals, since a rounded amount is a wrong amount.
namespace gongwen::templating {
namespace {

std::string write_coin(char digit, std::string_view unit) {
  return write_chinese_number(std::string_view(&digit, 1), Numerals::Financial) + std::string(unit);
}

}  // namespace

bool is_whole_fen(const DecimalDigits& amount) {
  return amount.fraction.size() <= 2 || amount.fraction.find_first_not_of('0', 2) == std::string::npos;
}

DecimalDigits rounded_to_fen(DecimalDigits amount) {
  if (amount.fraction.size() <= 2) return amount;
  const bool rounds_up = amount.fraction[2] >= '5';
  amount.fraction.resize(2);
  if (!rounds_up) return amount;
  std::string digits = amount.whole + amount.fraction;
  std::size_t at = digits.size();
  while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
  if (at > 0) {
    ++digits[at - 1];
  } else {
    digits.insert(digits.begin(), '1');
  }
  amount.fraction = digits.substr(digits.size() - 2);
  amount.whole = digits.substr(0, digits.size() - 2);
  return amount;
}

std::string write_chinese_amount(const DecimalDigits& amount) {
  const char jiao = !amount.fraction.empty() ? amount.fraction[0] : '0';
  const char fen = amount.fraction.size() > 1 ? amount.fraction[1] : '0';
  const bool has_yuan = amount.whole != "0";
  const bool has_coins = jiao != '0' || fen != '0';
  std::string out = amount.is_negative && (has_yuan || has_coins) ? "负" : "";
  if (has_yuan || !has_coins) out += write_chinese_number(amount.whole, Numerals::Financial) + "元";
  if (!has_coins) return out + "整";
  if (jiao != '0') {
    out += write_coin(jiao, "角");
  } else if (has_yuan) {
    out += "零";
  }
  if (fen != '0') out += write_coin(fen, "分");
  return out;
}

namespace {

using DigitNames = std::array<std::string_view, 10>;
using UnitNames = std::array<std::string_view, 4>;

constexpr DigitNames kPlainDigits{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr DigitNames kFinancialDigits{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
constexpr UnitNames kPlainUnits{"", "十", "百", "千"};
constexpr UnitNames kFinancialUnits{"", "拾", "佰", "仟"};

class NumberWriter {
 public:
  explicit NumberWriter(Numerals numerals)
      : digits_(numerals == Numerals::Plain ? kPlainDigits : kFinancialDigits),
        units_(numerals == Numerals::Plain ? kPlainUnits : kFinancialUnits) {}

  /// `digits` has no leading zero.
  std::string write(std::string_view digits) const {
    if (digits.size() <= 4) return write_thousands(digits);
    const std::size_t low = digits.size() <= 8 ? 4 : 8;
    const std::size_t split = digits.size() - low;
    const std::string head = write(digits.substr(0, split)) + (low == 4 ? "万" : "亿");
    return head + write_rest(digits.substr(split));
  }

 private:
  /// The group after 万 or 亿: empty for zeros, with one 零 for zeros at its start.
  std::string write_rest(std::string_view digits) const {
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    if (zeros == digits.size()) return {};
    return (zeros > 0 ? "零" : "") + write(digits.substr(zeros));
  }

  /// Up to four digits; zeros between others become one 零.
  std::string write_thousands(std::string_view digits) const {
    std::string out;
    bool zero_pending = false;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      const auto digit = static_cast<std::size_t>(digits[i] - '0');
      if (digit == 0) {
        zero_pending = true;
        continue;
      }
      if (zero_pending) out += "零";
      zero_pending = false;
      out += digits_[digit];
      out += units_[digits.size() - 1 - i];
    }
    return out;
  }

  const DigitNames& digits_;
  const UnitNames& units_;
};

std::optional<DecimalDigits> parse_decimal(std::string_view written) {
  const std::string text = normalize_number(written);
  std::string_view rest = text;
  DecimalDigits result;
  result.is_negative = rest.starts_with('-');
  if (result.is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::size_t point = std::min(rest.find('.'), rest.size());
  const auto whole = base::without_group_separators(rest.substr(0, point));
  if (!whole || whole->empty() || !std::all_of(whole->begin(), whole->end(), base::is_ascii_digit)) return std::nullopt;
  result.whole = whole->substr(std::min(whole->find_first_not_of('0'), whole->size() - 1));
  if (point < rest.size()) {
    result.fraction = rest.substr(point + 1);
    const bool digits = result.fraction.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || result.fraction.empty()) return std::nullopt;
  }
  return result;
}

std::string float_digits(double number) {
  // Fixed notation with the digits needed to read the same number back.
  std::array<char, 400> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed).ptr;
  return {buffer.data(), end};
}

}  // namespace

std::optional<DecimalDigits> decimal_digits(const Value& value) {
  if (value.is_text()) return parse_decimal(value.text());
  if (value.is(Kind::Boolean)) return std::nullopt;
  if (is_integer(value)) return parse_decimal(to_big_number(value).to_text());
  if (!value.is(Kind::Float) || !std::isfinite(value.number())) return std::nullopt;
  return parse_decimal(float_digits(value.number()));
}

std::string write_chinese_number(std::string_view whole, Numerals numerals) {
  if (whole == "0") return "零";
  std::string out = NumberWriter(numerals).write(whole);
  constexpr std::string_view kOne = "一";
  if (numerals == Numerals::Plain && out.starts_with("一十")) out.erase(0, kOne.size());
  return out;
}

std::string write_chinese_digits(std::string_view digits) {
  std::string out;
  for (const char c : digits)
    out += c == '0' ? std::string_view("〇") : kPlainDigits[static_cast<std::size_t>(c - '0')];
  return out;
}

std::string write_chinese_fraction(std::string_view digits) {
  std::string out;
  for (const char c : digits) out += kPlainDigits[static_cast<std::size_t>(c - '0')];
  return out;
}

namespace {

DateParts date_parts(base::Date date) { return {base::year_of(date), base::month_of(date), base::day_of(date)}; }

/// Reads the rest of a text after `T`: `10:30`, `10:30:15.5`, each also with a zone. If the zone is not that of
/// Beijing, the day becomes Beijing's: 2026-12-31T17:00Z is New Year's Day there. Returns false for anything else.
bool take_time(base::TextScanner& scan, base::Date& date) {
  const auto hour = scan.take_short_number(2);
  if (!hour || *hour > 24) return false;
  if (scan.at_end()) return true;
  if (!scan.take(':')) return false;
  const auto minute = scan.take_number(2);
  if (!minute || *minute > 59) return false;
  if (scan.take(':')) {
    const auto second = scan.take_number(2);
    if (!second || *second > 60) return false;  // 60 is a leap second
    if (scan.take('.') || scan.take(',')) {
      if (!base::is_ascii_digit(scan.peek())) return false;
      while (scan.take_number(1)) {
      }
    }
  }
  if (*hour == 24 && *minute != 0) return false;
  if (scan.at_end()) return true;
  constexpr int kBeijing = 8 * 60;
  int offset = 0;  // minutes east of UTC
  if (!scan.take('Z')) {
    const bool is_east = scan.take('+');
    if (!is_east && !scan.take('-')) return false;
    const auto hours = scan.take_number(2);
    if (!hours || *hours > 14) return false;
    scan.take(':');
    const auto minutes = scan.at_end() ? std::optional(0) : scan.take_number(2);
    if (!minutes || *minutes > 59) return false;
    offset = (*hours * 60 + *minutes) * (is_east ? 1 : -1);
  }
  if (!scan.at_end()) return false;
  constexpr int kDay = 24 * 60;
  const int there = *hour * 60 + *minute - offset + kBeijing;
  // Within the zone of Beijing, 24:00 is the end of its day.
  if (offset == kBeijing) return true;
  if (there >= 0 && there < kDay) return true;
  const base::Date moved = base::date_of_days(base::days_since_1970(date) + (there < 0 ? -1 : 1));
  // At the ends of the calendar there is no such day.
  const bool has_day = (there < 0 ? moved < date : date < moved) && base::year_of(moved) >= 1;
  date = moved;
  return has_day;
}

}  // namespace

std::optional<DateParts> parse_date_parts(std::string_view text) {
  base::TextScanner scan(text);
  DateParts parts;
  parts.year = scan.take_number(4).value_or(0);
  if (parts.year < 1) return std::nullopt;
  if (scan.at_end()) return parts;
  scan = base::TextScanner(text);
  const auto month = base::take_month(scan);
  if (!month) return std::nullopt;
  parts.month = month->month;
  if (scan.at_end()) return parts;
  scan = base::TextScanner(text);
  const auto date = base::take_date(scan);
  if (!date) return std::nullopt;
  parts.day = base::day_of(*date);
  if (scan.at_end()) return parts;
  base::Date day = *date;
  return (scan.take('T') || scan.take(' ')) && take_time(scan, day) ? std::optional(date_parts(day)) : std::nullopt;
}

}  // namespace gongwen::templating
