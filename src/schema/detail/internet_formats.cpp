#include "base/ascii.h"
#include "base/text_scanner.h"
#include "schema/detail/formats.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

/// Calls `check` for each piece between separators; false as soon as one is not well.
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

// RFC 5322 section 3.2.3
bool is_atom_character(char c) {
  return base::is_ascii_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_atom(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_atom_character);
}

/// `"a b"`: what is between the quotes; a backslash goes with any printable character.
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
  // A name without a dot is only for mail on the machine itself.
  if (!domain.starts_with('[')) return is_hostname(domain) && domain.find('.') != std::string_view::npos;
  if (!domain.ends_with(']')) return false;
  const std::string_view address = domain.substr(1, domain.size() - 2);
  constexpr std::string_view kIpv6 = "IPv6:";
  return address.starts_with(kIpv6) ? is_ipv6(address.substr(kIpv6.size())) : is_ipv4(address);
}

bool is_ipv6_group(std::string_view text) {
  return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), base::is_ascii_hex_digit);
}

/// The number of 16-bit groups in `a:b:c`; -1 for any error.
int count_ipv6_groups(std::string_view text) {
  int count = 0;
  const bool valid = text.empty() || all_pieces(text, ':', [&count](std::string_view piece) {
                       ++count;
                       return is_ipv6_group(piece);
                     });
  return valid ? count : -1;
}

/// The same at the end of an address, where an IPv4 address may take the place of two groups.
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

}  // namespace gongwen::schema
