#include "base/ascii.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/written_formats.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

/// Formats of which all texts are ASCII.
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
    case Format::IdCard: break;
  }
  return true;
}

bool is_left_bracket(char32_t c) { return c == '(' || c == '[' || c == U'【' || c == U'［' || c == U'{' || c == U'〈'; }
bool is_right_bracket(char32_t c) {
  return c == ')' || c == ']' || c == U'】' || c == U'］' || c == U'}' || c == U'〉';
}

/// With half-width characters, and dashes as hyphens.
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

/// `[2024]`, `(2024)` and `【2024】` as 〔2024〕. Source: GB/T 9704-2012 7.2.5.
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

/// `GB/T9704-2012`, `ISO/IEC27001:2022`: a blank between the letters and the first digit.
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

/// Several ways to write the same; the first that matches is taken.
std::array<std::string, 4> candidates(Format format, std::string_view text) {
  const std::string narrow = narrow_code(text);
  switch (format) {
    case Format::DocNumber:
    case Format::AnnouncementNumber: return {with_year_brackets(without_blanks(data::narrow_letters(narrow)))};
    case Format::PlanNumber:
    case Format::IdCard: return {without_blanks(narrow), upper(without_blanks(narrow))};
    case Format::PostalCode: return {without_blanks(narrow)};
    case Format::GbNumber:
    case Format::IsoReference:
      return {with_single_blanks(narrow), with_blank_before_digits(with_single_blanks(narrow))};
    case Format::Date:
    case Format::Time:
    case Format::DateTime:
    case Format::Month:
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

namespace {

/// Without the blanks beside `@` and dots. Another one may be an underscore that the line of the field hides, or be
/// between two words.
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

/// The address with half-width characters, without what people write around it; it may have blanks.
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

/// Whether it is an address when the blanks in it are taken out.
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

}  // namespace gongwen::schema
