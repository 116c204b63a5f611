// Signatures of JSON Web Tokens (RFC 7518, sections 3.3 to 3.5) with the public keys of JSON Web Keys. The caller reads
// the JSON.
//   if (verify_web_signature(key, WebAlgorithm::Es256, signed_text, signature) == WebCheck::Fits) …
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::sign {

/// A public key by its numbers, as big-endian bytes.
struct WebKey {
  enum class Type : std::uint8_t { Rsa, P256 };
  Type type = Type::Rsa;
  std::string first = {};   // the modulus, or x
  std::string second = {};  // the exponent, or y
};

enum class WebAlgorithm : std::uint8_t { Rs256, Ps256, Es256 };

enum class WebCheck : std::uint8_t {
  Fits,
  Differs,    // of other bytes, or by another key
  WrongForm,  // the signature is longer or shorter than the key's are; of ES256, it must be r and s, not DER
  BadKey,     // no key, or one that cannot have this algorithm
  WeakKey,    // RSA below 2,048 bits
  NoLibrary   // libcrypto cannot be used
};

/// Verifies the signature over the bytes.
WebCheck verify_web_signature(const WebKey& key, WebAlgorithm algorithm, std::string_view bytes,
                              std::string_view signature);

}  // namespace gongwen::sign
