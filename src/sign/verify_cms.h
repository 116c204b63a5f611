// Judges detached signatures (CMS, RFC 5652) and time stamps (RFC 3161) that anybody made. The bytes come from foreign
// files; whatever they are, the answer is a verdict.
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

// What people want to know of a certificate (X.509, RFC 5280), and the certificates in a file.

struct CertificateFacts {
  std::string subject;      // readable: `CN=…, O=…, C=CN`, in the order of the certificate
  std::string issuer;       // the same
  std::string common_name;  // of the subject; where it has none, the whole subject
  std::string serial;       // hexadecimal
  std::int64_t not_before = 0;
  std::int64_t not_after = 0;  // Unix seconds, both of them within
  bool is_ca = false;
  std::string key_kind;  // `RSA 3072`, `EC P-256`, `SM2`
  std::string der;
};

/// Nothing when the bytes are not one certificate, or libcrypto cannot be loaded.
std::optional<CertificateFacts> read_certificate(std::string_view der);

/// A point in time as messages show it: `2026-11-24 20:52:15 UTC`.
std::string time_text(std::int64_t unix_seconds);

// What is wrong, or not known, about a signature. A closed set: each has its message in the catalogue.

enum class Verdict : std::uint8_t { Valid, Invalid, Unknown };

enum class FindingKind : std::uint8_t {
  // Invalid
  Malformed,           // not a signature in the format expected: broken
  SeveralSigners,      // {1}: how many
  ContentInside,       // detached content expected
  DigestDiffers,       // the signed bytes were changed
  SignatureWrong,      // by the key of the certificate
  NoSignedAttributes,  // no content type or message digest among signed attributes
  EssMissing,          // no signing-certificate attribute, where there must be one
  EssDiffers,          // it names another certificate
  SignerMissing,       // the certificate of the signer is not in the signature
  WeakDigest,          // {1}: algorithm
  WeakKey,             // {1}: key, {2}: certificate
  Expired,             // {1}: certificate, {2}: last day, {3}: checked for
  NotYetValid,         // {1}: certificate, {2}: first day, {3}: checked for
  Revoked,             // {1}: certificate, {2}: since
  ChainBroken,         // {1}: certificate, {2}: in OpenSSL's words
  NotCa,               // {1}: certificate
  WrongUsage,          // {1}: certificate
  TokenMalformed,      // the time stamp
  TokenOtherData,      // it is of other bytes
  // Unknown
  UnsupportedAlgorithm,  // {1}: algorithm
  OtherForm,             // bytes that are in order, and no signature of the form expected
  NoTrust,               // no trusted certificate was given
  ChainUnknown,          // {1}: certificate, {2}: issuer, which is neither trusted nor known
  RevocationUnknown,     // {1}: certificate
  RevocationOutdated,    // {1}: certificate, {2}: valid until
  TimeUnknown,           // neither time stamp nor clock
  TokenIgnored,          // the time stamp cannot be relied on, so the clock's time was checked for
  // Seals (GB/T 38540)
  SealMalformed,       // Unknown
  SealVersion,         // {1}: version; Unknown
  SealSignatureWrong,  // the maker's signature over the seal
  SealNotYetValid,     // {1}: from, {2}: checked for
  SealExpired,         // {1}: until, {2}: checked for
  SealOtherSigner,     // {1}: certificate, which is not in the seal's list
  SealOtherDocument,   // {1}: the path that was signed
  // Do not count
  EssAbsent,    // no signing-certificate attribute, where there need not be one
  TimeClaimed,  // {1}: the time of signing by the signer's computer; nobody vouches for it
};

/// Whether a finding makes a signature invalid, unknown, or (Valid) does not count.
Verdict weight(FindingKind kind);

struct Finding {
  FindingKind kind;
  /// Whether it is about the time stamp, or the seal's maker, not the signer.
  enum class Part : std::uint8_t { Signature, TimeStamp, SealMaker } part = Part::Signature;
  std::vector<std::string> arguments = {};  // {1}, {2} …
};

/// The message of a kind; its first argument {0} is the name of the signature.
diagnostics::DiagnosticId message_of(FindingKind kind);

/// Reports a finding about the signature of this name: an error when it makes the signature invalid, else a warning.
/// `name` says also for which file: `F.pdf: sign-1`.
void report_finding(const std::string& name, const Finding& finding, diagnostics::DiagnosticSink& sink);

/// The worse of both: Invalid, then Unknown.
Verdict worse(Verdict first, Verdict second);

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
