// Keys on tokens: the module of the vendor (PKCS#11 2.40) is loaded and called.
#include "base/loaded_library.h"
#include "diagnostics/catalogue/sign.h"
#include "sign/detail/crypto.h"
#include "sign/detail/der.h"
#include "sign/detail/key_backend.h"
#include "sign/digest.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include <p11-kit/pkcs11.h>

namespace gongwen::sign {

namespace messages = diagnostics::messages;

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

/// r and s of the same length, as tokens give ECDSA, in DER.
std::string ecdsa_der(std::string_view numbers) {
  const std::size_t half = numbers.size() / 2;
  return der::sequence({der::integer(numbers.substr(0, half)), der::integer(numbers.substr(half))});
}

/// The module of a vendor, started once.
class Module {
 public:
  /// Null after a report: sign/token-module.
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

/// A key on a token, which is logged in as long as it lives.
class TokenKey final : public SigningKey::Backend {
 public:
  TokenKey(std::unique_ptr<Session> session, CK_OBJECT_HANDLE key, bool is_rsa)
      : session_(std::move(session)), key_(key), is_rsa_(is_rsa) {}

  std::optional<std::string> sign(std::string_view bytes, diagnostics::DiagnosticSink& sink) override {
    const std::lock_guard lock(mutex_);  // a session does one thing at a time
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

/// The token of the label, or the only one.
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

/// Logs in with the PIN, which is tried once, and never when it would be the last try before the token is locked.
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

/// The private key of the label, or the only one.
std::optional<CK_OBJECT_HANDLE> find_key(const Session& session, const KeySource& source,
                                         diagnostics::DiagnosticSink& sink) {
  const std::vector<CK_OBJECT_HANDLE> keys = session.find(CKO_PRIVATE_KEY, CKA_LABEL, source.key_label);
  if (keys.size() == 1) return keys.front();
  sink.report(keys.empty() ? messages::SignTokenNoKey : messages::SignTokenSeveralKeys, diagnostics::Origin(),
              source.key_label);
  return std::nullopt;
}

/// From the file that was given, else from the token: the one with the identifier of the key.
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

}  // namespace gongwen::sign
