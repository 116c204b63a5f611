// Network: a block of addresses, `10.0.0.0/8`, `fd00::/8`, `192.0.2.1`.
// Used for limits per client (RateLimit, connections per address), for the trusted proxies of the settings, and for the
// addresses in logs.
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

/// Returns the address range that counts as one client: an IPv4 address, or the /64 of an IPv6 address, all of which a
/// single machine may own. Without the mask, a client with an IPv6 network could use a new address, and a new
/// allowance, for each request.
Address counted_client(Address address);
/// Returns the network of an address, which does not identify a person: its /24, or the /48 of an IPv6 address. For
/// logs, which have `192.0.2.0` for `192.0.2.77` unless the operator wants whole addresses.
Address anonymous_client(Address address);

/// Parses an address without port, brackets or zone.
std::optional<Address> parse_address(std::string_view text);
/// Returns an address as text: `192.0.2.1`, `2001:db8::1`. Mapped addresses are written as
/// IPv4.
std::string address_text(const Address& address);

/// A block of addresses: `first` has zeros after the prefix of `bits` bits, counted in the mapped form: `10.0.0.0/8`
/// has 104.
struct Network {
  Address first;
  unsigned bits = 128;

  bool contains(const Address& address) const;
};

/// Parses `10.0.0.0/8` or a single address. Bits after the prefix must be zero: `10.0.0.1/8` is probably a mistake.
/// Returns nullopt for names of hosts, zones (`fe80::1%eth0`) and prefixes that are too long.
std::optional<Network> parse_network(std::string_view text);

/// Returns whether an address is in 127.0.0.0/8 or is ::1.
bool is_loopback(const Address& address);

/// Returns the client that sent a request, from the values of `X-Forwarded-For` in order and the trusted proxies: the
/// right-most address that is not a trusted proxy, since everything left of it may be invented. If all are trusted, the
/// left-most one; empty if absent, or if the one before is malformed. Example: `X-Forwarded-For: 203.0.113.9,
/// 10.0.0.5` with 10.0.0.0/8 trusted gives `203.0.113.9`. A client that sends a header of its own only adds elements on
/// the left, which are never reached.
std::string forwarded_client(std::span<const std::string> values, std::span<const Network> trusted);

}  // namespace gongwen::http
