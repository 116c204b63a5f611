// A key becomes a SubjectPublicKeyInfo (RFC 3279, RFC 5480), which libcrypto checks when it reads it: a point that is
// not on the curve is not a key.
#include "sign/web_signature.h"

#include "sign/detail/crypto.h"
#include "sign/detail/der.h"

namespace gongwen::sign {
namespace {

constexpr std::size_t kMaxModulus = 1'024;  // bytes: 8,192 bits
constexpr std::size_t kMaxExponent = 8;
constexpr std::size_t kCoordinate = 32;  // bytes, of P-256

/// Empty if the numbers are too long or too short.
std::string public_key_info(const WebKey& key) {
  if (key.type == WebKey::Type::Rsa) {
    if (key.first.empty() || key.first.size() > kMaxModulus) return {};
    if (key.second.empty() || key.second.size() > kMaxExponent) return {};
    const std::string numbers =
        der::sequence({der::integer(std::string_view(key.first)), der::integer(std::string_view(key.second))});
    return der::sequence(
        {der::sequence({der::oid("1.2.840.113549.1.1.1"), der::value(der::kNull, {})}), der::bit_string(numbers)});
  }
  if (key.first.size() != kCoordinate || key.second.size() != kCoordinate) return {};
  return der::sequence({der::sequence({der::oid("1.2.840.10045.2.1"), der::oid("1.2.840.10045.3.1.7")}),
                        der::bit_string('\x04' + key.first + key.second)});
}

bool fits_public_key(EVP_PKEY* key, WebAlgorithm algorithm, std::string_view bytes, std::string_view signature) {
  const MdContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* of_key = nullptr;  // the context's
  if (context == nullptr || EVP_DigestVerifyInit(context.get(), &of_key, digest_method("SHA-256"), nullptr, key) != 1) {
    return false;
  }
  if (algorithm == WebAlgorithm::Ps256 && (EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING) != 1 ||
                                           EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), to_crypto(signature), signature.size(), to_crypto(bytes), bytes.size()) == 1;
}

}  // namespace

WebCheck verify_web_signature(const WebKey& key, WebAlgorithm algorithm, std::string_view bytes,
                              std::string_view signature) {
  if (load_crypto()) return WebCheck::NoLibrary;
  const bool is_curve = key.type == WebKey::Type::P256;
  if (is_curve != (algorithm == WebAlgorithm::Es256)) return WebCheck::BadKey;
  const std::string info = public_key_info(key);
  const unsigned char* begin = to_crypto(info);
  const PublicOrPrivateKey made(info.empty() ? nullptr : d2i_PUBKEY(nullptr, &begin, static_cast<long>(info.size())));
  WebCheck check = WebCheck::Differs;
  if (made == nullptr) {
    check = WebCheck::BadKey;
  } else if (is_weak(made.get())) {
    check = WebCheck::WeakKey;
  } else if (signature.size() !=
             (is_curve ? 2 * kCoordinate : static_cast<std::size_t>(EVP_PKEY_get_size(made.get())))) {
    check = WebCheck::WrongForm;
  } else {
    std::string in_der;
    if (is_curve) {
      in_der =
          der::sequence({der::integer(signature.substr(0, kCoordinate)), der::integer(signature.substr(kCoordinate))});
      signature = in_der;
    }
    if (fits_public_key(made.get(), algorithm, bytes, signature)) check = WebCheck::Fits;
  }
  forget_errors();
  return check;
}

}  // namespace gongwen::sign
