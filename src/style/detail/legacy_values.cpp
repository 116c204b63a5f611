#include "base/ascii.h"
#include "style/detail/presentational_hints.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::style {
namespace {

bool is_generic_family(std::string_view name) {
  constexpr std::array<std::string_view, 3> kGeneric{"serif", "sans-serif", "monospace"};
  return std::find(kGeneric.begin(), kGeneric.end(), base::ascii_lowercase(name)) != kGeneric.end();
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_ascii_alpha);
}

/// The last steps of "rules for parsing a legacy colour value": three components, each cut to its two first digits that
/// count.
std::string color_of_digits(std::string digits) {
  constexpr std::size_t kMaxDigits = 8;
  while (digits.empty() || digits.size() % 3 != 0) digits += '0';
  const std::size_t length = digits.size() / 3;
  std::array<std::string, 3> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = digits.substr(i * length, length);
    if (parts[i].size() > kMaxDigits) parts[i] = parts[i].substr(parts[i].size() - kMaxDigits);
  }
  const auto all_begin_with_zero = [&] {
    return std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return part.front() == '0'; });
  };
  while (parts[0].size() > 2 && all_begin_with_zero()) {
    for (std::string& part : parts) part.erase(0, 1);
  }
  std::string color = "#";
  for (const std::string& part : parts) color += part.size() == 1 ? "0" + part : part.substr(0, 2);
  return color;
}

}  // namespace

std::string legacy_dimension(std::string_view value, Zero zero) {
  value = base::trim_ascii_space(value);
  std::size_t end = 0;
  const auto skip_digits = [&] {
    while (end < value.size() && base::is_ascii_digit(value[end])) ++end;
  };
  skip_digits();
  if (end == 0 || end > 9) return {};
  if (end + 1 < value.size() && value[end] == '.' && base::is_ascii_digit(value[end + 1])) {
    ++end;
    skip_digits();
  }
  const std::string_view number = value.substr(0, end);
  if (zero == Zero::Ignored && number.find_first_not_of("0.") == std::string_view::npos) return {};
  const bool percent = end < value.size() && value[end] == '%';
  return std::string(number) + (percent ? "%" : "px");
}

int legacy_number(std::string_view value, int otherwise) {
  constexpr int kMax = 10000;
  value = base::trim_ascii_space(value);
  if (value.starts_with('+')) value.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error != std::errc() || end == value.data() || number < 0 ? otherwise : std::min(number, kMax);
}

std::string legacy_color(std::string_view value) {
  value = base::trim_ascii_space(value);
  if (value.empty() || base::equals_ignoring_ascii_case(value, "transparent")) return {};
  // A name that CSS does not know is not a colour; browsers make one of its letters, which is never meant.
  if (is_word(value) && !std::all_of(value.begin(), value.end(), base::is_ascii_hex_digit)) return std::string(value);
  const bool has_mark = value.starts_with('#');
  if (has_mark) value.remove_prefix(1);
  std::string digits;
  for (const char c : value.substr(0, 128)) digits += base::is_ascii_hex_digit(c) ? c : '0';
  if (has_mark && digits.size() == 3) return "#" + digits;
  return color_of_digits(std::move(digits));
}

std::string legacy_font_size(std::string_view value) {
  constexpr std::array<std::string_view, 7> kSizes{"x-small", "small",    "medium",   "large",
                                                   "x-large", "xx-large", "xxx-large"};
  value = base::trim_ascii_space(value);
  const char sign = value.empty() ? '\0' : value.front();
  const bool relative = sign == '+' || sign == '-';
  if (relative) value.remove_prefix(1);
  const int number = legacy_number(value, -1);
  if (number < 0) return {};
  const int size = relative ? 3 + (sign == '+' ? number : -number) : number;
  return std::string(kSizes[static_cast<std::size_t>(std::clamp(size, 1, 7)) - 1]);
}

std::string legacy_font_family(std::string_view value) {
  std::string list;
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    std::string name;
    for (const char c : base::trim_ascii_space(value.substr(0, comma))) {
      if (c != '"' && c != '\'' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) name += c;
    }
    value.remove_prefix(std::min(comma + 1, value.size()));
    if (name.empty()) continue;
    list += (list.empty() ? "" : ",") + (is_generic_family(name) ? name : "\"" + name + "\"");
  }
  return list;
}

}  // namespace gongwen::style
