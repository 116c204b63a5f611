// OpenSSL's libcrypto, loaded when it is needed first: its functions as pointers of the same names in this namespace,
// owners for its objects, and what all parts of the module need of it.
#pragma once

#include "base/loaded_library.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace gongwen::sign {

#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "sign/detail/crypto_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Returns: why libcrypto cannot be used, if so. It reads no configuration file.
const std::optional<base::LibraryError>& load_crypto();

template <auto& free_function>
struct Freed {
  template <typename Object>
  void operator()(Object* object) const {
    free_function(object);
  }
};
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Crl = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using PublicOrPrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using MdContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Bytes = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;
using OcspResponse = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using OcspBasic = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;

/// Owns a stack of certificates that owns them.
struct CertificatesFreed {
  void operator()(STACK_OF(X509) * stack) const;
};
using Certificates = std::unique_ptr<STACK_OF(X509), CertificatesFreed>;

inline const unsigned char* to_crypto(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline std::string_view from_crypto(const ASN1_STRING* text) {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                            static_cast<std::size_t>(ASN1_STRING_length(text)));
}

/// The object in DER, by its `i2d` function.
template <typename Object, typename Encode>
std::string to_der(Encode encode, Object* object) {
  unsigned char* bytes = nullptr;
  const int length = encode(object, &bytes);
  if (length <= 0) return {};
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  CRYPTO_free(bytes, __FILE__, __LINE__);
  return out;
}

/// The identity that signatures with SM2 contain by GM/T 0009; without it none can be checked. With it those of other
/// algorithms cannot: nothing is set then.
void set_sm2_identity(X509* certificate);
/// One certificate, whose signature can be checked also where it was made with SM2. Null when the bytes are not one.
Certificate parse_x509(std::string_view der);
Crl parse_crl(std::string_view der);
/// What stays of OpenSSL's errors is forgotten, so that nothing of one file is said of the next.
void forget_errors();

std::string name_text(const X509_NAME* name);
/// The common name, else the whole one.
std::string short_name(const X509* certificate);
std::optional<std::int64_t> time_of(const ASN1_TIME* time);
/// `SHA-256`, also for `SHA256` and other spellings of the library; empty for other names.
std::string digest_name(int nid);
const EVP_MD* digest_method(std::string_view name);
/// `EC P-256`
std::string key_text(EVP_PKEY* key);
/// Dotted numbers.
std::string object_text(const ASN1_OBJECT* object);
bool is_sm2(EVP_PKEY* key);
/// RSA below 2,048 bits, curves below 256.
bool is_weak(EVP_PKEY* key);

/// The result of checking a signature. What cannot be computed says nothing of the signature.
enum class Check : std::uint8_t { Fits, Differs, NotComputed };

/// Whether the signature over the bytes is by the key; with SM2 over SM3 and the usual identity.
Check verify_bytes(EVP_PKEY* key, const EVP_MD* method, std::string_view bytes, std::string_view signature);

inline constexpr std::string_view kSm2Identity = "1234567812345678";

}  // namespace gongwen::sign
