#include "base/calendar.h"
#include "base/date.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/formats.h"
#include "schema/detail/written_formats.h"

#include <array>

namespace gongwen::schema {
namespace {

/// Longer texts are not dates.
constexpr std::size_t kMaxBytes = 80;

/// A digit of Chinese; 10 for 十; nothing for other characters.
std::optional<int> chinese_digit(char32_t c) {
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九十";
  if (c == U'零' || c == U'○' || c == U'Ｏ') return 0;
  const std::size_t found = kDigits.find(c);
  return found == std::u32string_view::npos ? std::nullopt : std::optional(static_cast<int>(found));
}

/// 二〇二四 as 2024, 三十一 as 31; a run of such digits.
std::string arabic(const std::vector<int>& digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] < 10) {
      text += static_cast<char>('0' + digits[i]);
      continue;
    }
    const bool last = i + 1 == digits.size();
    if (i == 0) text += '1';
    if (last) text += '0';
  }
  return text;
}

/// What separates numbers, as one letter of ASCII; 0 for all other characters.
char separator(char32_t c) {
  if (data::is_dash(c)) return '-';
  switch (c) {
    case U'年': return 'Y';
    case U'月': return 'M';
    case U'日':
    case U'号':
    case U'號': return 'D';
    case U'.':
    case U'。':
    case U'．':
    case U'·':
    case U'、':
    case U',':
    case U'，': return '.';
    case U'/':
    case U'／': return '/';
    case U' ':
    case U'\u00A0':
    case U'\u3000': return ' ';
    default: return '\0';
  }
}

/// A blank counts only where nothing else separates two numbers.
void append_separator(std::string& out, char mark) {
  if (mark == ' ' && (out.empty() || !base::is_ascii_digit(out.back()))) return;
  if (mark != ' ' && out.ends_with(' ')) out.pop_back();
  out += mark;
}

/// The text in digits and separators; empty when it has anything else.
std::string folded(std::string_view text) {
  std::string out;
  std::vector<int> chinese;
  const auto end_chinese = [&] {
    out += arabic(chinese);
    chinese.clear();
  };
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (const auto digit = chinese_digit(c)) {
      chinese.push_back(*digit);
      continue;
    }
    end_chinese();
    if (c >= U'0' && c <= U'9') {
      out += static_cast<char>(c);
    } else if (c >= U'０' && c <= U'９') {
      out += static_cast<char>('0' + (c - U'０'));
    } else if (const char mark = separator(c); mark != '\0') {
      append_separator(out, mark);
    } else if (c != U'份' || !out.ends_with('M')) {  // 5月份
      return {};
    }
  }
  end_chinese();
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

/// Midnight after a date, as programs write it.
std::string_view without_midnight(std::string_view text) {
  constexpr std::array<std::string_view, 6> kEndings = {"T00:00:00Z", "T00:00:00", "T00:00",
                                                        " 00:00:00",  " 0:00:00",  " 00:00"};
  for (const std::string_view ending : kEndings) {
    if (text.ends_with(ending)) return text.substr(0, text.size() - ending.size());
  }
  return text;
}

std::optional<int> take_short_number(base::TextScanner& scan) {
  if (const auto two = scan.take_number(2)) return two;
  return scan.take_number(1);
}

std::optional<WrittenDate> take_digits(std::string_view digits) {
  base::TextScanner scan(digits);
  WrittenDate date{*scan.take_number(4), *scan.take_number(2), 0};
  if (digits.size() == 6) return date;
  date.day = *scan.take_number(2);
  // A day 0 is not the same as none.
  return date.day == 0 ? std::nullopt : std::optional(date);
}

/// Four digits; two before 年, as people say them: 八零年, 24年. Those from 30 to 49 may be of either century.
std::optional<int> take_year(base::TextScanner& scan) {
  if (const auto year = scan.take_number(4)) return year;
  const auto year = scan.take_number(2);
  if (!year || scan.peek() != 'Y' || (*year >= 30 && *year < 50)) return std::nullopt;
  return *year + (*year < 30 ? 2000 : 1900);
}

bool is_six_or_eight_digits(std::string_view text) {
  return (text.size() == 6 || text.size() == 8) && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// After the month: 月, or its separator again, for `2024.2-4` may be a span of months.
std::optional<int> take_day(base::TextScanner& scan, char mark) {
  if (!scan.take('M') && (mark == 'Y' || !scan.take(mark))) return std::nullopt;
  const auto day = take_short_number(scan);
  if (day) scan.take('D');
  return day;
}

std::string iso_month(int year, int month) { return base::Month{year, month}.text(); }

bool has_month(const WrittenDate& date) { return date.month >= 1 && date.month <= 12; }

}  // namespace

std::optional<WrittenDate> take_written_date(std::string_view text) {
  if (text.size() > kMaxBytes) return std::nullopt;
  const std::string plain = folded(without_midnight(data::trim_blanks(text)));
  if (is_six_or_eight_digits(plain)) return take_digits(plain);
  base::TextScanner scan(plain);
  const auto year = take_year(scan);
  const char mark = scan.peek();
  if (!year || base::is_ascii_digit(mark) || !scan.take(mark) || mark == 'M' || mark == 'D') return std::nullopt;
  const auto month = take_short_number(scan);
  if (!month) return std::nullopt;
  WrittenDate date{*year, *month, 0};
  base::TextScanner before_end = scan;
  if (const auto day = take_day(scan, mark)) {
    date.day = *day;
    before_end = scan;
    if (date.day == 0) return std::nullopt;  // see take_digits
  }
  const bool has_word = date.day == 0 && before_end.take('M');
  // 1980-5-, 1980/05/: what parts two numbers says nothing where there is no other.
  if (!has_word && mark != 'Y' && mark != ' ') before_end.take(mark);
  if (!before_end.at_end()) return std::nullopt;
  return date;
}

std::optional<std::string> read_date(std::string_view text) {
  const auto date = take_written_date(text);
  const auto day = date ? base::make_date(date->year, date->month, date->day) : std::nullopt;
  return day ? std::optional(base::iso_text(*day)) : std::nullopt;
}

std::optional<std::string> read_month(std::string_view text) {
  const auto date = take_written_date(text);
  if (!date || !has_month(*date)) return std::nullopt;
  if (date->day != 0 && !base::make_date(date->year, date->month, date->day)) return std::nullopt;
  return iso_month(date->year, date->month);
}

std::optional<Advice> advise_date(std::string_view text, bool wants_day) {
  const auto date = take_written_date(text);
  if (!date) return std::nullopt;
  const std::string year = std::to_string(date->year);
  const std::string month = std::to_string(date->month);
  if (!has_month(*date)) {
    return texts::SchemaNoSuchMonth.pair(month);
  }
  const int last = base::days_of_month(date->year, date->month);
  const std::string iso = iso_month(date->year, date->month);
  if (date->day > last) {
    return texts::SchemaNoSuchDay.pair(iso, date->day, last, year, month);
  }
  if (!wants_day || date->day != 0) return std::nullopt;
  return texts::SchemaDayMissing.pair(iso);
}

}  // namespace gongwen::schema
