// Network: a block of addresses, `10.0.0.0/8`, `fd00::/8`, `192.0.2.1`.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::http {

/// IPv4 as IPv6 has it (::ffff:192.0.2.1), so that there is one type.
struct Address {
  std::array<unsigned char, 16> bytes{};
  friend bool operator==(const Address&, const Address&) = default;
};

/// What is counted as one client: an address of IPv4, or a network /64 of IPv6, which a single machine may have whole.
Address counted_client(Address address);

/// Without port, brackets or zone.
std::optional<Address> parse_address(std::string_view text);
/// `192.0.2.1`, `2001:db8::1`
std::string address_text(const Address& address);

struct Network {
  Address first;
  unsigned bits = 128;

  bool contains(const Address& address) const;
};

/// An address without `/` is itself; the bits after the prefix must be zero.
std::optional<Network> parse_network(std::string_view text);

/// 127.0.0.0/8 and ::1.
bool is_loopback(const Address& address);

/// Who sent the request, by the values of `X-Forwarded-For` in order and the proxies that are trusted: the right-most
/// address that is not theirs; the left-most of all when all are; empty when there is none or the next one is none.
std::string forwarded_client(std::span<const std::string> values, std::span<const Network> trusted);

}  // namespace gongwen::http
