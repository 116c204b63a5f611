// Addresses, networks, and the client behind proxies. Everything is compared as 128 bits; names of hosts are never
// looked up.
#include "service/http/network.h"

#include "base/utf8.h"
#include "service/http/fields.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace gongwen::http {
namespace {

constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_v4(const Address& address) { return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin()); }

/// Returns the address without port, for `[::1]:80` and `192.0.2.1:80`, since some proxies add it.
std::string_view without_port(std::string_view text) {
  // `[::1` without the closing bracket becomes an empty text, which is not an address. More than one colon means IPv6
  // without a port, from which nothing may be cut.
  if (text.starts_with('[')) return text.substr(1, text.find(']') == text.npos ? 0 : text.find(']') - 1);
  const auto colon = text.find(':');
  return colon != text.npos && colon == text.rfind(':') ? text.substr(0, colon) : text;
}

bool any_contains(std::span<const Network> networks, const Address& address) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& each) { return each.contains(address); });
}

/// Returns whether all bits after the prefix are zero.
bool is_first(const Address& address, unsigned bits) {
  for (unsigned bit = bits; bit < 128; ++bit) {
    if ((address.bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

}  // namespace

Address counted_client(Address address) {
  constexpr std::ptrdiff_t kNetworkBytes = 8;
  // The first 8 of 16 bytes are the /64.
  if (!is_v4(address)) std::fill(address.bytes.begin() + kNetworkBytes, address.bytes.end(), 0);
  return address;
}

Address anonymous_client(Address address) {
  constexpr std::ptrdiff_t kSiteBytes = 6;
  // The last byte of a mapped IPv4 address, or everything after the first 6 bytes (/48) of an IPv6 one.
  std::fill(is_v4(address) ? address.bytes.end() - 1 : address.bytes.begin() + kSiteBytes, address.bytes.end(), 0);
  return address;
}

std::optional<Address> parse_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size() || text.find('\0') != text.npos) return std::nullopt;
  std::copy(text.begin(), text.end(), terminated.begin());
  Address address;
  // inet_pton accepts exactly the canonical forms: no octal or missing parts, which inet_aton would read in its own
  // way.
  if (::inet_pton(AF_INET6, terminated.data(), address.bytes.data()) == 1) return address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
  if (::inet_pton(AF_INET, terminated.data(), address.bytes.data() + kMapped.size()) == 1) return address;
  return std::nullopt;
}

std::string address_text(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool short_form = is_v4(address);
  const void* const bytes = address.bytes.data() + (short_form ? kMapped.size() : 0);
  ::inet_ntop(short_form ? AF_INET : AF_INET6, bytes, text.data(), text.size());
  return text.data();
}

bool Network::contains(const Address& address) const {
  const unsigned whole = bits / 8;
  if (!std::equal(first.bytes.begin(), first.bytes.begin() + whole, address.bytes.begin())) return false;
  if (bits % 8 == 0) return true;
  // `bits % 8` is 1 to 7: the upper bits of one byte. With 128 bits the function has returned above.
  const auto mask = static_cast<unsigned char>(0xff << (8 - bits % 8));
  return (first.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == text.npos) return Network{*address, 128};
  const std::string_view digits = text.substr(slash + 1);
  const bool short_form = text.substr(0, slash).find(':') == text.npos;
  const auto number = parse_whole_number(digits, short_form ? 32 : 128);
  if (!number) return std::nullopt;
  // The prefix of an IPv4 network counts within the mapped address.
  const unsigned bits = static_cast<unsigned>(*number) + (short_form ? 96 : 0);
  if (!is_first(*address, bits)) return std::nullopt;
  return Network{*address, bits};
}

bool is_loopback(const Address& address) {
  static const Network v4 = *parse_network("127.0.0.0/8");
  static const Network v6 = *parse_network("::1");
  return v4.contains(address) || v6.contains(address);
}

std::string forwarded_client(std::span<const std::string> values, std::span<const Network> trusted) {
  std::string client;
  // From the right: each trusted proxy has appended the address from which it got the request.
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    std::string_view rest = *value;
    while (!rest.empty()) {
      const auto comma = rest.rfind(',');
      const std::string_view last = comma == rest.npos ? rest : rest.substr(comma + 1);
      rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
      const auto address = parse_address(without_port(base::trim_ascii_space(last)));
      // An element left of a malformed one was appended by a proxy that cannot be trusted either.
      if (!address) return {};
      client = address_text(*address);
      if (!any_contains(trusted, *address)) return client;
    }
  }
  return client;
}

}  // namespace gongwen::http
