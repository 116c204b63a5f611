#include "sign/finding.h"

#include "diagnostics/catalogue/sign.h"

#include <algorithm>
#include <utility>

namespace gongwen::sign {

namespace messages = diagnostics::messages;

Verdict worse(Verdict first, Verdict second) {
  if (first == Verdict::Invalid || second == Verdict::Invalid) return Verdict::Invalid;
  return first == Verdict::Unknown || second == Verdict::Unknown ? Verdict::Unknown : Verdict::Valid;
}

Verdict weight(FindingKind kind) {
  switch (kind) {
    case FindingKind::NoTrust:
    case FindingKind::ChainUnknown:
    case FindingKind::RevocationUnknown:
    case FindingKind::RevocationOutdated:
    case FindingKind::TimeUnknown:
    case FindingKind::UnsupportedAlgorithm:
    case FindingKind::OtherForm:
    case FindingKind::SealMalformed:
    case FindingKind::SealVersion: return Verdict::Unknown;
    case FindingKind::TokenIgnored:
    case FindingKind::EssAbsent:
    case FindingKind::TimeClaimed: return Verdict::Valid;
    case FindingKind::Malformed:
    case FindingKind::SeveralSigners:
    case FindingKind::ContentInside:
    case FindingKind::DigestDiffers:
    case FindingKind::SignatureWrong:
    case FindingKind::NoSignedAttributes:
    case FindingKind::EssMissing:
    case FindingKind::EssDiffers:
    case FindingKind::SignerMissing:
    case FindingKind::WeakDigest:
    case FindingKind::WeakKey:
    case FindingKind::Expired:
    case FindingKind::NotYetValid:
    case FindingKind::Revoked:
    case FindingKind::ChainBroken:
    case FindingKind::NotCa:
    case FindingKind::WrongUsage:
    case FindingKind::TokenMalformed:
    case FindingKind::TokenOtherData:
    case FindingKind::SealSignatureWrong:
    case FindingKind::SealNotYetValid:
    case FindingKind::SealExpired:
    case FindingKind::SealOtherSigner:
    case FindingKind::SealOtherDocument: break;
  }
  return Verdict::Invalid;
}

diagnostics::DiagnosticId message_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::Malformed:
    case FindingKind::OtherForm: return messages::SignFoundMalformed;
    case FindingKind::SeveralSigners: return messages::SignFoundSeveralSigners;
    case FindingKind::ContentInside: return messages::SignFoundContentInside;
    case FindingKind::DigestDiffers: return messages::SignFoundDigestDiffers;
    case FindingKind::SignatureWrong: return messages::SignFoundSignatureWrong;
    case FindingKind::NoSignedAttributes: return messages::SignFoundNoAttributes;
    case FindingKind::EssMissing: return messages::SignFoundEssMissing;
    case FindingKind::EssAbsent: return messages::SignFoundEssAbsent;
    case FindingKind::EssDiffers: return messages::SignFoundEssDiffers;
    case FindingKind::SignerMissing: return messages::SignFoundSignerMissing;
    case FindingKind::WeakDigest: return messages::SignFoundWeakDigest;
    case FindingKind::WeakKey: return messages::SignFoundWeakKey;
    case FindingKind::UnsupportedAlgorithm: return messages::SignFoundUnsupported;
    case FindingKind::Expired: return messages::SignFoundExpired;
    case FindingKind::NotYetValid: return messages::SignFoundNotYetValid;
    case FindingKind::Revoked: return messages::SignFoundRevoked;
    case FindingKind::ChainBroken: return messages::SignFoundChainBroken;
    case FindingKind::NotCa: return messages::SignFoundNotCa;
    case FindingKind::WrongUsage: return messages::SignFoundWrongUsage;
    case FindingKind::TokenMalformed: return messages::SignFoundTokenMalformed;
    case FindingKind::TokenOtherData: return messages::SignFoundTokenOtherData;
    case FindingKind::NoTrust: return messages::SignFoundNoTrust;
    case FindingKind::ChainUnknown: return messages::SignFoundChainUnknown;
    case FindingKind::RevocationUnknown: return messages::SignFoundRevocationUnknown;
    case FindingKind::RevocationOutdated: return messages::SignFoundRevocationOutdated;
    case FindingKind::TimeUnknown: return messages::SignFoundTimeUnknown;
    case FindingKind::TokenIgnored: return messages::SignFoundTokenIgnored;
    case FindingKind::SealMalformed: return messages::SignFoundSealMalformed;
    case FindingKind::SealVersion: return messages::SignFoundSealVersion;
    case FindingKind::SealSignatureWrong: return messages::SignFoundSealSignatureWrong;
    case FindingKind::SealNotYetValid: return messages::SignFoundSealNotYetValid;
    case FindingKind::SealExpired: return messages::SignFoundSealExpired;
    case FindingKind::SealOtherSigner: return messages::SignFoundSealOtherSigner;
    case FindingKind::SealOtherDocument: return messages::SignFoundSealOtherDocument;
    case FindingKind::TimeClaimed: break;
  }
  return messages::SignFoundTimeClaimed;
}

void report_finding(const std::string& name, const Finding& finding, diagnostics::DiagnosticSink& sink) {
  diagnostics::Diagnostic diagnostic{message_of(finding.kind), diagnostics::Severity::Warning, {}, {name}, {}};
  if (weight(finding.kind) == Verdict::Invalid) diagnostic.severity = diagnostics::Severity::Error;
  diagnostic.arguments.insert(diagnostic.arguments.end(), finding.arguments.begin(), finding.arguments.end());
  sink.add(std::move(diagnostic));
}

}  // namespace gongwen::sign
