// Verifies detached signatures (CMS, RFC 5652) and time stamps (RFC 3161) of any origin. The bytes come from foreign
// files; for any content, the result is a verdict.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/trust.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

// Facts of a certificate (X.509, RFC 5280) for people, and the certificates in a file.

struct CertificateFacts {
  std::string subject;      // readable: `CN=…, O=…, C=CN`, in the order of the certificate
  std::string issuer;       // likewise
  std::string common_name;  // of the subject; if it has none, the whole subject
  std::string serial;       // hexadecimal
  std::int64_t not_before = 0;
  std::int64_t not_after = 0;  // Unix seconds; both ends are inclusive
  bool is_ca = false;
  std::string key_kind;  // `RSA 3072`, `EC P-256`, `SM2`
  std::string der;
};

/// nullopt if the bytes are not a single certificate, or libcrypto cannot be loaded.
std::optional<CertificateFacts> read_certificate(std::string_view der);

/// A time in the form of messages: `2026-11-24 20:52:15 UTC`.
std::string time_text(std::int64_t unix_seconds);

// Findings: what is wrong with a signature, or cannot be determined. A closed set; each has a message in the catalogue.

enum class Verdict : std::uint8_t { Valid, Invalid, Unknown };

enum class FindingKind : std::uint8_t {
  // Invalid
  Malformed,           // not a signature in the expected format: damaged
  SeveralSigners,      // {1}: how many
  ContentInside,       // detached content expected
  DigestDiffers,       // the signed bytes were changed
  SignatureWrong,      // by the key of the certificate
  NoSignedAttributes,  // no content type or message digest among signed attributes
  EssMissing,          // required attribute signing-certificate is missing
  EssDiffers,          // it names another certificate
  SignerMissing,       // the certificate of the signer is not in the signature
  WeakDigest,          // {1}: algorithm
  WeakKey,             // {1}: key, {2}: certificate
  Expired,             // {1}: certificate, {2}: last day, {3}: checked for
  NotYetValid,         // {1}: certificate, {2}: first day, {3}: checked for
  Revoked,             // {1}: certificate, {2}: since
  ChainBroken,         // {1}: certificate, {2}: OpenSSL's reason
  NotCa,               // {1}: certificate
  WrongUsage,          // {1}: certificate
  TokenMalformed,      // the time stamp
  TokenOtherData,      // it belongs to other bytes
  // Unknown
  UnsupportedAlgorithm,  // {1}: algorithm
  OtherForm,             // well-formed bytes, but not a signature of the expected form
  NoTrust,               // no trusted certificate was given
  ChainUnknown,          // {1}: certificate, {2}: issuer, which is neither trusted nor known
  RevocationUnknown,     // {1}: certificate
  RevocationOutdated,    // {1}: certificate, {2}: valid until
  TimeUnknown,           // neither time stamp nor clock
  TokenIgnored,          // the time stamp cannot be trusted, so certificates were checked for the clock's time
  // Seals (GB/T 38540)
  SealMalformed,       // Unknown
  SealVersion,         // {1}: version; Unknown
  SealSignatureWrong,  // the maker's signature over the seal
  SealNotYetValid,     // {1}: from, {2}: checked for
  SealExpired,         // {1}: until, {2}: checked for
  SealOtherSigner,     // {1}: certificate, which is not in the seal's list
  SealOtherDocument,   // {1}: the path that was signed
  // Not counted
  EssAbsent,    // optional attribute signing-certificate is missing
  TimeClaimed,  // {1}: the time of signing by the signer's computer, unconfirmed
};

/// The verdict that a finding leads to: Invalid, Unknown, or Valid if it does not count.
Verdict weight(FindingKind kind);

struct Finding {
  FindingKind kind;
  /// Whether it concerns the signer, the time stamp or the seal's maker.
  enum class Part : std::uint8_t { Signature, TimeStamp, SealMaker } part = Part::Signature;
  std::vector<std::string> arguments = {};  // {1}, {2} …
};

/// The message for a kind; its first argument {0} is the name of the signature.
diagnostics::DiagnosticId message_of(FindingKind kind);

/// Reports a finding about the signature of this name: as an error if it makes the signature invalid, otherwise as a
/// warning. `name` includes the file: `F.pdf: sign-1`.
void report_finding(const std::string& name, const Finding& finding, diagnostics::DiagnosticSink& sink);

/// The worse of two verdicts: Invalid, then Unknown, then Valid.
Verdict worse(Verdict first, Verdict second);

/// Returns the digest of the signed bytes by the algorithm's name (`SHA-256`, see digest.h); nullopt for an unknown
/// algorithm.
using DigestOf = std::function<std::optional<std::string>(std::string_view algorithm)>;

/// The data that a verdict relied on, in DER and without duplicates, for the DSS of a PDF.
struct ValidationData {
  std::vector<std::string> certificates_der;  // signer, issuers, anchor; also those of the time stamp
  std::vector<std::string> crls_der;
  std::vector<std::string> ocsps_der;
};

struct CmsVerdict {
  Verdict verdict = Verdict::Invalid;
  std::vector<Finding> findings;
  CertificateFacts signer;              // empty if absent
  std::vector<CertificateFacts> chain;  // from the signer's issuer up
  /// Whether the chain leads to a given anchor, regardless of other findings.
  bool is_trusted = false;
  /// Whether digest and signature match the signed bytes, regardless of the signer.
  bool is_intact = false;
  std::int64_t checked_at = 0;             // the time for which certificates were checked; 0: none
  std::optional<std::int64_t> token_time;  // of an intact token for this signature
  bool is_token_trusted = false;           // whether the time can be relied on
  CertificateFacts token_signer;
  std::string token_policy;                  // OID
  std::string digest_algorithm;              // `SHA-256`
  std::string signature_algorithm;           // `RSA`, `ECDSA`
  bool has_ess = false;                      // CAdES: the attribute that identifies the certificate exists
  std::optional<std::int64_t> claimed_time;  // signing-time attribute, by the signer's computer
  ValidationData used;
};

/// Whether a signature must identify its certificate (CAdES), so that it cannot be replaced by another one.
enum class Binding : std::uint8_t { Required, Optional };

CmsVerdict verify_cms(std::string_view cms_der, const DigestOf& digest_of, const TrustOptions& trust,
                      Binding binding = Binding::Required);

/// Verifies a token alone, as in a document time stamp. `signer` is the authority, `token_time` the time it states.
CmsVerdict verify_timestamp_token(std::string_view token_der, const DigestOf& digest_of, const TrustOptions& trust);

}  // namespace gongwen::sign
