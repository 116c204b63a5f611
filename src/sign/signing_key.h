// SigningKey: a private key with its certificate and chain, from PEM files, a PKCS#12 file or a token (PKCS#11). Open
// one and sign as many documents as needed: a token is logged in once. As long as one lives, the memory of the process
// is neither dumped nor readable by others of the same user.
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

/// While one of these lives, the kernel writes no memory of the process to a file, and lets no other process of the
/// user read it.
class Undumpable {
 public:
  Undumpable();
  Undumpable(const Undumpable&) = delete;
  Undumpable& operator=(const Undumpable&) = delete;
  ~Undumpable();
};

/// A password or PIN. Wiped when it goes.
class Secret {
 public:
  /// Takes the text and wipes what is left of it there.
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

/// A secret that is no longer needed elsewhere: `text` is wiped. Nothing for an empty one: what was not given must not
/// be tried.
std::optional<Secret> take_secret(std::string& text);

/// The first line of the file, without its end. Nothing after a report, and for an empty line. Reports: resources/*.
std::optional<Secret> read_secret_file(const std::string& path, diagnostics::DiagnosticSink& sink);

/// Exactly one of the three is used: the first that is not empty of `pkcs11_module`, `p12_file`, `key_file`.
struct KeySource {
  // PEM; the key may be encrypted (PKCS#8 or the older form). The certificate may be in the file of the key.
  std::string key_file;
  std::string certificate_file;
  /// More certificates for the chain, also for a token or PKCS#12.
  std::vector<std::string> chain_files;
  // PKCS#12, with certificate and chain.
  std::string p12_file;
  // PKCS#11. Labels may be left out where there is one token, or one private key.
  std::string pkcs11_module;
  std::string token_label;
  std::string key_label;
  /// Asks for password or PIN. Called once, and only when one is needed. Nothing: it was declined.
  std::function<std::optional<Secret>()> secret;
};

enum class KeyKind : std::uint8_t { Rsa, P256, P384, Sm2 };

class SigningKey {
 public:
  /// Opens the key, and checks that it belongs to the certificate and is strong enough (RSA from 2,048 bits, P-256,
  /// P-384, SM2). A PIN is tried once; a second try is the caller's decision, with another source.
  /// Reports: sign/no-library, and the messages sign/key-… and sign/token-….
  static base::Expected<SigningKey> open(const KeySource& source, diagnostics::DiagnosticSink& sink);
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  KeyKind kind() const;
  const CertificateFacts& certificate() const;
  /// Issuers as far as they are known, from the signer's issuer up, without the root.
  const std::vector<CertificateFacts>& chain() const;

  /// Signs the bytes: RSA (PKCS #1 v1.5) and ECDSA over their SHA-256, SM2 over SM3 with the usual
  /// identity 1234567812345678. The signature as CMS has it; nothing after a report.
  std::optional<std::string> sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) const;

  class Backend;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gongwen::sign
