// What a SigningKey signs with: a key in memory, or a token.
#pragma once

#include "sign/detail/crypto.h"
#include "sign/signing_key.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

class SigningKey::Backend {
 public:
  Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  virtual ~Backend() = default;
  virtual std::optional<std::string> sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) = 0;
};

/// A key with what came beside it.
struct OpenedKey {
  std::unique_ptr<SigningKey::Backend> backend;
  Certificate certificate;          // null: to be given otherwise
  std::vector<Certificate> others;  // for the chain
};

/// Reports what `SigningKey::open` reports.
std::optional<OpenedKey> open_key_files(const KeySource& source, diagnostics::DiagnosticSink& sink);
std::optional<OpenedKey> open_token(const KeySource& source, diagnostics::DiagnosticSink& sink);

/// Certificates of a file, for chains. Reports: those of resources::read_bytes, sign/not-certificates.
bool read_certificates(const std::string& file, std::vector<Certificate>& out, diagnostics::DiagnosticSink& sink);
void wipe(std::string& text);
/// Nothing for keys that are not supported, weak ones among them.
std::optional<KeyKind> kind_of(EVP_PKEY* key);

}  // namespace gongwen::sign
