#include "schema/detail/formats.h"

#include "base/date.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/ecma_pattern.h"
#include "schema/detail/pattern.h"
#include "schema/detail/schema_registry.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

/// Parses `Z` or `+08:00`. Returns the offset in minutes.
std::optional<int> take_offset(base::TextScanner& scan) {
  if (scan.take_letter('Z')) return 0;
  const bool west = scan.peek() == '-';
  if (!scan.take('-') && !scan.take('+')) return std::nullopt;
  const auto hours = scan.take_number(2);
  if (!hours || *hours > 23 || !scan.take(':')) return std::nullopt;
  const auto minutes = scan.take_number(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

bool take_time(base::TextScanner& scan) {
  const auto hour = scan.take_number(2);
  if (!hour || *hour > 23 || !scan.take(':')) return false;
  const auto minute = scan.take_number(2);
  if (!minute || *minute > 59 || !scan.take(':')) return false;
  const auto second = scan.take_number(2);
  if (!second || *second > 60) return false;
  if (scan.take('.') && scan.skip_digits() == 0) return false;
  const auto offset = take_offset(scan);
  if (!offset) return false;
  if (*second < 60) return true;
  // A leap second ends a day in UTC (RFC 3339 section 5.7).
  constexpr int kMinutesOfDay = 24 * 60;
  const int utc = ((*hour * 60 + *minute - *offset) % kMinutesOfDay + kMinutesOfDay) % kMinutesOfDay;
  return utc == kMinutesOfDay - 1;
}

/// Parses one or more `<number><unit>` with consecutive units, starting at any of them. RFC 3339 appendix A: dur-year,
/// dur-month, dur-day and dur-hour, dur-minute, dur-second.
bool take_units(base::TextScanner& scan, std::string_view units) {
  bool any = false;
  for (const char unit : units) {
    const base::TextScanner before = scan;
    if (scan.skip_digits() > 0 && scan.take(unit)) {
      any = true;
    } else {
      scan = before;
      if (any) break;
    }
  }
  return any;
}

template <typename Take>
bool matches_whole(std::string_view text, Take take) {
  base::TextScanner scan(text);
  return take(scan) && scan.at_end();
}

}  // namespace

bool is_date(std::string_view text) { return base::parse_date(text).has_value(); }

bool is_time(std::string_view text) { return matches_whole(text, take_time); }

bool is_date_time(std::string_view text) {
  return matches_whole(
      text, [](base::TextScanner& scan) { return base::take_date(scan) && scan.take_letter('T') && take_time(scan); });
}

bool is_month(std::string_view text) {
  return matches_whole(text, [](base::TextScanner& scan) { return base::take_month(scan).has_value(); });
}

/// A month, and perhaps the number of an extra issue in it, from 2 to 9.
bool is_issue_month(std::string_view text) {
  constexpr std::size_t kMonth = 7;  // characters
  const bool is_extra = text.size() == kMonth + 2 && text[kMonth] == '.' && text.back() >= '2' && text.back() <= '9';
  return is_month(text.substr(0, is_extra ? kMonth : text.size()));
}

bool is_duration(std::string_view text) {
  return matches_whole(text, [](base::TextScanner& scan) {
    if (!scan.take('P')) return false;
    if (take_units(scan, "W")) return true;
    const bool date = take_units(scan, "YMD");
    if (!scan.take('T')) return date;
    return take_units(scan, "HMS");
  });
}

namespace {

/// Calls `check` for each piece between separators; returns false at the first failure.
template <typename Check>
bool all_pieces(std::string_view text, char separator, Check check) {
  while (true) {
    const std::size_t end = text.find(separator);
    if (!check(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool is_hostname_label(std::string_view label) {
  constexpr std::size_t kLongestLabel = 63;
  if (label.empty() || label.size() > kLongestLabel) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return base::is_ascii_alnum(c) || c == '-'; });
}

// Section 3.2.3 of RFC 5322.
bool is_atom_character(char c) {
  return base::is_ascii_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_atom(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_atom_character);
}

/// `"a b"`: quoted text, in which a backslash escapes any printable character.
bool is_quoted_local_part(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  const std::string_view inside = text.substr(1, text.size() - 2);
  bool escaped = false;
  for (const char c : inside) {
    const bool printable = c >= ' ' && c <= '~';
    if (!printable || (c == '"' && !escaped)) return false;
    escaped = c == '\\' && !escaped;
  }
  return !escaped;
}

bool is_email_domain(std::string_view domain) {
  // Names without a dot are valid only for local mail.
  if (!domain.starts_with('[')) return is_hostname(domain) && domain.find('.') != std::string_view::npos;
  if (!domain.ends_with(']')) return false;
  const std::string_view address = domain.substr(1, domain.size() - 2);
  constexpr std::string_view kIpv6 = "IPv6:";
  return address.starts_with(kIpv6) ? is_ipv6(address.substr(kIpv6.size())) : is_ipv4(address);
}

bool is_ipv6_group(std::string_view text) {
  return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), base::is_ascii_hex_digit);
}

/// The number of 16-bit groups in `a:b:c`; -1 on error.
int count_ipv6_groups(std::string_view text) {
  int count = 0;
  const bool valid = text.empty() || all_pieces(text, ':', [&count](std::string_view piece) {
                       ++count;
                       return is_ipv6_group(piece);
                     });
  return valid ? count : -1;
}

/// The same at the end of an address, where an IPv4 address counts as two groups.
int count_last_ipv6_groups(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::size_t last = colon == std::string_view::npos ? 0 : colon + 1;
  if (!is_ipv4(text.substr(last))) return count_ipv6_groups(text);
  const int before = last == 0 ? 0 : count_ipv6_groups(text.substr(0, colon));
  const bool stray_colon = last == 1;
  return before < 0 || stray_colon ? -1 : before + 2;
}

}  // namespace

bool is_hostname(std::string_view text) {
  constexpr std::size_t kLongestName = 253;
  return text.size() <= kLongestName && all_pieces(text, '.', is_hostname_label);
}

bool is_ipv4(std::string_view text) {
  int count = 0;
  const bool valid = all_pieces(text, '.', [&](std::string_view piece) {
    ++count;
    if (piece.size() > 1 && piece.front() == '0') return false;
    base::TextScanner scan(piece);
    const auto number = piece.size() <= 3 && !piece.empty() ? scan.take_number(piece.size()) : std::nullopt;
    return number && *number <= 255;
  });
  return valid && count == 4;
}

bool is_ipv6(std::string_view text) {
  constexpr int kGroups = 8;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return count_last_ipv6_groups(text) == kGroups;
  const int before = count_ipv6_groups(text.substr(0, gap));
  const int after = count_last_ipv6_groups(text.substr(gap + 2));
  return before >= 0 && after >= 0 && before + after < kGroups;
}

bool is_email(std::string_view text) {
  constexpr std::size_t kLongestAddress = 254;
  constexpr std::size_t kLongestLocalPart = 64;
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > kLongestAddress) return false;
  const std::string_view local = text.substr(0, at);
  if (local.size() > kLongestLocalPart) return false;
  return (all_pieces(local, '.', is_atom) || is_quoted_local_part(local)) && is_email_domain(text.substr(at + 1));
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kGroups[] = {8, 4, 4, 4, 12};
  std::size_t group = 0;
  const bool valid = all_pieces(text, '-', [&](std::string_view piece) {
    return group < std::size(kGroups) && piece.size() == kGroups[group++] &&
           std::all_of(piece.begin(), piece.end(), base::is_ascii_hex_digit);
  });
  return valid && group == std::size(kGroups);
}

namespace {

/// Compiles a pattern from the source code, which is known to be valid.
Pattern compile_known(std::string_view pattern) {
  base::Expected<Pattern, PatternError> compiled = Pattern::compile(pattern);
  return *std::move(compiled);
}

bool matches(const Pattern& pattern, std::string_view text) { return pattern.search(text) == Pattern::Result::Found; }

}  // namespace

/// Only one spelling is accepted for each number, so equal numbers are equal texts; read_phone() converts others.
bool is_phone_cn(std::string_view text) {
  // Area codes: 010, 02x with two further digits, 03xx to 09xx.
  static const Pattern kPattern =
      compile_known(R"(^(?:1[3-9]\d{9}|0(?:10|2\d|[3-9]\d{2})-\d{7,8}(?:-\d{1,6})?|[48]00-\d{3}-\d{4})$)");
  // Up to 15 digits including the country code, except 86. Source: ITU-T E.164 and its list of assigned codes.
  static const Pattern kAbroad = compile_known(
      R"(^\+(?=(?: ?\d){7,15}$)(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[124]|9[0-58]|2[1-689]\d|3[578]\d|42\d)"
      R"(|5[09]\d|6[789]\d|8[078]\d|85[02356]|9[679]\d)(?: ?\d)+$)");
  return matches(kPattern, text) || (text.starts_with('+') && matches(kAbroad, text));
}

bool is_plan_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^(?:19|20)\d{2}\d{4}-[TQZ]-\d{3}$)");
  return matches(kPattern, text);
}

bool is_iso_reference(std::string_view text) { return read_iso_reference(text).has_value(); }

bool is_gb_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^GB(?:/T|/Z)? \d{1,6}(?:\.\d{1,3})?[-—–]\d{4}$)");
  return matches(kPattern, text);
}

bool is_doc_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^[\u4e00-\u9fa5]{2,12}〔\d{4}〕[1-9]\d{0,3}号$)");
  return matches(kPattern, text);
}

bool is_announcement_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^(?:19|20)\d{2}年第[1-9]\d{0,2}号$)");
  return matches(kPattern, text);
}

bool is_postal_code(std::string_view text) {
  base::TextScanner scan(text);
  return text.size() == 6 && text.front() <= '8' && scan.take_number(6);
}

bool is_id_card(std::string_view text) {
  constexpr std::size_t kLength = 18;
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kCheckCharacters = "10X98765432";
  if (text.size() != kLength || text.front() < '1' || text.front() > '8') return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < kLength; ++i) {
    if (!base::is_ascii_digit(text[i])) return false;
    sum += (text[i] - '0') * kWeights[i];
  }
  base::TextScanner birth(text.substr(6));
  const int year = *birth.take_number(4);
  const int month = *birth.take_number(2);
  const int day = *birth.take_number(2);
  return base::make_date(year, month, day) &&
         text.back() == kCheckCharacters[static_cast<std::size_t>(sum) % kCheckCharacters.size()];
}

/// The characters of credit codes in the order of their values: digits and letters without I, O, S, V and Z.
constexpr std::string_view kCreditCodeCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015 clause 4: a department, a kind of organisation, six digits of the place, nine characters of the
/// organisation (GB 11714), and the check character.
bool is_credit_code(std::string_view text) {
  constexpr std::size_t kLength = 18;
  constexpr std::size_t kPlace = 2;
  constexpr std::size_t kOrganisation = 8;
  constexpr std::array kWeights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  if (text.size() != kLength) return false;
  const std::string_view place = text.substr(kPlace, kOrganisation - kPlace);
  if (!std::all_of(place.begin(), place.end(), base::is_ascii_digit)) return false;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    const std::size_t value = kCreditCodeCharacters.find(text[i]);
    if (value == std::string_view::npos) return false;
    sum += value * static_cast<std::size_t>(kWeights[i]);
  }
  const std::size_t values = kCreditCodeCharacters.size();
  return text.back() == kCreditCodeCharacters[(values - sum % values) % values];
}

namespace {

bool is_json_pointer(std::string_view text) { return base::parse_json_pointer(text).has_value(); }
bool is_regex(std::string_view text) { return translate_ecma_pattern(text).has_value(); }

struct FormatRow {
  Format format;
  bool (*matches)(std::string_view);
  FormatDescription shown;
};

// In the order of the enumeration.
constexpr std::array kFormats = {
    FormatRow{Format::Date, is_date, FormatDescription{"date", texts::SchemaFormatDate, "2024-02-04"}},
    FormatRow{Format::Time, is_time, FormatDescription{"time", texts::SchemaFormatTime, "09:30:00+08:00"}},
    FormatRow{Format::DateTime, is_date_time,
              FormatDescription{"date-time", texts::SchemaFormatDateTime, "2024-02-04T09:30:00+08:00"}},
    FormatRow{Format::Month, is_month, FormatDescription{"month", texts::SchemaFormatMonth, "2024-02"}},
    FormatRow{Format::IssueMonth, is_issue_month,
              FormatDescription{"issue-month", texts::SchemaFormatIssueMonth, "2024-02"}},
    FormatRow{Format::Duration, is_duration, FormatDescription{"duration", texts::SchemaFormatDuration, "P1Y6M"}},
    FormatRow{Format::Email, is_email, FormatDescription{"email", texts::SchemaFormatEmail, "name@example.cn"}},
    FormatRow{Format::Uri, is_uri, FormatDescription{"uri", texts::SchemaFormatUri, "https://www.example.cn/"}},
    FormatRow{Format::UriReference, is_uri_reference,
              FormatDescription{"uri-reference", texts::SchemaFormatUriReference, "/path#part"}},
    FormatRow{Format::Hostname, is_hostname,
              FormatDescription{"hostname", texts::SchemaFormatHostname, "www.example.cn"}},
    FormatRow{Format::Ipv4, is_ipv4, FormatDescription{"ipv4", texts::SchemaFormatIpv4, "192.0.2.1"}},
    FormatRow{Format::Ipv6, is_ipv6, FormatDescription{"ipv6", texts::SchemaFormatIpv6, "2001:db8::1"}},
    FormatRow{Format::Uuid, is_uuid,
              FormatDescription{"uuid", texts::SchemaFormatUuid, "2eb8aa08-aa98-11ea-b4aa-73b441d16380"}},
    FormatRow{Format::JsonPointer, is_json_pointer,
              FormatDescription{"json-pointer", texts::SchemaFormatJsonPointer, "/items/0/title"}},
    FormatRow{Format::Regex, is_regex, FormatDescription{"regex", texts::SchemaFormatRegex, "^[0-9]+$"}},
    FormatRow{Format::PhoneCn, is_phone_cn, FormatDescription{"phone-cn", texts::SchemaFormatPhoneCn, "010-64102222"}},
    FormatRow{Format::PlanNumber, is_plan_number,
              FormatDescription{"plan-number", texts::SchemaFormatPlanNumber, "20240123-T-469"}},
    FormatRow{Format::IsoReference, is_iso_reference,
              FormatDescription{"iso-reference", texts::SchemaFormatIsoReference, "ISO/IEC 27001:2022"}},
    FormatRow{Format::GbNumber, is_gb_number,
              FormatDescription{"gb-number", texts::SchemaFormatGbNumber, "GB/T 9704-2012"}},
    FormatRow{Format::DocNumber, is_doc_number,
              FormatDescription{"doc-number", texts::SchemaFormatDocNumber, "网安字〔2024〕5号"}},
    FormatRow{Format::AnnouncementNumber, is_announcement_number,
              FormatDescription{"announcement-number", texts::SchemaFormatAnnouncementNumber, "2024年第1号"}},
    FormatRow{Format::PostalCode, is_postal_code,
              FormatDescription{"postal-code", texts::SchemaFormatPostalCode, "100007"}},
    FormatRow{Format::IdCard, is_id_card,
              FormatDescription{"id-card", texts::SchemaFormatIdCard, "11010519491231002X"}},
    FormatRow{Format::CreditCode, is_credit_code,
              FormatDescription{"credit-code", texts::SchemaFormatCreditCode, "91110000MA00000077"}},
};

constexpr bool has_a_row_for_each(Format last) {
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i].format != static_cast<Format>(i)) return false;
  }
  return kFormats.back().format == last;
}
static_assert(has_a_row_for_each(Format::CreditCode), "name the last value of Format here, and add its row at the end");

constexpr auto kFormatNames = [] {
  std::array<std::string_view, kFormats.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFormats[i].shown.name;
  return names;
}();

}  // namespace

const FormatDescription& describe_format(Format format) { return kFormats[static_cast<std::size_t>(format)].shown; }

std::optional<Format> find_format(std::string_view name) {
  const auto found = std::find(kFormatNames.begin(), kFormatNames.end(), name);
  if (found == kFormatNames.end()) return std::nullopt;
  return static_cast<Format>(found - kFormatNames.begin());
}

std::span<const std::string_view> format_names() { return kFormatNames; }

bool matches_format(Format format, std::string_view text) {
  return kFormats[static_cast<std::size_t>(format)].matches(text);
}

}  // namespace gongwen::schema
