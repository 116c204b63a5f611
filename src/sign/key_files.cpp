// Keys in files: PEM and PKCS#12.
#include "diagnostics/catalogue/sign.h"
#include "resources/read_file.h"
#include "sign/detail/crypto.h"
#include "sign/detail/key_backend.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace gongwen::sign {

namespace messages = diagnostics::messages;

namespace {

using Pkcs12 = std::unique_ptr<PKCS12, Freed<PKCS12_free>>;

constexpr std::size_t kMaxKeyFile = std::size_t{1} << 20;

/// A key in memory.
class MemoryKey final : public SigningKey::Backend {
 public:
  explicit MemoryKey(PublicOrPrivateKey key) : key_(std::move(key)) {}

  std::optional<std::string> sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) override {
    const MdContext context(EVP_MD_CTX_new());
    const KeyContext key_context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    std::string signature(static_cast<std::size_t>(std::max(EVP_PKEY_get_size(key_.get()), 1)), '\0');
    std::size_t length = signature.size();
    const bool with_sm2 = is_sm2(key_.get());
    if (with_sm2 && key_context != nullptr) {
      EVP_PKEY_CTX_set1_id(key_context.get(), kSm2Identity.data(), static_cast<int>(kSm2Identity.size()));
    }
    const EVP_MD* const method = digest_method(with_sm2 ? "SM3" : "SHA-256");
    bool is_signed = context != nullptr && key_context != nullptr;
    if (is_signed) {
      EVP_MD_CTX_set_pkey_ctx(context.get(), key_context.get());
      is_signed = EVP_DigestSignInit(context.get(), nullptr, method, nullptr, key_.get()) == 1 &&
                  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                                 to_crypto(bytes), bytes.size()) == 1;
    }
    forget_errors();
    if (!is_signed) {
      sink.report(messages::SignKeyFailed, diagnostics::Origin(), "libcrypto");
      return std::nullopt;
    }
    signature.resize(length);
    return signature;
  }

 private:
  PublicOrPrivateKey key_;
};

/// Asks for the password when the library wants it, once.
class PasswordAsker {
 public:
  explicit PasswordAsker(const KeySource& source) : source_(source) {}

  const Secret* ask() {
    if (!was_asked_ && source_.secret) secret_ = source_.secret();
    was_asked_ = true;
    return secret_ ? &*secret_ : nullptr;
  }
  /// It was wanted, and there was none.
  bool is_missing() const { return was_asked_ && !secret_; }
  bool was_asked() const { return was_asked_; }

  static int answer(char* buffer, int size, int /*writes*/, void* asker) {
    const Secret* const secret = static_cast<PasswordAsker*>(asker)->ask();
    if (secret == nullptr || static_cast<std::size_t>(size) < secret->text().size()) return -1;
    std::memcpy(buffer, secret->text().data(), secret->text().size());
    return static_cast<int>(secret->text().size());
  }

 private:
  const KeySource& source_;
  std::optional<Secret> secret_;
  bool was_asked_ = false;
};

Bytes memory(const std::string& bytes) { return Bytes(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

void report_locked(const std::string& file, const PasswordAsker& asker, diagnostics::DiagnosticSink& sink) {
  if (asker.is_missing()) {
    sink.report(messages::SignKeyNeedsPassword, diagnostics::Origin(), file);
  } else if (asker.was_asked()) {
    sink.report(messages::SignKeyWrongPassword, diagnostics::Origin(), file);
  } else {
    sink.report(messages::SignKeyUnreadable, diagnostics::Origin(), file);
  }
}

PublicOrPrivateKey read_pem_key(const std::string& file, const std::string& bytes, PasswordAsker& asker,
                                diagnostics::DiagnosticSink& sink) {
  PublicOrPrivateKey key(PEM_read_bio_PrivateKey(memory(bytes).get(), nullptr, &PasswordAsker::answer, &asker));
  forget_errors();
  if (key == nullptr) report_locked(file, asker, sink);
  return key;
}

std::optional<OpenedKey> open_pem(const KeySource& source, diagnostics::DiagnosticSink& sink) {
  auto bytes = resources::read_bytes(source.key_file, {kMaxKeyFile}, sink);
  if (!bytes) return std::nullopt;
  PasswordAsker asker(source);
  PublicOrPrivateKey key = read_pem_key(source.key_file, *bytes, asker, sink);
  wipe(*bytes);
  if (key == nullptr) return std::nullopt;
  OpenedKey opened;
  std::vector<Certificate> certificates;
  const std::string& file = source.certificate_file.empty() ? source.key_file : source.certificate_file;
  if (!read_certificates(file, certificates, sink)) return std::nullopt;
  // The one that fits, else the first, of which is said that it does not fit.
  auto fitting = std::find_if(certificates.begin(), certificates.end(), [&](const Certificate& certificate) {
    return X509_check_private_key(certificate.get(), key.get()) == 1;
  });
  forget_errors();
  if (fitting == certificates.end()) {
    sink.report(messages::SignKeyOtherCertificate, diagnostics::Origin(), short_name(certificates.front().get()));
    return std::nullopt;
  }
  opened.certificate = std::move(*fitting);
  certificates.erase(fitting);
  opened.others = std::move(certificates);
  opened.backend = std::make_unique<MemoryKey>(std::move(key));
  return opened;
}

/// Files of older systems are encrypted with algorithms that the library has apart.
void load_legacy() {
  static const bool was_tried = [] {
    OSSL_PROVIDER_load(nullptr, "legacy");
    OSSL_PROVIDER_load(nullptr, "default");
    forget_errors();
    return true;
  }();
  static_cast<void>(was_tried);
}

/// Whether the password fits, that is the check sum of the file.
bool fits(PKCS12* file, const Secret* secret) {
  const bool is_right = secret == nullptr
                            ? PKCS12_verify_mac(file, "", 0) == 1 || PKCS12_verify_mac(file, nullptr, 0) == 1
                            : PKCS12_verify_mac(file, secret->text().c_str(), -1) == 1;
  forget_errors();
  return is_right;
}

std::optional<OpenedKey> take_parts(const std::string& name, PKCS12* file, const Secret* secret,
                                    diagnostics::DiagnosticSink& sink) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  const char* const password = secret == nullptr ? "" : secret->text().c_str();
  if (PKCS12_parse(file, password, &key, &certificate, &others) != 1) {
    load_legacy();
    PKCS12_parse(file, password, &key, &certificate, &others);
  }
  forget_errors();
  PublicOrPrivateKey owned_key(key);
  const Certificate owned_certificate(certificate);
  const Certificates owned_others(others);
  if (key == nullptr || certificate == nullptr) {
    sink.report(messages::SignKeyUnreadable, diagnostics::Origin(), name);
    return std::nullopt;
  }
  OpenedKey opened;
  // Read again: only so can those with SM2 be checked.
  opened.certificate = parse_x509(to_der(i2d_X509, certificate));
  for (int i = 0; others != nullptr && i < sk_X509_num(others); ++i) {
    opened.others.push_back(parse_x509(to_der(i2d_X509, sk_X509_value(others, i))));
  }
  opened.backend = std::make_unique<MemoryKey>(std::move(owned_key));
  return opened;
}

std::optional<OpenedKey> open_pkcs12(const KeySource& source, diagnostics::DiagnosticSink& sink) {
  const auto bytes = resources::read_bytes(source.p12_file, {kMaxKeyFile}, sink);
  if (!bytes) return std::nullopt;
  const unsigned char* at = to_crypto(*bytes);
  const Pkcs12 file(d2i_PKCS12(nullptr, &at, static_cast<long>(bytes->size())));
  forget_errors();
  PasswordAsker asker(source);
  if (file == nullptr) {
    report_locked(source.p12_file, asker, sink);
    return std::nullopt;
  }
  if (fits(file.get(), nullptr)) return take_parts(source.p12_file, file.get(), nullptr, sink);
  const Secret* const secret = asker.ask();
  if (secret == nullptr || !fits(file.get(), secret)) {
    report_locked(source.p12_file, asker, sink);
    return std::nullopt;
  }
  return take_parts(source.p12_file, file.get(), secret, sink);
}

}  // namespace

std::optional<OpenedKey> open_key_files(const KeySource& source, diagnostics::DiagnosticSink& sink) {
  return source.p12_file.empty() ? open_pem(source, sink) : open_pkcs12(source, sink);
}

}  // namespace gongwen::sign
