// SigningKey: a private key with its certificate and chain, from PEM files, a PKCS#12 file or a token (PKCS#11). Open
// it once and sign any number of documents: a token is logged in only once. While a SigningKey exists, the memory of
// the process is neither dumped nor readable by other processes of the same user.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "sign/verify_cms.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

/// While an Undumpable exists, the kernel writes no core dump of the process, and other processes of the same user
/// cannot read its memory.
class Undumpable {
 public:
  Undumpable();
  Undumpable(const Undumpable&) = delete;
  Undumpable& operator=(const Undumpable&) = delete;
  ~Undumpable();
};

/// A password or PIN, which is wiped on destruction.
class Secret {
 public:
  /// Moves the text, and wipes its remains in `text`.
  explicit Secret(std::string&& text);
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();
  const std::string& text() const { return text_; }

 private:
  Undumpable undumpable_;
  std::string text_;
};

/// Moves a secret and wipes `text`. nullopt if it is empty, since a secret that was not given must not be tried.
std::optional<Secret> take_secret(std::string& text);

/// The first line of the file, without its end. nullopt for an empty line, and after reporting an error. Reports:
/// resources/*.
std::optional<Secret> read_secret_file(const std::string& path, diagnostics::DiagnosticSink& sink);

/// Where the key is. The first of `pkcs11_module`, `p12_file`, `key_file` that is not empty is used.
struct KeySource {
  // PEM; the key may be encrypted (PKCS#8 or the older form). Its file may also contain the certificate.
  std::string key_file;
  std::string certificate_file;
  /// Further certificates for the chain, also for a token or PKCS#12.
  std::vector<std::string> chain_files;
  // PKCS#12 with certificate and chain.
  std::string p12_file;
  // PKCS#11. Labels may be omitted if there is only one token, or one private key.
  std::string pkcs11_module;
  std::string token_label;
  std::string key_label;
  /// Returns the password or PIN. Called once, and only if one is needed; nullopt if the user declines.
  std::function<std::optional<Secret>()> secret;
};

enum class KeyKind : std::uint8_t { Rsa, P256, P384, Sm2 };

class SigningKey {
 public:
  /// Opens the key, and checks that it matches the certificate and is strong enough (RSA from 2,048 bits, P-256, P-384,
  /// SM2). A PIN is tried only once; for a second try, the caller calls again with another source.
  /// Reports: sign/no-library, sign/key-…, sign/token-….
  static base::Expected<SigningKey> open(const KeySource& source, diagnostics::DiagnosticSink& sink);
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  KeyKind kind() const;
  const CertificateFacts& certificate() const;
  /// The known issuers, from the signer's issuer up, without the root.
  const std::vector<CertificateFacts>& chain() const;

  /// Signs the bytes: RSA (PKCS #1 v1.5) and ECDSA over their SHA-256, SM2 over SM3 with the default identity
  /// 1234567812345678. Returns the signature in the form for CMS; nullopt after reporting an error.
  std::optional<std::string> sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) const;

  class Backend;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gongwen::sign
