#include "sign/signing_key.h"

#include "diagnostics/catalogue/sign.h"
#include "resources/read_file.h"
#include "sign/detail/crypto.h"
#include "sign/detail/key_backend.h"
#include "sign/digest.h"
#include "sign/trust.h"

#include <mutex>
#include <utility>

#include <string.h>
#include <sys/prctl.h>

namespace gongwen::sign {

namespace messages = diagnostics::messages;

namespace {

/// Of all Undumpables of the process.
struct DumpState {
  std::mutex mutex;
  int count = 0;
  bool was_dumpable = false;
};

DumpState& dump_state() {
  static DumpState it;
  return it;
}

/// Issuers from the signer's up, as far as they are among the others, without roots.
std::vector<CertificateFacts> order_chain(X509* signer, const std::vector<Certificate>& others) {
  constexpr std::size_t kMaxChain = 16;
  std::vector<CertificateFacts> chain;
  X509* current = signer;
  while (chain.size() < kMaxChain) {
    X509* issuer = nullptr;
    for (const Certificate& other : others) {
      if (X509_check_issued(other.get(), current) == X509_V_OK && X509_cmp(other.get(), current) != 0) {
        issuer = other.get();
        break;
      }
    }
    if (issuer == nullptr || X509_check_issued(issuer, issuer) == X509_V_OK) break;
    chain.push_back(*read_certificate(to_der(i2d_X509, issuer)));
    current = issuer;
  }
  forget_errors();
  return chain;
}

}  // namespace

Undumpable::Undumpable() {
  DumpState& state = dump_state();
  const std::lock_guard lock(state.mutex);
  if (state.count++ == 0) state.was_dumpable = prctl(PR_GET_DUMPABLE) == 1;
  prctl(PR_SET_DUMPABLE, 0);
}

Undumpable::~Undumpable() {
  DumpState& state = dump_state();
  const std::lock_guard lock(state.mutex);
  if (--state.count == 0 && state.was_dumpable) prctl(PR_SET_DUMPABLE, 1);
}

Secret::Secret(std::string&& text) : text_(std::move(text)) { wipe(text); }

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(text_);
  text_ = std::move(other.text_);
  wipe(other.text_);
  return *this;
}

Secret::~Secret() { wipe(text_); }

void wipe(std::string& text) {
  text.resize(text.capacity());  // also the rest of a longer text
  explicit_bzero(text.data(), text.size());
  text.clear();
}

std::optional<Secret> take_secret(std::string& text) {
  if (text.empty()) return std::nullopt;
  return Secret(std::move(text));
}

std::optional<Secret> read_secret_file(const std::string& path, diagnostics::DiagnosticSink& sink) {
  constexpr std::size_t kMaxSecretBytes = 4096;
  auto text = resources::read_bytes(path, {kMaxSecretBytes}, sink);
  if (!text) return std::nullopt;
  text->resize(std::min(text->find_first_of("\r\n"), text->size()));
  return take_secret(*text);
}

std::optional<KeyKind> kind_of(EVP_PKEY* key) {
  const std::string text = key_text(key);
  if (text == "SM2") return KeyKind::Sm2;
  if (text == "EC P-256") return KeyKind::P256;
  if (text == "EC P-384") return KeyKind::P384;
  if (text.starts_with("RSA ") && !is_weak(key)) return KeyKind::Rsa;
  return std::nullopt;
}

bool read_certificates(const std::string& file, std::vector<Certificate>& out, diagnostics::DiagnosticSink& sink) {
  const auto bytes = resources::read_bytes(file, {std::size_t{1} << 20}, sink);
  std::vector<std::string> ders;
  if (!bytes || !add_certificates(file, *bytes, ders, sink)) return false;
  for (const std::string& der : ders) out.push_back(parse_x509(der));
  return true;
}

struct SigningKey::State {
  Undumpable undumpable;
  OpenedKey opened;
  KeyKind kind = KeyKind::Rsa;
  CertificateFacts certificate;
  std::vector<CertificateFacts> chain;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

KeyKind SigningKey::kind() const { return state_->kind; }
const CertificateFacts& SigningKey::certificate() const { return state_->certificate; }
const std::vector<CertificateFacts>& SigningKey::chain() const { return state_->chain; }

std::optional<std::string> SigningKey::sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) const {
  return state_->opened.backend->sign(bytes, sink);
}

base::Expected<SigningKey> SigningKey::open(const KeySource& source, diagnostics::DiagnosticSink& sink) {
  if (!has_cryptography(sink)) return base::kReported;
  auto state = std::make_unique<State>();
  std::optional<OpenedKey> opened =
      source.pkcs11_module.empty() ? open_key_files(source, sink) : open_token(source, sink);
  if (!opened) return base::kReported;
  state->opened = std::move(*opened);
  for (const std::string& file : source.chain_files) {
    if (!read_certificates(file, state->opened.others, sink)) return base::kReported;
  }
  X509* const certificate = state->opened.certificate.get();
  EVP_PKEY* const key = X509_get0_pubkey(certificate);
  const std::optional<KeyKind> kind = kind_of(key);
  if (!kind) {
    sink.report(messages::SignKeyUnsupported, diagnostics::Origin(), key_text(key), short_name(certificate));
    return base::kReported;
  }
  state->kind = *kind;
  state->certificate = *read_certificate(to_der(i2d_X509, certificate));
  state->chain = order_chain(certificate, state->opened.others);
  SigningKey result(std::move(state));
  // A signature that the certificate confirms: the key belongs to it, and the token signs.
  constexpr std::string_view kTrial = "gongwen";
  const std::optional<std::string> trial = result.sign(kTrial, sink);
  if (!trial) return base::kReported;
  const EVP_MD* const method = digest_method(*kind == KeyKind::Sm2 ? "SM3" : "SHA-256");
  if (verify_bytes(key, method, kTrial, *trial) != Check::Fits) {
    sink.report(messages::SignKeyOtherCertificate, diagnostics::Origin(), result.certificate().common_name);
    return base::kReported;
  }
  return result;
}

}  // namespace gongwen::sign
