#include "sign/signing_key.h"

#include "base/loaded_library.h"
#include "diagnostics/catalogue/sign.h"
#include "resources/read_file.h"
#include "sign/detail/crypto.h"
#include "sign/detail/der.h"
#include "sign/digest.h"
#include "sign/trust.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <p11-kit/pkcs11.h>
#include <string.h>
#include <sys/prctl.h>

// The backend of a SigningKey: a key in memory, or a token.
namespace gongwen::sign {

class SigningKey::Backend {
 public:
  Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  virtual ~Backend() = default;
  virtual std::optional<std::string> sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) = 0;
};

/// A key and the certificates from its file.
struct OpenedKey {
  std::unique_ptr<SigningKey::Backend> backend;
  Certificate certificate;          // null: from another file
  std::vector<Certificate> others;  // for the chain
};

/// Reports those of `SigningKey::open`.
std::optional<OpenedKey> open_key_files(const KeySource& source, diagnostics::DiagnosticSink& sink);
std::optional<OpenedKey> open_token(const KeySource& source, diagnostics::DiagnosticSink& sink);

/// Reads the certificates of a file, for chains. Reports: those of resources::read_bytes, sign/not-certificates.
bool read_certificates(const std::string& file, std::vector<Certificate>& out, diagnostics::DiagnosticSink& sink);
void wipe(std::string& text);
/// nullopt for unsupported and weak keys.
std::optional<KeyKind> kind_of(EVP_PKEY* key);

// Keys in files: PEM and PKCS#12.

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

/// Asks for the password once, when the library needs it.
class PasswordAsker {
 public:
  explicit PasswordAsker(const KeySource& source) : source_(source) {}

  const Secret* ask() {
    if (!was_asked_ && source_.secret) secret_ = source_.secret();
    was_asked_ = true;
    return secret_ ? &*secret_ : nullptr;
  }
  /// Whether a password was needed and not given.
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
  // The certificate that matches the key; otherwise the first, about which the mismatch is reported.
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

/// Loads the legacy provider, since files of older systems use its algorithms.
void load_legacy() {
  static const bool was_tried = [] {
    OSSL_PROVIDER_load(nullptr, "legacy");
    OSSL_PROVIDER_load(nullptr, "default");
    forget_errors();
    return true;
  }();
  static_cast<void>(was_tried);
}

/// Whether the password matches the check sum of the file.
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
  // Parse it again, since only then can SM2 signatures be verified.
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

// Keys on tokens, through the vendor's module (PKCS#11 2.40).

namespace {

/// DigestInfo of SHA-256 (RFC 8017 9.2), to which the digest is appended.
constexpr std::string_view kDigestInfo("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
                                       19);
constexpr std::size_t kMaxSlots = 256;
constexpr std::size_t kMaxObjects = 256;
constexpr std::size_t kMaxSignature = 1'024;

std::string padded_text(const unsigned char* bytes, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(bytes), size);
  text.erase(text.find_last_not_of(" \0") + 1);
  return text;
}

/// Converts r and s of the same length, as ECDSA signatures come from tokens, to DER.
std::string ecdsa_der(std::string_view numbers) {
  const std::size_t half = numbers.size() / 2;
  return der::sequence({der::integer(numbers.substr(0, half)), der::integer(numbers.substr(half))});
}

/// The module of a vendor, initialised once.
class Module {
 public:
  /// Null after reporting sign/token-module.
  static std::shared_ptr<Module> open(const std::string& file, diagnostics::DiagnosticSink& sink) {
    base::LoadedLibrary library(file.c_str());
    CK_RV (*list_functions)(CK_FUNCTION_LIST**) = nullptr;
    library.find("C_GetFunctionList", list_functions);
    if (library.error()) {
      sink.report(messages::SignTokenModule, diagnostics::Origin(), file, library.error()->reason);
      return nullptr;
    }
    auto module = std::make_shared<Module>();
    CK_RV result = list_functions(&module->functions_);
    if (result == CKR_OK && module->functions_ != nullptr) {
      CK_C_INITIALIZE_ARGS arguments{};
      arguments.flags = CKF_OS_LOCKING_OK;
      result = module->functions_->C_Initialize(&arguments);
      module->is_ours_ = result == CKR_OK;
      if (result == CKR_OK || result == CKR_CRYPTOKI_ALREADY_INITIALIZED) return module;
    }
    sink.report(messages::SignTokenModule, diagnostics::Origin(), file, "CKR " + std::to_string(result));
    return nullptr;
  }

  Module() = default;
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  ~Module() {
    if (is_ours_) functions_->C_Finalize(nullptr);
  }

  CK_FUNCTION_LIST* operator->() const { return functions_; }

 private:
  CK_FUNCTION_LIST* functions_ = nullptr;
  bool is_ours_ = false;
};

class Session {
 public:
  Session(std::shared_ptr<Module> module, CK_SESSION_HANDLE handle) : module_(std::move(module)), handle_(handle) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    if (is_logged_in) (*module_)->C_Logout(handle_);
    (*module_)->C_CloseSession(handle_);
  }
  CK_FUNCTION_LIST* operator->() const { return module_->operator->(); }
  CK_SESSION_HANDLE handle() const { return handle_; }

  std::vector<CK_OBJECT_HANDLE> find(CK_OBJECT_CLASS kind, CK_ATTRIBUTE_TYPE type, const std::string& value) const {
    std::array<CK_ATTRIBUTE, 2> wanted{
        {{CKA_CLASS, &kind, sizeof(kind)}, {type, const_cast<char*>(value.data()), value.size()}}};
    std::vector<CK_OBJECT_HANDLE> found(kMaxObjects);
    CK_ULONG count = 0;
    if ((*module_)->C_FindObjectsInit(handle_, wanted.data(), value.empty() ? 1 : 2) != CKR_OK) return {};
    if ((*module_)->C_FindObjects(handle_, found.data(), found.size(), &count) != CKR_OK) count = 0;
    (*module_)->C_FindObjectsFinal(handle_);
    found.resize(std::min<std::size_t>(count, found.size()));
    return found;
  }

  std::string attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
    constexpr CK_ULONG kMax = 1U << 16U;
    CK_ATTRIBUTE asked{type, nullptr, 0};
    if ((*module_)->C_GetAttributeValue(handle_, object, &asked, 1) != CKR_OK || asked.ulValueLen > kMax) return {};
    std::string value(asked.ulValueLen, '\0');
    asked.pValue = value.data();
    if ((*module_)->C_GetAttributeValue(handle_, object, &asked, 1) != CKR_OK) return {};
    value.resize(std::min<std::size_t>(asked.ulValueLen, value.size()));
    return value;
  }

  bool is_logged_in = false;

 private:
  std::shared_ptr<Module> module_;
  CK_SESSION_HANDLE handle_;
};

/// A key on a token, which stays logged in while the object exists.
class TokenKey final : public SigningKey::Backend {
 public:
  TokenKey(std::unique_ptr<Session> session, CK_OBJECT_HANDLE key, bool is_rsa)
      : session_(std::move(session)), key_(key), is_rsa_(is_rsa) {}

  std::optional<std::string> sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) override {
    const std::lock_guard lock(mutex_);  // a session does one operation at a time
    CK_MECHANISM mechanism{static_cast<CK_MECHANISM_TYPE>(is_rsa_ ? CKM_RSA_PKCS : CKM_ECDSA), nullptr, 0};
    std::string input = *digest("SHA-256", bytes);
    if (is_rsa_) input.insert(0, kDigestInfo);
    std::string signature(kMaxSignature, '\0');
    CK_ULONG length = signature.size();
    CK_RV result = (*session_)->C_SignInit(session_->handle(), &mechanism, key_);
    if (result == CKR_OK) {
      result = (*session_)->C_Sign(session_->handle(), reinterpret_cast<CK_BYTE*>(input.data()), input.size(),
                                   reinterpret_cast<CK_BYTE*>(signature.data()), &length);
    }
    if (result == CKR_DEVICE_REMOVED || result == CKR_TOKEN_NOT_PRESENT || result == CKR_SESSION_HANDLE_INVALID) {
      sink.report(messages::SignTokenRemoved, diagnostics::Origin());
      return std::nullopt;
    }
    if (result != CKR_OK || length > signature.size()) {
      sink.report(messages::SignKeyFailed, diagnostics::Origin(), "PKCS#11 " + std::to_string(result));
      return std::nullopt;
    }
    signature.resize(length);
    return is_rsa_ ? signature : ecdsa_der(signature);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Session> session_;
  CK_OBJECT_HANDLE key_;
  bool is_rsa_;
};

struct FoundToken {
  CK_SLOT_ID slot = 0;
  CK_TOKEN_INFO info{};
};

/// The token with the label, or the only one.
std::optional<FoundToken> find_token(const Module& module, const KeySource& source, diagnostics::DiagnosticSink& sink) {
  std::array<CK_SLOT_ID, kMaxSlots> slots{};
  CK_ULONG count = slots.size();
  if (module->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) count = 0;
  std::vector<FoundToken> found;
  for (CK_ULONG i = 0; i < count; ++i) {
    FoundToken token{slots[i], {}};
    if (module->C_GetTokenInfo(token.slot, &token.info) != CKR_OK) continue;
    if ((token.info.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
    const std::string label = padded_text(token.info.label, sizeof(token.info.label));
    if (source.token_label.empty() || label == source.token_label) found.push_back(token);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    sink.report(messages::SignTokenMissing, diagnostics::Origin(), source.token_label);
  } else {
    sink.report(messages::SignTokenSeveral, diagnostics::Origin(), std::to_string(found.size()));
  }
  return std::nullopt;
}

/// Logs in with the PIN, which is tried once, and never if it would be the last try before the token is locked.
bool log_in(Session& session, const FoundToken& token, const KeySource& source, diagnostics::DiagnosticSink& sink) {
  const std::string label = padded_text(token.info.label, sizeof(token.info.label));
  if ((token.info.flags & CKF_LOGIN_REQUIRED) == 0) return true;
  if ((token.info.flags & CKF_USER_PIN_LOCKED) != 0) {
    sink.report(messages::SignTokenLocked, diagnostics::Origin(), label);
    return false;
  }
  if ((token.info.flags & CKF_USER_PIN_FINAL_TRY) != 0) {
    sink.report(messages::SignTokenLastTry, diagnostics::Origin(), label);
    return false;
  }
  CK_RV result = CKR_OK;
  if ((token.info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0) {
    result = session->C_Login(session.handle(), CKU_USER, nullptr, 0);  // the PIN is typed on the reader itself
  } else {
    std::optional<Secret> pin = source.secret ? source.secret() : std::nullopt;
    if (!pin) {
      sink.report(messages::SignTokenNeedsPin, diagnostics::Origin(), label);
      return false;
    }
    auto* const text = reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(pin->text().data()));
    result = session->C_Login(session.handle(), CKU_USER, text, pin->text().size());
  }
  session.is_logged_in = result == CKR_OK;
  if (result == CKR_OK || result == CKR_USER_ALREADY_LOGGED_IN) return true;
  if (result == CKR_PIN_LOCKED) {
    sink.report(messages::SignTokenLocked, diagnostics::Origin(), label);
  } else if (result == CKR_PIN_INCORRECT || result == CKR_PIN_LEN_RANGE || result == CKR_PIN_INVALID) {
    sink.report(messages::SignTokenWrongPin, diagnostics::Origin(), label);
  } else {
    sink.report(messages::SignKeyFailed, diagnostics::Origin(), "PKCS#11 " + std::to_string(result));
  }
  return false;
}

/// The private key with the label, or the only one.
std::optional<CK_OBJECT_HANDLE> find_key(const Session& session, const KeySource& source,
                                         diagnostics::DiagnosticSink& sink) {
  const std::vector<CK_OBJECT_HANDLE> keys = session.find(CKO_PRIVATE_KEY, CKA_LABEL, source.key_label);
  if (keys.size() == 1) return keys.front();
  sink.report(keys.empty() ? messages::SignTokenNoKey : messages::SignTokenSeveralKeys, diagnostics::Origin(),
              source.key_label);
  return std::nullopt;
}

/// Takes the certificate from the given file, otherwise from the token: the one with the identifier of the key.
bool find_certificates(const Session& session, CK_OBJECT_HANDLE key, const KeySource& source, OpenedKey& opened,
                       diagnostics::DiagnosticSink& sink) {
  if (!source.certificate_file.empty()) {
    std::vector<Certificate> given;
    if (!read_certificates(source.certificate_file, given, sink)) return false;
    opened.certificate = std::move(given.front());
    given.erase(given.begin());
    opened.others = std::move(given);
    return true;
  }
  const std::string id = session.attribute(key, CKA_ID);
  for (const CK_OBJECT_HANDLE object : session.find(CKO_CERTIFICATE, CKA_CLASS, {})) {
    Certificate certificate = parse_x509(session.attribute(object, CKA_VALUE));
    if (certificate == nullptr) continue;
    const bool is_of_key = opened.certificate == nullptr && !id.empty() && session.attribute(object, CKA_ID) == id;
    if (is_of_key) {
      opened.certificate = std::move(certificate);
    } else {
      opened.others.push_back(std::move(certificate));
    }
  }
  if (opened.certificate == nullptr)
    sink.report(messages::SignTokenNoCertificate, diagnostics::Origin(), source.key_label);
  return opened.certificate != nullptr;
}

}  // namespace

std::optional<OpenedKey> open_token(const KeySource& source, diagnostics::DiagnosticSink& sink) {
  const std::shared_ptr<Module> module = Module::open(source.pkcs11_module, sink);
  if (module == nullptr) return std::nullopt;
  const std::optional<FoundToken> token = find_token(*module, source, sink);
  if (!token) return std::nullopt;
  CK_SESSION_HANDLE handle = 0;
  const CK_RV result = (*module)->C_OpenSession(token->slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle);
  if (result != CKR_OK) {
    sink.report(messages::SignKeyFailed, diagnostics::Origin(), "PKCS#11 " + std::to_string(result));
    return std::nullopt;
  }
  auto session = std::make_unique<Session>(module, handle);
  if (!log_in(*session, *token, source, sink)) return std::nullopt;
  const std::optional<CK_OBJECT_HANDLE> key = find_key(*session, source, sink);
  OpenedKey opened;
  if (!key || !find_certificates(*session, *key, source, opened, sink)) return std::nullopt;
  EVP_PKEY* const public_key = X509_get0_pubkey(opened.certificate.get());
  const std::optional<KeyKind> kind = kind_of(public_key);
  if (!kind || *kind == KeyKind::Sm2) {
    sink.report(messages::SignKeyUnsupported, diagnostics::Origin(), key_text(public_key),
                short_name(opened.certificate.get()));
    return std::nullopt;
  }
  opened.backend = std::make_unique<TokenKey>(std::move(session), *key, *kind == KeyKind::Rsa);
  return opened;
}

namespace {

/// Shared by all Undumpables of the process.
struct DumpState {
  std::mutex mutex;
  int count = 0;
  bool was_dumpable = false;
};

DumpState& dump_state() {
  static DumpState it;
  return it;
}

/// The issuers from the signer's up, as far as they are among the others, without roots.
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
  text.resize(text.capacity());  // also wipes the rest of a longer text
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
  // A trial signature, verified with the certificate: the key matches it, and the token can sign.
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
