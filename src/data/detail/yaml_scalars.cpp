#include "base/ascii.h"
#include "data/detail/yaml_events.h"

#include <algorithm>
#include <charconv>

namespace gongwen::data {
namespace {

/// `true`, `True` and `TRUE`, but not `tRUE`.
bool is_word(std::string_view text, std::string_view lower) {
  if (!base::equals_ignoring_ascii_case(text, lower)) return false;
  const std::string_view rest = text.substr(1);
  const bool all_lower = rest == lower.substr(1);
  return all_lower || std::none_of(text.begin(), text.end(), base::is_ascii_lower);
}

std::optional<std::int64_t> parse_whole(std::string_view digits, int base) {
  std::int64_t value = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value, base);
  if (digits.empty() || digits.front() == '-' || error != std::errc() || end != last) return std::nullopt;
  return value;
}

/// The parts of `-12.5e3`; any part may be empty.
struct NumberParts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::string_view exponent;
  bool has_point = false;
  bool has_exponent = false;
};

std::string_view take_scalar_digits(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const std::string_view digits = rest.substr(0, end);
  rest.remove_prefix(end);
  return digits;
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
std::optional<NumberParts> split_number(std::string_view text) {
  NumberParts parts;
  parts.negative = text.starts_with('-');
  if (parts.negative || text.starts_with('+')) text.remove_prefix(1);
  parts.whole = take_scalar_digits(text);
  parts.has_point = text.starts_with('.');
  if (parts.has_point) {
    text.remove_prefix(1);
    parts.fraction = take_scalar_digits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  parts.has_exponent = !text.empty() && base::to_ascii_lower(text.front()) == 'e';
  if (parts.has_exponent) {
    const std::string_view from_sign = text.substr(1);
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (take_scalar_digits(text).empty()) return std::nullopt;
    parts.exponent = from_sign.substr(0, from_sign.size() - text.size());
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

/// `007` is an integer by the rules of YAML, but the author means a code: no zero is lost.
YamlScalar resolve_number(const NumberParts& parts) {
  if (parts.whole.size() > 1 && parts.whole.front() == '0') return YamlText{};
  std::string text = parts.negative ? "-" : "";
  text.append(parts.whole.empty() ? "0" : parts.whole);
  const bool whole = !parts.has_point && !parts.has_exponent;
  std::int64_t value = 0;
  const char* const last = text.data() + text.size();
  if (whole && std::from_chars(text.data(), last, value).ec == std::errc()) return value;
  if (!parts.fraction.empty()) text.append(".").append(parts.fraction);
  if (parts.has_exponent) text.append("e").append(parts.exponent);
  return YamlDecimal{std::move(text)};
}

bool is_yaml_infinity_or_nan(std::string_view text) {
  if (is_word(text.substr(std::min<std::size_t>(1, text.size())), "nan") && text.starts_with('.')) return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text.starts_with('.') && is_word(text.substr(1), "inf");
}

}  // namespace

YamlScalar resolve_yaml_scalar(std::string_view text) {
  if (text.empty() || text == "~" || is_word(text, "null")) return YamlNull{};
  if (is_word(text, "true")) return true;
  if (is_word(text, "false")) return false;
  if (text.starts_with("0o")) {
    if (const auto value = parse_whole(text.substr(2), 8)) return *value;
  }
  if (text.starts_with("0x")) {
    if (const auto value = parse_whole(text.substr(2), 16)) return *value;
  }
  if (const auto number = split_number(text)) return resolve_number(*number);
  if (is_yaml_infinity_or_nan(text)) return YamlNotANumber{};
  return YamlText{};
}

}  // namespace gongwen::data
