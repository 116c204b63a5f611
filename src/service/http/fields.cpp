// Parsers of field values. Each accepts exactly its grammar and returns nullopt for anything else, except where real
// clients are known to deviate; comments mark those places.
#include "service/http/fields.h"

#include "base/assert.h"
#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gongwen::http {
namespace {

/// cookie-octet of RFC 6265. Space and comma are not allowed, although some programs send them.
bool is_cookie_character(char c) { return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\'; }

bool is_cookie_value(std::string_view text) { return std::all_of(text.begin(), text.end(), is_cookie_character); }

// RFC 6265, 4.1.1 allows a value in quotation marks; browsers send it back unchanged.
std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

// A malformed cookie does not affect the others, since any program on the host may have set it.
void add_cookies(std::string_view list, std::vector<std::pair<std::string, std::string>>& cookies) {
  while (!list.empty()) {
    const auto semicolon = list.find(';');
    const std::string_view pair = base::trim_ascii_space(list.substr(0, semicolon));
    list = semicolon == list.npos ? std::string_view() : list.substr(semicolon + 1);
    const auto equals = pair.find('=');
    if (equals == pair.npos) continue;
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = without_quotes(pair.substr(equals + 1));
    if (is_token(name) && is_cookie_value(value)) cookies.emplace_back(name, value);
  }
}

std::string attributes(const Cookie& cookie) {
  std::string text = "; Path=/; HttpOnly";
  if (!cookie.insecure) text += "; Secure";
  text += cookie.same_site == SameSite::Strict ? "; SameSite=Strict" : "; SameSite=Lax";
  if (cookie.max_age) text += fmt::format("; Max-Age={}", cookie.max_age->count());
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_cookies(const RequestHead& head) {
  std::vector<std::pair<std::string, std::string>> cookies;
  for (const Header& header : head.headers) {
    if (header.name == "cookie") add_cookies(header.value, cookies);
  }
  return cookies;
}

std::optional<std::string> find_cookie(const RequestHead& head, std::string_view name) {
  std::optional<std::string> found;
  for (auto& [each, value] : parse_cookies(head)) {
    if (each != name) continue;
    if (found) return std::nullopt;
    found = std::move(value);
  }
  return found;
}

std::string host_cookie_name(std::string_view name) { return fmt::format("__Host-{}", name); }

Header set_cookie(const Cookie& cookie) {
  // Values are tokens and hashes that the service itself made, so any other character is a mistake of the program.
  GONGWEN_ASSERT(is_token(cookie.name) && is_cookie_value(cookie.value));
  const std::string name = cookie.insecure ? cookie.name : host_cookie_name(cookie.name);
  return {"Set-Cookie", fmt::format("{}={}{}", name, cookie.value, attributes(cookie))};
}

namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// 1 January 1970 was a Thursday.
/// The second `% 7` is for days before 1970, for which `%` gives a negative remainder.
std::size_t day_of_week(std::int64_t days) { return static_cast<std::size_t>(((days + 4) % 7 + 7) % 7); }

bool is_token_character(char c) {
  return base::is_ascii_alnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// A number of exactly two digits at a place.
std::optional<int> two_digits(std::string_view text, std::size_t at) {
  if (!base::is_ascii_digit(text[at]) || !base::is_ascii_digit(text[at + 1])) return std::nullopt;
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

std::optional<std::int64_t> time_of_day(std::string_view text) {
  const auto hour = two_digits(text, 0);
  const auto minute = two_digits(text, 3);
  const auto second = two_digits(text, 6);
  if (!hour || !minute || !second || text[2] != ':' || text[5] != ':') return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  // A leap second counts as the second before it.
  return (*hour * 60 + *minute) * 60 + std::min(*second, 59);
}

struct Parameter {
  std::string name;
  std::string value;
};

void skip_blanks(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
}

/// Browsers write `"` in file names as %22 and leave `\` unchanged, so a backslash is an escape only before one of the
/// two. RFC 9110, 5.6.4 would let a backslash escape every character. `C:\fakepath\a.pdf`, as old browsers send it,
/// would then lose its separators, and the name could not be found.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    value += text[i];
  }
  return std::nullopt;
}

std::string take_token(std::string_view& text) {
  const auto* const end = std::find_if_not(text.begin(), text.end(), is_token_character);
  const auto size = static_cast<std::size_t>(end - text.begin());
  std::string token(text.substr(0, size));
  text.remove_prefix(size);
  return token;
}

/// Takes `;name=value` or `;name="value"`; returns nullopt if it is malformed.
std::optional<Parameter> take_parameter(std::string_view& text) {
  skip_blanks(text);
  if (!text.starts_with(';')) return std::nullopt;
  text.remove_prefix(1);
  skip_blanks(text);
  Parameter parameter;
  parameter.name = base::ascii_lowercase(take_token(text));
  if (parameter.name.empty() || !text.starts_with('=')) return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('"')) {
    auto value = take_quoted(text);
    if (!value) return std::nullopt;
    parameter.value = *std::move(value);
  } else {
    parameter.value = take_token(text);
    if (parameter.value.empty()) return std::nullopt;
  }
  skip_blanks(text);
  return parameter;
}

/// An element of a list with weights, such as `zh-CN;q=0.8`; weights are in thousandths. Weights have at most three
/// decimals (RFC 9110, 12.4.2), so thousandths are exact and comparisons need no doubles.
struct Weighted {
  std::string_view value;
  int weight = 1000;
};

/// Returns the parameter `q` of `;level=1;q=0.8`; nullopt if absent.
std::optional<std::string_view> quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    // Each round begins at a `;`: that before the first parameter, or the one at which the last round ended.
    parameters.remove_prefix(1);
    const auto end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = base::trim_ascii_space(parameters.substr(0, end));
    if (base::equals_ignoring_ascii_case(parameter.substr(0, 2), "q=")) return parameter.substr(2);
    parameters.remove_prefix(end);
  }
  return std::nullopt;
}

/// Returns the weight in thousandths. A malformed one counts as 0, so that the element is unacceptable rather than
/// preferred.
int weight_of(std::string_view parameters) {
  const auto quality = quality_of(parameters);
  if (!quality) return 1000;
  const std::string_view text = *quality;
  // `1`, `1.0`, `1.000`: 1 is the maximum, so the decimals need not be read.
  if (text.starts_with('1')) return 1000;
  if (!text.starts_with("0")) return 0;
  int weight = 0;
  int place = 100;
  // Begins after `0.`; `place` is 100, 10, 1 in turn: `0.85` gives 800 + 50.
  for (std::size_t i = 2; i < text.size() && i < 5 && base::is_ascii_digit(text[i]); ++i, place /= 10) {
    weight += (text[i] - '0') * place;
  }
  return weight;
}

template <typename Function>
void for_each_weighted(std::string_view list, Function function) {
  while (!list.empty()) {
    const std::string_view element = take_element(list);
    const auto semicolon = element.find(';');
    Weighted weighted{base::trim_ascii_space(element.substr(0, semicolon))};
    if (semicolon != element.npos) weighted.weight = weight_of(element.substr(semicolon));
    if (!weighted.value.empty()) function(weighted);
  }
}

bool is_language(std::string_view tag, std::string_view language) {
  return base::equals_ignoring_ascii_case(tag.substr(0, tag.find('-')), language);
}

/// attr-char of RFC 8187.
bool is_attribute_character(char c) {
  return base::is_ascii_alnum(c) || std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t max) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

std::string_view take_element(std::string_view& list) {
  const auto comma = list.find(',');
  const std::string_view element = list.substr(0, comma);
  list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
  return base::trim_ascii_space(element);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string http_date(std::int64_t seconds) {
  // Rounds towards the past: integer division would round -1 s to day 0 with a negative rest of the day.
  const std::int64_t days = (seconds - (seconds < 0 ? base::kSecondsPerDay - 1 : 0)) / base::kSecondsPerDay;
  const std::int64_t rest = seconds - days * base::kSecondsPerDay;
  const base::Date date = base::date_of_days(days);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[day_of_week(days)], base::day_of(date),
                     base::kEnglishMonths[static_cast<std::size_t>(base::month_of(date) - 1)], base::year_of(date),
                     rest / 3600, rest / 60 % 60, rest % 60);
}

// `Sun, 06 Nov 1994 08:49:37 GMT`
std::optional<std::int64_t> parse_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' || text[16] != ' ' ||
      text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const auto day = two_digits(text, 5);
  const auto* const month = std::find(base::kEnglishMonths.begin(), base::kEnglishMonths.end(), text.substr(8, 3));
  const auto century = two_digits(text, 12);
  const auto year = two_digits(text, 14);
  const auto time = time_of_day(text.substr(17, 8));
  if (!day || month == base::kEnglishMonths.end() || !century || !year || !time) return std::nullopt;
  const auto date =
      base::make_date(*century * 100 + *year, static_cast<int>(month - base::kEnglishMonths.begin()) + 1, *day);
  if (!date) return std::nullopt;
  // The day of the week must match: a wrong one means that the date was composed wrongly.
  const std::int64_t days = base::days_since_1970(*date);
  if (text.substr(0, 3) != kDays[day_of_week(days)]) return std::nullopt;
  return days * base::kSecondsPerDay + *time;
}

std::string content_disposition(std::string_view kind, std::string_view file_name) {
  std::string plain;
  // `plain` and `extended` are built in one pass; which of them is sent is known only at the end.
  std::string extended;
  bool is_plain = true;
  for (const auto& [code_point, length, valid] : base::CodePoints(file_name)) {
    // `%` is not safe in the quoted form, as some browsers decode `%41` there and others do not (RFC 6266, appendix D).
    const bool safe = code_point >= 0x20 && code_point < 0x7f && code_point != '"' && code_point != '\\' &&
                      code_point != '%' && code_point != '/';
    if (!safe) is_plain = false;
    plain += safe ? static_cast<char>(code_point) : '_';
    for (const char byte : base::to_utf8(code_point)) {
      if (is_attribute_character(byte)) {
        extended += byte;
      } else {
        base::append_percent_encoded(extended, byte);
      }
    }
  }
  std::string field = fmt::format("{}; filename=\"{}\"", kind, plain);
  if (!is_plain) field += fmt::format("; filename*=UTF-8''{}", extended);
  return field;
}

diagnostics::Language preferred_language(std::string_view accept_language, diagnostics::Language otherwise) {
  int chinese = 0;
  int english = 0;
  // Among equal weights the first one is preferred, so each later element weighs a little less.
  int order = 0;
  for_each_weighted(accept_language, [&](const Weighted& tag) {
    // Weights times 1000 allow a thousand elements before the order could outweigh a step of the weight.
    const int weight = tag.weight == 0 ? 0 : tag.weight * 1000 - order++;
    if (is_language(tag.value, "zh")) chinese = std::max(chinese, weight);
    if (is_language(tag.value, "en")) english = std::max(english, weight);
  });
  if (chinese > english) return diagnostics::Language::Chinese;
  if (english > chinese) return diagnostics::Language::English;
  return otherwise;
}

bool accepts(std::string_view accept, std::string_view type) {
  if (base::trim_ascii_space(accept).empty()) return true;
  const std::string range = fmt::format("{}/*", type.substr(0, type.find('/')));
  // The most specific element decides (RFC 9110, 12.5.1).
  int exactness = -1;
  bool accepted = false;
  for_each_weighted(accept, [&](const Weighted& element) {
    const int exact = base::equals_ignoring_ascii_case(element.value, type)    ? 2
                      : base::equals_ignoring_ascii_case(element.value, range) ? 1
                      : element.value == "*/*"                                 ? 0
                                                                               : -1;
    // Elements of equal exactness are alternatives, of which one is enough; a more exact one replaces the earlier
    // result.
    if (exact < 0 || exact < exactness) return;
    accepted = (exact == exactness && accepted) || element.weight > 0;
    exactness = exact;
  });
  return accepted;
}

std::string media_type(std::string_view content_type) {
  return base::ascii_lowercase(base::trim_ascii_space(content_type.substr(0, content_type.find(';'))));
}

std::optional<std::string> field_parameter(std::string_view field, std::string_view name) {
  std::optional<std::string> found;
  const auto semicolon = field.find(';');
  if (semicolon == field.npos) return std::nullopt;
  std::string_view rest = field.substr(semicolon);
  // A second `filename=` makes the field ambiguous: a scanner in front may have checked the other one.
  while (!rest.empty()) {
    // Some programs end the list with a semicolon.
    if (base::trim_ascii_space(rest) == ";") break;
    auto parameter = take_parameter(rest);
    if (!parameter) return std::nullopt;
    if (parameter->name != name) continue;
    if (found) return std::nullopt;
    found = std::move(parameter->value);
  }
  return found;
}

std::optional<std::string> parse_extended_value(std::string_view text) {
  const auto first = text.find('\'');
  const auto second = first == text.npos ? text.npos : text.find('\'', first + 1);
  // The language between the two apostrophes (`UTF-8'zh'…`) is skipped, since it is never used.
  if (second == text.npos || !base::equals_ignoring_ascii_case(text.substr(0, first), "utf-8")) return std::nullopt;
  const std::string_view encoded = text.substr(second + 1);
  const auto is_allowed = [](char c) {
    return is_attribute_character(c) || c == '%';
  };
  if (!std::all_of(encoded.begin(), encoded.end(), is_allowed)) return std::nullopt;
  auto value = base::parse_percent_encoded(encoded);
  if (!value || base::find_invalid_utf8(*value)) return std::nullopt;
  return value;
}

}  // namespace gongwen::http
