#include "sign/cms.h"

#include "diagnostics/catalogue/sign.h"
#include "sign/detail/crypto.h"
#include "sign/detail/der.h"
#include "sign/digest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace gongwen::sign {
namespace {

// RFC 5652, RFC 5035, RFC 5754
constexpr std::string_view kData = "1.2.840.113549.1.7.1";
constexpr std::string_view kSignedData = "1.2.840.113549.1.7.2";
constexpr std::string_view kContentType = "1.2.840.113549.1.9.3";
constexpr std::string_view kMessageDigest = "1.2.840.113549.1.9.4";
constexpr std::string_view kSigningCertificate = "1.2.840.113549.1.9.16.2.47";
constexpr std::string_view kTimeStampToken = "1.2.840.113549.1.9.16.2.14";
constexpr std::string_view kSha256 = "2.16.840.1.101.3.4.2.1";
constexpr std::string_view kRsa = "1.2.840.113549.1.1.1";
constexpr std::string_view kEcdsaWithSha256 = "1.2.840.10045.4.3.2";

constexpr std::size_t kTokenRoom = 8'192;
constexpr std::size_t kLargestEcdsa = 104;  // two numbers of 384 bits

std::string attribute(std::string_view type, const std::string& value) {
  return der::sequence({der::oid(type), der::set_of({value})});
}

/// Issuer and serial number, in DER.
struct SignerName {
  std::string issuer;
  std::string serial;
};

SignerName signer_name(const CertificateFacts& facts) {
  const Certificate certificate = parse_x509(facts.der);
  return {to_der(i2d_X509_NAME, X509_get_issuer_name(certificate.get())),
          to_der(i2d_ASN1_INTEGER, X509_get0_serialNumber(certificate.get()))};
}

/// ESS signing-certificate-v2 with SHA-256, the default, which is therefore not stated.
std::string signing_certificate(const CertificateFacts& facts, const SignerName& name) {
  const std::string hash = der::value(der::kOctets, *digest("SHA-256", facts.der));
  const std::string general_names = der::sequence({der::value(der::context(4), name.issuer)});
  const std::string id = der::sequence({hash, der::sequence({general_names, name.serial})});
  return der::sequence({der::sequence({id})});
}

/// The signed attributes as a SET, the form that is signed.
std::string signed_attributes(const SigningKey& key, std::string_view content_digest, const SignerName& name) {
  return der::set_of({attribute(kContentType, der::oid(kData)),
                      attribute(kMessageDigest, der::value(der::kOctets, content_digest)),
                      attribute(kSigningCertificate, signing_certificate(key.certificate(), name))});
}

std::string signature_algorithm(KeyKind kind) {
  return kind == KeyKind::Rsa ? der::sequence({der::oid(kRsa), der::value(der::kNull, "")})
                              : der::sequence({der::oid(kEcdsaWithSha256)});
}

/// `attributes` is a SET; in the file it has the tag [0].
std::string signed_data(const SigningKey& key, const SignerName& name, std::string attributes,
                        std::string_view signature, std::string_view token) {
  attributes.front() = static_cast<char>(der::context(0));
  const std::string algorithm = der::sequence({der::oid(kSha256)});
  std::string unsigned_attributes;
  if (!token.empty()) {
    unsigned_attributes = der::value(der::context(1), attribute(kTimeStampToken, std::string(token)));
  }
  const std::string signer =
      der::sequence({der::integer(1), der::sequence({name.issuer, name.serial}), algorithm, attributes,
                     signature_algorithm(key.kind()), der::value(der::kOctets, signature), unsigned_attributes});
  std::vector<std::string> certificates{key.certificate().der};
  for (const CertificateFacts& issuer : key.chain()) certificates.push_back(issuer.der);
  std::string certificate_set = der::set_of(std::move(certificates));
  certificate_set.front() = static_cast<char>(der::context(0));
  const std::string data = der::sequence({der::integer(1), der::set_of({algorithm}), der::sequence({der::oid(kData)}),
                                          certificate_set, der::set_of({signer})});
  return der::sequence({der::oid(kSignedData), der::value(der::context(0), data)});
}

}  // namespace

std::optional<std::string> make_cms(const SigningKey& key, std::string_view content_digest, const CmsOptions& options,
                                    diagnostics::DiagnosticSink& sink) {
  if (key.kind() == KeyKind::Sm2) {
    sink.report(diagnostics::messages::SignKeyOnlyForOfd, diagnostics::Origin(), key.certificate().common_name);
    return std::nullopt;
  }
  const SignerName name = signer_name(key.certificate());
  const std::string attributes = signed_attributes(key, content_digest, name);
  const std::optional<std::string> signature = key.sign(attributes, sink);
  if (!signature) return std::nullopt;
  std::string token;
  if (!options.timestamp.url.empty()) {
    std::optional<std::string> given = request_timestamp(options.timestamp, *digest("SHA-256", *signature), sink);
    if (!given) return std::nullopt;
    token = std::move(*given);
  }
  return signed_data(key, name, attributes, *signature, token);
}

std::size_t cms_size(const SigningKey& key, const CmsOptions& options) {
  const Certificate certificate = parse_x509(key.certificate().der);
  const SignerName name = signer_name(key.certificate());
  const auto of_key = static_cast<std::size_t>(EVP_PKEY_get_size(X509_get0_pubkey(certificate.get())));
  const std::string signature(std::max(of_key, key.kind() == KeyKind::Rsa ? std::size_t{0} : kLargestEcdsa), '\0');
  constexpr std::size_t kSha256Bytes = 32;
  const std::string attributes = signed_attributes(key, std::string(kSha256Bytes, '\0'), name);
  // The lengths of length fields depend on the size of the token.
  constexpr std::size_t kLengths = 32;
  const std::size_t size = signed_data(key, name, attributes, signature, {}).size();
  return options.timestamp.url.empty() ? size : size + kTokenRoom + kLengths;
}

}  // namespace gongwen::sign
