#include "sign/detail/crypto.h"

#include "base/date.h"
#include "base/format.h"
#include "sign/detail/der.h"
#include "sign/verify_cms.h"

#include <array>
#include <limits>

namespace gongwen::sign {

#define GONGWEN_LOADED_LIBRARY GONGWEN_CRYPTO_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "sign/detail/crypto_functions.def"
#include "base/loaded_functions.inc"

namespace {

constexpr int kWeakRsa = 2048;
constexpr int kWeakCurve = 256;

struct DigestName {
  int nid;
  std::string_view name;
  const char* method;
};
constexpr std::array kDigestNames = {
    DigestName{NID_md5, "MD5", "MD5"},           DigestName{NID_sha1, "SHA-1", "SHA1"},
    DigestName{NID_sha256, "SHA-256", "SHA256"}, DigestName{NID_sha384, "SHA-384", "SHA384"},
    DigestName{NID_sha512, "SHA-512", "SHA512"}, DigestName{NID_sm3, "SM3", "SM3"},
};

std::string curve_of(EVP_PKEY* key) {
  std::array<char, 80> name{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) return {};
  return {name.data(), length};
}

}  // namespace

const std::optional<base::LibraryError>& load_crypto() {
  static const std::optional<base::LibraryError> error = [] {
    std::optional<base::LibraryError> found = find_loaded_functions();
    if (!found && OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr) != 1) {
      found = {"libcrypto cannot be used"};
    }
    return found;
  }();
  return error;
}

void CertificatesFreed::operator()(STACK_OF(X509) * stack) const {
  for (int i = 0; i < sk_X509_num(stack); ++i) X509_free(sk_X509_value(stack, i));
  sk_X509_free(stack);
}

void forget_errors() { ERR_clear_error(); }

void set_sm2_identity(X509* certificate) {
  int digest = NID_undef;
  if (X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) != 1 || digest != NID_sm3) return;
  ASN1_OCTET_STRING* const identity = ASN1_OCTET_STRING_new();
  if (identity == nullptr) return;
  ASN1_OCTET_STRING_set(identity, to_crypto(kSm2Identity), static_cast<int>(kSm2Identity.size()));
  X509_set0_distinguishing_id(certificate, identity);
}

Certificate parse_x509(std::string_view der) {
  if (load_crypto() || der.size() > std::numeric_limits<int>::max()) return nullptr;
  const unsigned char* at = to_crypto(der);
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  forget_errors();
  if (certificate == nullptr || at != to_crypto(der) + der.size()) return nullptr;
  set_sm2_identity(certificate.get());
  return certificate;
}

Crl parse_crl(std::string_view der) {
  if (load_crypto() || der.size() > std::numeric_limits<int>::max()) return nullptr;
  const unsigned char* at = to_crypto(der);
  Crl crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
  forget_errors();
  return crl == nullptr || at != to_crypto(der) + der.size() ? nullptr : std::move(crl);
}

std::string name_text(const X509_NAME* name) {
  const Bytes out(BIO_new(BIO_s_mem()));
  if (out == nullptr) return {};
  // Escaped as in RFC 2253, in the order of the certificate, in UTF-8.
  X509_NAME_print_ex(
      out.get(), name, 0,
      (XN_FLAG_RFC2253 & ~XN_FLAG_DN_REV & ~XN_FLAG_SEP_MASK & ~ASN1_STRFLGS_ESC_MSB) | XN_FLAG_SEP_CPLUS_SPC);
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(out.get(), &bytes);
  return length <= 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(length));
}

std::string short_name(const X509* certificate) {
  const X509_NAME* const subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return name_text(subject);
  unsigned char* bytes = nullptr;
  const int length = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (length < 0) return name_text(subject);
  std::string name(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  CRYPTO_free(bytes, __FILE__, __LINE__);
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20U) c = ' ';  // messages are single lines
  }
  return name;
}

std::optional<std::int64_t> time_of(const ASN1_TIME* time) {
  if (time == nullptr) return std::nullopt;
  const int type = ASN1_STRING_type(time);
  const auto tag = type == V_ASN1_UTCTIME ? der::kUtcTime : der::kTime;
  return der::time_value({tag, from_crypto(time), {}});
}

std::string digest_name(int nid) {
  for (const DigestName& digest : kDigestNames) {
    if (digest.nid == nid) return std::string(digest.name);
  }
  return {};
}

const EVP_MD* digest_method(std::string_view name) {
  for (const DigestName& digest : kDigestNames) {
    if (digest.name == name) return EVP_get_digestbyname(digest.method);
  }
  return nullptr;
}

std::string object_text(const ASN1_OBJECT* object) {
  std::array<char, 256> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return text.data();
}

bool is_sm2(EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "SM2") == 1 || (EVP_PKEY_is_a(key, "EC") == 1 && curve_of(key) == "SM2");
}

std::string key_text(EVP_PKEY* key) {
  if (key == nullptr) return "?";
  if (is_sm2(key)) return "SM2";
  if (EVP_PKEY_is_a(key, "RSA") == 1) return fmt::format("RSA {}", EVP_PKEY_get_bits(key));
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    const std::string curve = curve_of(key);
    if (curve == "prime256v1") return "EC P-256";
    if (curve == "secp384r1") return "EC P-384";
    if (curve == "secp521r1") return "EC P-521";
    return "EC " + curve;
  }
  const char* const name = EVP_PKEY_get0_type_name(key);
  return name == nullptr ? "?" : name;
}

bool is_weak(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1) return EVP_PKEY_get_bits(key) < kWeakRsa;
  if (EVP_PKEY_is_a(key, "DSA") == 1) return true;
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) < kWeakCurve;
}

Check verify_bytes(EVP_PKEY* key, const EVP_MD* method, std::string_view bytes, std::string_view signature) {
  const MdContext context(EVP_MD_CTX_new());
  const KeyContext key_context(EVP_PKEY_CTX_new(key, nullptr));
  if (context == nullptr || key_context == nullptr || method == nullptr) return Check::NotComputed;
  if (is_sm2(key)) {
    EVP_PKEY_CTX_set1_id(key_context.get(), kSm2Identity.data(), static_cast<int>(kSm2Identity.size()));
  }
  EVP_MD_CTX_set_pkey_ctx(context.get(), key_context.get());
  Check check = Check::NotComputed;
  if (EVP_DigestVerifyInit(context.get(), nullptr, method, nullptr, key) == 1) {
    const int outcome =
        EVP_DigestVerify(context.get(), to_crypto(signature), signature.size(), to_crypto(bytes), bytes.size());
    check = outcome == 1 ? Check::Fits : Check::Differs;
  }
  forget_errors();
  return check;
}

std::string time_text(std::int64_t unix_seconds) {
  const std::string text(der::Reader(der::time(unix_seconds)).take(der::kTime).content);
  return fmt::format("{}-{}-{} {}:{}:{} UTC", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                     text.substr(8, 2), text.substr(10, 2), text.substr(12, 2));
}

namespace {

CertificateFacts facts_of(X509* certificate) {
  CertificateFacts facts;
  facts.subject = name_text(X509_get_subject_name(certificate));
  facts.issuer = name_text(X509_get_issuer_name(certificate));
  facts.common_name = short_name(certificate);
  for (const char byte : from_crypto(X509_get0_serialNumber(certificate))) {
    facts.serial += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  facts.not_before = time_of(X509_get0_notBefore(certificate)).value_or(0);
  facts.not_after = time_of(X509_get0_notAfter(certificate)).value_or(0);
  facts.is_ca = X509_check_ca(certificate) == 1;
  facts.key_kind = key_text(X509_get0_pubkey(certificate));
  facts.der = to_der(i2d_X509, certificate);
  forget_errors();
  return facts;
}

}  // namespace

std::optional<CertificateFacts> read_certificate(std::string_view der) {
  const Certificate certificate = parse_x509(der);
  if (certificate == nullptr) return std::nullopt;
  return facts_of(certificate.get());
}

}  // namespace gongwen::sign
