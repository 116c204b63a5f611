// Judges detached signatures (CMS, RFC 5652) and time stamps (RFC 3161) that anybody made. The bytes come from foreign
// files; whatever they are, the answer is a verdict.
#pragma once

#include "sign/certificate.h"
#include "sign/finding.h"
#include "sign/trust.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

/// The digest of the signed bytes by the algorithm's name (`SHA-256`, see digest.h); nothing for an algorithm that is
/// not known.
using DigestOf = std::function<std::optional<std::string>(std::string_view algorithm)>;

/// What a verdict relied on, in DER, without duplicates: for the DSS of a PDF.
struct ValidationData {
  std::vector<std::string> certificates_der;  // signer, issuers, anchor; those of the time stamp, too
  std::vector<std::string> crls_der;
  std::vector<std::string> ocsps_der;
};

struct CmsVerdict {
  Verdict verdict = Verdict::Invalid;
  std::vector<Finding> findings;
  CertificateFacts signer;              // empty where there is none
  std::vector<CertificateFacts> chain;  // from the signer's issuer up
  /// Whether the chain leads to an anchor that was given, whatever else is wrong.
  bool is_trusted = false;
  /// Digest and signature fit the signed bytes, whoever signed.
  bool is_intact = false;
  std::int64_t checked_at = 0;             // the time for which certificates were judged; 0: none
  std::optional<std::int64_t> token_time;  // of a token that fits and is intact
  bool is_token_trusted = false;           // the time may be relied on
  CertificateFacts token_signer;
  std::string token_policy;                  // OID
  std::string digest_algorithm;              // `SHA-256`
  std::string signature_algorithm;           // `RSA`, `ECDSA`
  bool has_ess = false;                      // CAdES: the attribute that names the certificate
  std::optional<std::int64_t> claimed_time;  // signing-time attribute, by the signer's computer
  ValidationData used;
};

/// Whether a signature must name its certificate (CAdES), so that no other one can take its place.
enum class Binding : std::uint8_t { Required, Optional };

CmsVerdict verify_cms(std::string_view cms_der, const DigestOf& digest_of, const TrustOptions& trust,
                      Binding binding = Binding::Required);

/// A token by itself, as a document time stamp has it. `signer` is the authority, `token_time` the time it states.
CmsVerdict verify_timestamp_token(std::string_view token_der, const DigestOf& digest_of, const TrustOptions& trust);

}  // namespace gongwen::sign
