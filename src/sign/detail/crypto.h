// OpenSSL's libcrypto, loaded on first use: its functions as pointers of the same names in this namespace, owners for
// its objects, and helpers for the whole module.
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
#include <openssl/hmac.h>
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

/// Returns why libcrypto cannot be used, if so. It reads no configuration file.
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

/// Frees a stack of certificates together with the certificates.
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

/// The DER of an object, by its `i2d` function.
template <typename Object, typename Encode>
std::string to_der(Encode encode, Object* object) {
  unsigned char* bytes = nullptr;
  const int length = encode(object, &bytes);
  if (length <= 0) return {};
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  CRYPTO_free(bytes, __FILE__, __LINE__);
  return out;
}

/// Sets the identity that GM/T 0009 specifies for SM2, without which SM2 signatures cannot be verified. Does nothing
/// for other algorithms, whose signatures could not be verified with it.
void set_sm2_identity(X509* certificate);
/// Parses a single certificate, so that its own signature can be verified even with SM2. Null if the bytes are not one.
Certificate parse_x509(std::string_view der);
Crl parse_crl(std::string_view der);
/// Clears OpenSSL's error queue, so that errors about one file are not reported for the next.
void forget_errors();

std::string name_text(const X509_NAME* name);
/// Returns the common name; if there is none, the complete name.
std::string short_name(const X509* certificate);
std::optional<std::int64_t> time_of(const ASN1_TIME* time);
/// The standard name, `SHA-256`, of a digest that the library may call `SHA256`; empty for other algorithms.
std::string digest_name(int nid);
const EVP_MD* digest_method(std::string_view name);
/// A description such as `EC P-256`.
std::string key_text(EVP_PKEY* key);
/// The dotted form of an OID.
std::string object_text(const ASN1_OBJECT* object);
bool is_sm2(EVP_PKEY* key);
/// Whether the key is RSA below 2,048 bits, or of a curve below 256.
bool is_weak(EVP_PKEY* key);

/// The result of verifying a signature. NotComputed: the library could not verify it, so it may be right or wrong.
enum class Check : std::uint8_t { Fits, Differs, NotComputed };

/// Verifies a signature over the bytes by the key; with SM2 over SM3 and the default identity.
Check verify_bytes(EVP_PKEY* key, const EVP_MD* method, std::string_view bytes, std::string_view signature);

inline constexpr std::string_view kSm2Identity = "1234567812345678";

}  // namespace gongwen::sign
