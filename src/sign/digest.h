// Digests by their standard names: SHA-1, SHA-256, SHA-384, SHA-512, SM3.
#pragma once

#include "diagnostics/diagnostic.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sign {

/// Whether libcrypto can be used; it is loaded on first use. Reports: sign/no-library.
bool has_cryptography(diagnostics::DiagnosticSink& sink);

/// The digest of the bytes; nullopt for an unknown algorithm.
std::optional<std::string> digest(std::string_view algorithm, std::string_view bytes);

/// HMAC (RFC 2104) with this digest; nullopt for an unknown algorithm, or if libcrypto cannot be used.
std::optional<std::string> hmac(std::string_view algorithm, std::string_view key, std::string_view bytes);

/// Computes the digest of bytes that arrive piece by piece, such as those of a ByteRange.
class Digester {
 public:
  /// nullopt for an unknown algorithm.
  static std::optional<Digester> start(std::string_view algorithm);
  Digester(Digester&&) noexcept;
  Digester& operator=(Digester&&) noexcept;
  ~Digester();

  void add(std::string_view bytes);
  /// Returns the digest. Call only once.
  std::string end();

 private:
  struct State;
  explicit Digester(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gongwen::sign
