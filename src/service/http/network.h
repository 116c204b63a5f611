// Network: a block of addresses, `10.0.0.0/8`, `fd00::/8`, `192.0.2.1`.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::http {

/// An address. IPv4 is stored as mapped IPv6 (::ffff:192.0.2.1), so that there is one type.
struct Address {
  std::array<unsigned char, 16> bytes{};
  friend bool operator==(const Address&, const Address&) = default;
};

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 address, all of which a single machine may own.
Address counted_client(Address address);
/// The network of an address, which tells no person from others: its /24, or the /48 of an IPv6 address.
Address anonymous_client(Address address);

/// Parses an address without port, brackets or zone.
std::optional<Address> parse_address(std::string_view text);
/// `192.0.2.1`, `2001:db8::1`
std::string address_text(const Address& address);

struct Network {
  Address first;
  unsigned bits = 128;

  bool contains(const Address& address) const;
};

/// Parses `10.0.0.0/8` or a single address. Bits after the prefix must be zero: `10.0.0.1/8` is probably a mistake.
std::optional<Network> parse_network(std::string_view text);

/// 127.0.0.0/8 and ::1.
bool is_loopback(const Address& address);

/// The client that sent a request, from the values of `X-Forwarded-For` in order and the trusted proxies: the
/// right-most address that is not a trusted proxy, since everything left of it may be invented. If all are trusted, the
/// left-most one; empty if there is none, or if the one before is malformed.
std::string forwarded_client(std::span<const std::string> values, std::span<const Network> trusted);

}  // namespace gongwen::http
