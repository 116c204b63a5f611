// Electronic seals by GB/T 38540-2020 (version 4, SM2 and SM3): the seal that an authority made (SESeal, a file .esl),
// and a document's signature with it (SES_Signature).
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/signing_key.h"
#include "sign/timestamp.h"
#include "sign/trust.h"
#include "sign/verify_cms.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

inline constexpr std::string_view kSm2WithSm3 = "1.2.156.10197.1.501";
inline constexpr std::string_view kSm3 = "1.2.156.10197.1.401";

struct Seal {
  std::int64_t version = 0;
  std::string vendor;
  std::string id;
  std::int64_t type = 0;
  std::string name;
  std::vector<std::string> signers_der;      // certificates that may use it, or
  std::vector<std::string> signers_digests;  // their SM3 digests
  std::int64_t created = 0;
  std::int64_t valid_from = 0;
  std::int64_t valid_until = 0;
  std::string picture_type;  // `PNG`
  std::string picture;
  std::int64_t width_mm = 0;
  std::int64_t height_mm = 0;
  std::string info_der;  // the part that its maker signed
  std::string maker_der;
  std::string algorithm;  // OID
  std::string signature;
  std::string der;
};

/// nullopt if the bytes are not a seal of version 4; for other versions only `version` and `der` are set.
std::optional<Seal> read_seal(std::string_view der);

/// The picture of a seal, which may be shown without a verdict.
struct SealPicture {
  std::string type;  // as stated: `PNG`, `ofd`
  std::string bytes;
  std::int64_t width_mm = 0;
  std::int64_t height_mm = 0;
};

/// Finds the picture in a seal or in a signature with one, of any version of the standard: the first sequence of a type
/// in IA5, bytes and two whole numbers.
std::optional<SealPicture> find_seal_picture(std::string_view der);

/// Reads a seal for signing. Reports: sign/seal-unreadable, also for other versions.
std::optional<Seal> open_seal(std::string_view der, diagnostics::DiagnosticSink& sink);

struct SealSignature {
  std::int64_t version = 0;
  std::string seal_der;
  std::int64_t time = 0;
  std::string data_hash;
  std::string property;  // path of the Signature.xml
  std::string signer_der;
  std::string algorithm;  // OID
  std::string signature;
  std::string to_sign_der;
  std::string timestamp_der;  // empty: none
};

std::optional<SealSignature> read_seal_signature(std::string_view der);

struct SealRequest {
  std::string_view seal_der;
  std::int64_t time = 0;       // of signing, Unix seconds
  std::string_view data_hash;  // SM3 of Signature.xml
  std::string_view property;   // its path
  /// Where to request a time stamp over the signature, if it has an address; null: none.
  const TimestampOptions* timestamp = nullptr;
};

/// Returns SES_Signature in DER; nullopt after reporting an error.
/// Reports: sign/key-not-sm2, sign/seal-unreadable, sign/seal-other-key (the key's certificate is not in the seal's
/// list), sign/seal-not-valid (at the time of signing), and those of keys and time stamps.
std::optional<std::string> make_seal_signature(const SigningKey& key, const SealRequest& request,
                                               diagnostics::DiagnosticSink& sink);

struct SealVerdict {
  Verdict verdict = Verdict::Invalid;
  std::vector<Finding> findings;
  CertificateFacts signer;
  std::vector<CertificateFacts> chain;
  CertificateFacts maker;
  std::int64_t time = 0;                   // as the signature states it, by the signer's computer
  std::optional<std::int64_t> token_time;  // of a trusted time stamp
  CertificateFacts token_signer;
  std::optional<SealSignature> signature;
  std::optional<Seal> seal;
  bool is_intact = false;
  bool is_trusted = false;
};

/// Judges the signature of a file (Signature.xml) with this SM3 digest and path. The seal must be valid at the time of
/// a trusted time stamp, or otherwise at the stated time. A certificate that has expired since then is accepted only if
/// a trusted time stamp confirms the stated time.
SealVerdict verify_seal_signature(std::string_view der, std::string_view data_hash, std::string_view property,
                                  const TrustOptions& trust);

// The riding seal (骑缝章): one seal across the outer edges of all pages, which reveals replaced pages.

/// The number of pages that share each seal: slices are at least 5 mm wide, and groups are of nearly equal size.
std::vector<std::size_t> riding_groups(std::size_t pages, double diameter_mm);

}  // namespace gongwen::sign
