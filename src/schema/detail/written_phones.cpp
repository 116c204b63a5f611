#include "base/ascii.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/formats.h"
#include "schema/detail/written_formats.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gongwen::schema {
namespace {

constexpr std::size_t kMobileDigits = 11;

/// Digits, `+`, brackets, `-` for all dashes, a blank for all blanks, `x` before an extension; 0 for anything else.
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

/// Words that are before an extension.
std::size_t extension_word(std::string_view rest) {
  constexpr std::array<std::string_view, 5> kWords = {"转分机", "分机", "extension", "ext.", "ext"};
  const std::string lower = base::ascii_lowercase(rest.substr(0, 9));
  for (const std::string_view word : kWords) {
    if (lower.starts_with(word)) return word.size();
  }
  return 0;
}

/// Nothing when the text has signs that phone numbers do not have.
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

/// The digits between separators: of `(010)6410 2222-8305` 010, 6410, 2222, 8305.
struct Group {
  std::string digits;
  char before = '\0';  // what is before it: `-` and `x` count more than brackets and blanks
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

/// How many digits of a landline number without separators are its area: 010, 021 … 029, otherwise four.
std::size_t area_length(std::string_view digits) {
  return digits.starts_with("010") || digits.starts_with("02") ? 3 : 4;
}

/// Area, number and extension of a landline; nothing when the digits do not add up.
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
  // Seven digits may continue: 641-0222-2 is eight.
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
  // The 0 before a mobile number is that of calls from elsewhere.
  const std::string without_zero = digits.substr(digits.front() == '0' ? 1 : 0);
  const bool mobile = without_zero.size() == kMobileDigits && without_zero.front() == '1' && without_zero[1] >= '3';
  if (mobile) return extended ? std::nullopt : std::optional(without_zero);
  const bool service = digits.size() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
  if (service && !extended) return digits.substr(0, 3) + "-" + digits.substr(3, 3) + "-" + digits.substr(6);
  if (with_country && digits.front() != '0') groups.front().digits.insert(0, 1, '0');
  return groups.front().digits.front() == '0' ? read_landline(std::move(groups)) : std::nullopt;
}

/// After `+`: the digits, with no more than one separator between them.
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

/// `(+86)138…`, `(86-10)6410…` without the brackets around the country, `+86(0)10…` without the 0 that is dialled
/// within it.
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

std::vector<std::string> phones_in(std::string_view text);

/// Parts at one of the signs, each a number; nothing when a part is none.
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

/// All numbers that are in a text.
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
    // 86 13800000000, without a sign before it.
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
