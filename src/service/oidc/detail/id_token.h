// ID tokens of a provider of logins (OpenID Connect Core 1.0, section 3.1.3.7) and the keys that verify them (RFC
// 7517).
//   const auto keys = parse_provider_keys(body);
//   const auto subject = check_id_token(token, *keys, {issuer, client, nonce, access_token, now});
#pragma once

#include "base/expected.h"
#include "sign/web_signature.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// A key for verifying signatures.
struct ProviderKey {
  std::string id;         // `kid`; may be empty
  std::string algorithm;  // `alg`; empty: any algorithm for this type of key
  // RSA: modulus and exponent; P-256: the two coordinates.
  sign::WebKey key = {};
};

/// Returns the keys of a set for RS256, PS256 and ES256; others are left out. Returns nullopt if the text is not a set
/// of keys.
std::optional<std::vector<ProviderKey>> parse_provider_keys(std::string_view json);

/// The values that a token is compared with.
struct TokenChecks {
  std::string issuer;
  std::string client;        // client that it must be for
  std::string nonce;         // nonce of the request that led to it
  std::string access_token;  // access token that came with it
  std::int64_t now = 0;      // seconds since 1970
};

/// Each has a word in the audit, so that an operator can tell a wrong clock from a wrong client.
enum class TokenFault : std::uint8_t {
  NotAToken,      // other than three parts of base64url, or too long
  BadJson,        // head or claims are not a JSON object, or have a member twice
  Algorithm,      // not one of the three, or not that of the key
  UnknownKey,     // no key has this `kid`
  WeakKey,        // RSA below 2,048 bits, or not a valid key
  SignatureForm,  // length differs from that of the key's signatures
  Signature,
  Issuer,
  Audience,
  Party,  // `azp`: issued for another client
  Expired,
  Early,  // `iat` or `nbf` in the future
  Times,  // `exp` or `iat` are missing or invalid
  Nonce,
  AccessHash,  // `at_hash`: belongs to another access token
  Subject,     // missing, or longer than 255 characters of ASCII
  NoLibrary    // libcrypto cannot be used
};

/// Returns the word of a fault for the audit: `wrong-nonce`.
std::string_view token_fault_name(TokenFault fault);

/// The tolerated difference of the clocks, in seconds.
inline constexpr std::int64_t kTokenSkew = 60;
inline constexpr std::size_t kMaxIdToken = std::size_t{32} << 10;  // bytes

/// Returns the `sub` of a token that is valid now. Order of checks: form, signature, then claims:
/// iss, aud, azp, times, nonce, at_hash, sub. `nonce` must be given; an empty one matches
/// nothing.
base::Expected<std::string, TokenFault> check_id_token(std::string_view token, std::span<const ProviderKey> keys,
                                                       const TokenChecks& checks);

/// Returns bytes in base64url without padding (RFC 7515, section 2).
std::string base64url(std::string_view bytes);

/// Returns whether a text can be a `sub`: 1 to 255 visible characters of ASCII.
bool is_subject(std::string_view text);

}  // namespace gongwen::service
