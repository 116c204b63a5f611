// What is wrong, or not known, about a signature. A closed set: each has its message in the catalogue.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

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

}  // namespace gongwen::sign
