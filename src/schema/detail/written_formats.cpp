#include "schema/detail/written_formats.h"

#include "base/date.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/formats.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace gongwen::schema {
namespace {

/// Formats whose texts are ASCII, or have a fixed spelling.
bool is_ascii_format(Format format) {
  switch (format) {
    case Format::DocNumber:
    case Format::AnnouncementNumber:
    case Format::GbNumber:
    case Format::Regex:
    case Format::JsonPointer: return false;
    case Format::Date:
    case Format::Time:
    case Format::DateTime:
    case Format::Month:
    case Format::IssueMonth:
    case Format::Duration:
    case Format::Email:
    case Format::Uri:
    case Format::UriReference:
    case Format::Hostname:
    case Format::Ipv4:
    case Format::Ipv6:
    case Format::Uuid:
    case Format::PhoneCn:
    case Format::PlanNumber:
    case Format::IsoReference:
    case Format::PostalCode:
    case Format::IdCard:
    case Format::CreditCode: break;
  }
  return true;
}

bool is_left_bracket(char32_t c) { return c == '(' || c == '[' || c == U'【' || c == U'［' || c == U'{' || c == U'〈'; }
bool is_right_bracket(char32_t c) {
  return c == ')' || c == ']' || c == U'】' || c == U'］' || c == U'}' || c == U'〉';
}

/// Converts to half-width characters, and all dashes to hyphens.
std::string narrow_code(std::string_view text) {
  const std::string narrow = data::narrow_text(data::trim_blanks(text));
  std::string out;
  for (const auto& decoded : base::CodePoints(narrow)) {
    base::append_utf8(out, data::is_dash(decoded.code_point) ? U'-' : decoded.code_point);
  }
  return out;
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

/// Converts `[2024]`, `(2024)` and `【2024】` to 〔2024〕 (GB/T 9704-2012 7.2.5).
std::string with_year_brackets(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    base::append_utf8(out, is_left_bracket(c) ? U'〔' : is_right_bracket(c) ? U'〕' : c);
  }
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = base::is_ascii_lower(c) ? static_cast<char>(c - 32) : c;
  return text;
}

/// `GB/T9704-2012`, `ISO/IEC27001:2022`: inserts a space between the letters and the first digit.
std::string with_blank_before_digits(std::string text) {
  const auto digit = std::find_if(text.begin(), text.end(), base::is_ascii_digit);
  if (digit == text.begin() || digit == text.end() || !base::is_ascii_alpha(*(digit - 1))) return text;
  text.insert(digit, ' ');
  return text;
}

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool beside_mark = !out.empty() && (out.back() == '-' || out.back() == ':' || out.back() == '/');
    if (c == ' ' && (out.ends_with(' ') || beside_mark)) continue;
    if ((c == '-' || c == ':') && out.ends_with(' ')) out.pop_back();
    out += c;
  }
  return out;
}

/// Possible spellings of the text; the first one that matches the format is used.
std::array<std::string, 4> candidates(Format format, std::string_view text) {
  const std::string narrow = narrow_code(text);
  switch (format) {
    case Format::DocNumber:
    case Format::AnnouncementNumber: return {with_year_brackets(without_blanks(data::narrow_letters(narrow)))};
    case Format::PlanNumber:
    case Format::IdCard:
    case Format::CreditCode: return {without_blanks(narrow), upper(without_blanks(narrow))};
    case Format::PostalCode: return {without_blanks(narrow)};
    case Format::GbNumber:
    case Format::IsoReference:
      return {with_single_blanks(narrow), with_blank_before_digits(with_single_blanks(narrow))};
    case Format::Date:
    case Format::Time:
    case Format::DateTime:
    case Format::Month:
    case Format::IssueMonth:
    case Format::Duration:
    case Format::Email:
    case Format::Uri:
    case Format::UriReference:
    case Format::Hostname:
    case Format::Ipv4:
    case Format::Ipv6:
    case Format::Uuid:
    case Format::JsonPointer:
    case Format::Regex:
    case Format::PhoneCn: break;
  }
  return {narrow};
}

}  // namespace

std::optional<std::string> read_code(Format format, std::string_view text) {
  constexpr std::size_t kMaxBytes = 2000;
  if (text.size() > kMaxBytes) return std::nullopt;
  for (std::string& candidate : candidates(format, text)) {
    if (candidate.empty() || (is_ascii_format(format) && !data::is_ascii(candidate))) continue;
    if (matches_format(format, candidate)) return std::move(candidate);
  }
  return std::nullopt;
}

bool has_wrong_check_character(Format format, std::string_view text) {
  constexpr std::string_view kCheckCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::string code = upper(without_blanks(narrow_code(text)));
  if ((format != Format::IdCard && format != Format::CreditCode) || code.empty()) return false;
  return std::any_of(kCheckCharacters.begin(), kCheckCharacters.end(), [&](char c) {
    code.back() = c;
    return matches_format(format, code);
  });
}

namespace {

/// Removes spaces next to `@` and dots. Other spaces stay: one may be an underscore hidden by the line of a form field,
/// or separate two words.
std::string without_blanks_at_signs(std::string_view address) {
  const auto is_sign = [](char c) {
    return c == '@' || c == '.';
  };
  std::string out;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const std::size_t next = address[i] == ' ' ? address.find_first_not_of(' ', i) : std::string_view::npos;
    const bool before_sign = next != std::string_view::npos && is_sign(address[next]);
    if (address[i] == ' ' && (before_sign || out.empty() || is_sign(out.back()))) continue;
    out += address[i];
  }
  return out;
}

/// Returns the address in half-width characters without the words and marks that people write around it; may still
/// contain spaces.
std::string bare_address(std::string_view text) {
  const std::string narrow = data::narrow_text(data::trim_blanks(text));
  std::string address;
  for (const auto& decoded : base::CodePoints(narrow)) {
    const char32_t c = decoded.code_point;
    base::append_utf8(address, c == U'。' ? U'.' : c);
  }
  std::string_view rest = address;
  if (rest.starts_with('<') && rest.ends_with('>')) rest = rest.substr(1, rest.size() - 2);
  if (base::equals_ignoring_ascii_case(rest.substr(0, 7), "mailto:")) rest.remove_prefix(7);
  while (rest.ends_with('.') || rest.ends_with(';') || rest.ends_with(',')) rest.remove_suffix(1);
  return without_blanks_at_signs(rest);
}

/// Returns whether removing the spaces would give a valid address.
bool is_address_with_blanks(const std::string& address) {
  return address.find(' ') != std::string::npos && address.find('@') == address.rfind('@') &&
         matches_format(Format::Email, without_blanks(address));
}

}  // namespace

std::optional<std::string> read_email(std::string_view text) {
  std::string found = bare_address(text);
  if (found.find('@') != found.rfind('@') || found.starts_with('"')) return std::nullopt;
  return matches_format(Format::Email, found) ? std::optional(std::move(found)) : std::nullopt;
}

Advice advise_email(std::string_view text) {
  const std::string narrow = data::narrow_text(text);
  const std::size_t at = narrow.find('@');
  if (at == std::string::npos) {
    return texts::SchemaNoAt;
  }
  if (at != narrow.rfind('@')) {
    return texts::SchemaSeveralAddresses;
  }
  if (const std::string address = bare_address(text); is_address_with_blanks(address)) {
    std::string underlined = address;
    std::replace(underlined.begin(), underlined.end(), ' ', '_');
    return texts::SchemaBlankInAddress.pair(underlined, without_blanks(address));
  }
  if (narrow.find('.', at) == std::string::npos) {
    return texts::SchemaDomain;
  }
  return texts::SchemaAddressAlone;
}

namespace {

/// Longer texts are not dates.
constexpr std::size_t kMaxBytes = 80;

/// The value of a Chinese digit; 10 for 十; nullopt for other characters.
std::optional<int> chinese_digit(char32_t c) {
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九十";
  if (c == U'零' || c == U'○' || c == U'Ｏ') return 0;
  const std::size_t found = kDigits.find(c);
  return found == std::u32string_view::npos ? std::nullopt : std::optional(static_cast<int>(found));
}

/// Converts a run of Chinese digits: 二〇二四 to 2024, 三十一 to 31. nullopt if 十 does not stand in a number from 10
/// to 99, as in 十十 or 二〇十.
std::optional<std::string> arabic(const std::vector<int>& digits) {
  constexpr int kTen = 10;
  const auto ten = std::find(digits.begin(), digits.end(), kTen);
  if (ten == digits.end()) {
    std::string text;
    for (const int digit : digits) text += static_cast<char>('0' + digit);
    return text;
  }
  const auto before = ten - digits.begin();
  const auto after = digits.end() - ten - 1;
  const bool is_number = before <= 1 && after <= 1 && (before == 0 || digits.front() != 0) &&
                         (after == 0 || (digits.back() != 0 && digits.back() != kTen));
  if (!is_number) return std::nullopt;
  return std::to_string((before == 0 ? 1 : digits.front()) * kTen + (after == 0 ? 0 : digits.back()));
}

/// The separator between numbers as an ASCII letter; 0 for all other characters.
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

/// A space separates numbers only if nothing else does.
void append_separator(std::string& out, char mark) {
  if (mark == ' ' && (out.empty() || !base::is_ascii_digit(out.back()))) return;
  if (mark != ' ' && out.ends_with(' ')) out.pop_back();
  out += mark;
}

/// The text reduced to digits and separators; empty if it contains anything else.
std::string folded(std::string_view text) {
  std::string out;
  std::vector<int> chinese;
  const auto end_chinese = [&] {
    const std::optional<std::string> digits = arabic(chinese);
    out += digits.value_or(std::string());
    chinese.clear();
    return digits.has_value();
  };
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (const auto digit = chinese_digit(c)) {
      chinese.push_back(*digit);
      continue;
    }
    if (!end_chinese()) return {};
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
  if (!end_chinese()) return {};
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

/// Strips midnight after a date, as programs write it.
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
  // Day 0 would otherwise mean "no day".
  return date.day == 0 ? std::nullopt : std::optional(date);
}

/// Four digits, or two before 年 as in speech: 八零年, 24年. Two digits from 30 to 49 are ambiguous and refused.
std::optional<int> take_year(base::TextScanner& scan) {
  if (const auto year = scan.take_number(4)) return year;
  const auto year = scan.take_number(2);
  if (!year || scan.peek() != 'Y' || (*year >= 30 && *year < 50)) return std::nullopt;
  return *year + (*year < 30 ? 2000 : 1900);
}

bool is_six_or_eight_digits(std::string_view text) {
  return (text.size() == 6 || text.size() == 8) && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A day after the month: after 月, or after the same separator as before, because `2024.2-4` may be a span of months.
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
  // 1980-5-, 1980/05/: a trailing separator has no meaning.
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

namespace {

constexpr std::size_t kMobileDigits = 11;

/// Maps to digits, `+`, brackets, `-` for all dashes, a space for all spaces, `x` for an extension; 0 for anything
/// else.
char phone_sign(char32_t c) {
  c = data::narrow_sign(c);
  if (data::is_dash(c)) return '-';
  if (c >= U'0' && c <= U'9') return static_cast<char>(c);
  switch (c) {
    case U'+':
    case U'(':
    case U')': return static_cast<char>(c);
    case U'【':
    case U'［':
    case U'[': return '(';
    case U'】':
    case U'］':
    case U']': return ')';
    case U'~': return '-';
    case U'\u3000':
    case U'\u00A0':
    case U'\t':
    case U' ':
    case U'.':
    case U'·': return ' ';
    case U'转':
    case U'轉':
    case U'#':
    case U'*': return 'x';
    default: return '\0';
  }
}

/// The length of a word that introduces an extension.
std::size_t extension_word(std::string_view rest) {
  constexpr std::array<std::string_view, 5> kWords = {"转分机", "分机", "extension", "ext.", "ext"};
  const std::string lower = base::ascii_lowercase(rest.substr(0, 9));
  for (const std::string_view word : kWords) {
    if (lower.starts_with(word)) return word.size();
  }
  return 0;
}

/// nullopt if the text has characters that phone numbers never have.
std::optional<std::string> folded_phone(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t word = extension_word(text.substr(at)); word > 0) {
      out += 'x';
      at += word;
      continue;
    }
    const auto decoded = base::decode_utf8(text, at);
    const char sign = phone_sign(decoded.code_point);
    if (sign == '\0') return std::nullopt;
    const bool doubled = (sign == '-' || sign == ' ' || sign == 'x') && out.ends_with(sign);
    if (!doubled) out += sign;
    at += decoded.length;
  }
  return out;
}

/// Digits between separators: 010, 6410, 2222, 8305 for `(010)6410 2222-8305`.
struct Group {
  std::string digits;
  char before = '\0';  // the preceding separator: `-` and `x` take precedence over brackets and spaces
};

std::vector<Group> groups_of(std::string_view text) {
  std::vector<Group> groups;
  char before = '\0';
  bool open = false;
  for (const char c : text) {
    if (!base::is_ascii_digit(c)) {
      open = false;
      if (before != 'x' && (c == 'x' || before != '-')) before = c;
      continue;
    }
    if (!std::exchange(open, true)) groups.push_back({{}, std::exchange(before, '\0')});
    groups.back().digits += c;
  }
  return groups;
}

std::string joined(const std::vector<Group>& groups) {
  std::string all;
  for (const Group& group : groups) all += group.digits;
  return all;
}

/// The length of the area code in a landline number without separators: three for 010 and 021 … 029, otherwise four.
std::size_t area_length(std::string_view digits) {
  return digits.starts_with("010") || digits.starts_with("02") ? 3 : 4;
}

/// Area code, number and extension of a landline; nullopt if the digits do not form one.
std::optional<std::string> read_landline(std::vector<Group> groups) {
  if (groups.front().digits.size() > 4) {
    const std::size_t area = area_length(groups.front().digits);
    std::string rest = groups.front().digits.substr(area);
    groups.front().digits.resize(area);
    groups.insert(groups.begin() + 1, {std::move(rest), ' '});
  }
  const std::string area = groups.front().digits;
  if (area.size() < 3) return std::nullopt;
  std::string number;
  std::size_t next = 1;
  for (; next < groups.size() && number.size() < 7 && groups[next].before != 'x'; ++next) number += groups[next].digits;
  // Seven digits may be continued: 641-0222-2 has eight.
  const bool more = next + 1 == groups.size() && number.size() == 7 && groups[next].digits.size() == 1;
  if (more && groups[next].before != 'x') number += groups[next++].digits;
  if (number.size() < 7 || number.size() > 8) return std::nullopt;
  std::string phone = area + "-" + number;
  if (next == groups.size()) return phone;
  const Group& extension = groups[next];
  const bool marked = extension.before == 'x' || extension.before == '-';
  if (next + 1 != groups.size() || !marked || extension.digits.size() > 6) return std::nullopt;
  return phone + "-" + extension.digits;
}

std::optional<std::string> read_chinese_phone(std::string_view text, bool with_country) {
  std::vector<Group> groups = groups_of(text);
  if (groups.empty()) return std::nullopt;
  const std::string digits = joined(groups);
  const bool extended =
      std::any_of(groups.begin(), groups.end(), [](const Group& group) { return group.before == 'x'; });
  // A 0 before a mobile number was dialled from another city.
  const std::string without_zero = digits.substr(digits.front() == '0' ? 1 : 0);
  const bool mobile = without_zero.size() == kMobileDigits && without_zero.front() == '1' && without_zero[1] >= '3';
  if (mobile) return extended ? std::nullopt : std::optional(without_zero);
  const bool service = digits.size() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
  if (service && !extended) return digits.substr(0, 3) + "-" + digits.substr(3, 3) + "-" + digits.substr(6);
  if (with_country && digits.front() != '0') groups.front().digits.insert(0, 1, '0');
  return groups.front().digits.front() == '0' ? read_landline(std::move(groups)) : std::nullopt;
}

/// A number after `+`: its digits with single separators.
std::optional<std::string> read_foreign_phone(std::string_view text) {
  if (text.find('x') != std::string_view::npos || text.find("(0)") != std::string_view::npos) return std::nullopt;
  std::string phone = "+";
  bool separated = false;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) {
      if (separated && phone.size() > 1) phone += ' ';
      phone += c;
    }
    separated = !base::is_ascii_digit(c);
  }
  return phone;
}

/// Removes the brackets of `(+86)138…` and `(86-10)6410…`, and the domestic 0 of `+86(0)10…`.
std::string without_country_brackets(std::string text) {
  const bool country = text.starts_with("(+") || text.starts_with("(00") || text.starts_with("(86)") ||
                       text.starts_with("(86-") || text.starts_with("(86 ");
  if (country) {
    text.erase(0, 1);
    const std::size_t end = text.find(')');
    if (end != std::string::npos) text[end] = ' ';
  }
  const std::size_t zero = text.find("(0)");
  const bool after_country = zero != std::string::npos && base::trim_ascii_space(text.substr(0, zero)).ends_with("86");
  if (after_country) text.replace(zero, 3, " ");
  return text;
}

/// Splits at a separator; empty if any part is not a phone number.
std::vector<std::string> phones_between(std::string_view text, std::string_view sign) {
  std::vector<std::string> phones;
  while (true) {
    const std::size_t end = std::min(text.find(sign), text.size());
    auto phone = read_phone(text.substr(0, end));
    if (!phone) return {};
    phones.push_back(*std::move(phone));
    if (end == text.size()) return phones;
    text.remove_prefix(end + sign.size());
  }
}

/// All phone numbers in a text.
std::vector<std::string> phones_in(std::string_view text) {
  constexpr std::array<std::string_view, 9> kBetween = {"、", "，", ",", "；", ";", "/", "或", "\n", " "};
  for (const std::string_view sign : kBetween) {
    auto phones = phones_between(text, sign);
    if (phones.size() > 1) return phones;
  }
  std::vector<std::string> phones;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size()) {
      const auto decoded = base::decode_utf8(text, end);
      const char sign = phone_sign(decoded.code_point);
      if (sign == '\0' || sign == 'x') break;
      end += decoded.length;
    }
    std::string_view run = data::trim_blanks(text.substr(at, end - at));
    while (run.ends_with('(') || run.ends_with("（") || run.ends_with(' '))
      run.remove_suffix(run.ends_with("（") ? 3 : 1);
    if (auto phone = read_phone(run)) phones.push_back(*std::move(phone));
    at = end < text.size() ? end + base::decode_utf8(text, end).length : end;
  }
  return phones;
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_ascii_digit));
}

}  // namespace

std::optional<std::string> read_phone(std::string_view text) {
  constexpr std::size_t kMaxBytes = 100;
  text = data::trim_blanks(text);
  if (text.empty() || text.size() > kMaxBytes) return std::nullopt;
  const auto signs = folded_phone(text);
  if (!signs) return std::nullopt;
  const std::string plain = without_country_brackets(*signs);
  const bool plus = plain.starts_with('+');
  const bool country = plus || plain.starts_with("00");
  std::string_view rest = plain;
  if (country) rest.remove_prefix(plus ? 1 : 2);
  if (rest.find('+') != std::string_view::npos) return std::nullopt;
  while (country && rest.starts_with(' ')) rest.remove_prefix(1);
  std::optional<std::string> phone;
  if (country && !rest.starts_with("86")) {
    phone = read_foreign_phone(rest);
  } else {
    phone = read_chinese_phone(country ? rest.substr(2) : rest, country);
    // 86 13800000000, without a sign before the country code.
    if (!phone && !country && rest.starts_with("86")) phone = read_chinese_phone(rest.substr(2), true);
  }
  return phone && is_phone_cn(*phone) ? phone : std::nullopt;
}

Advice advise_phone(std::string_view text) {
  const std::vector<std::string> phones = phones_in(data::trim_blanks(text));
  if (phones.size() > 1) {
    return texts::SchemaSeveralPhones.pair(phones.front());
  }
  if (phones.size() == 1) {
    return texts::SchemaPhoneAlone.pair(phones.front());
  }
  const std::string narrow = data::narrow_text(text);
  const std::size_t digits = count_digits(narrow);
  const bool mobile = narrow.starts_with('1') && digits >= 9 && digits <= 13;
  if (mobile && digits != kMobileDigits) {
    return texts::SchemaMobileDigits.pair(digits);
  }
  if (digits == 7 || digits == 8) {
    return texts::SchemaAreaCode;
  }
  return texts::SchemaPhones;
}

}  // namespace gongwen::schema
