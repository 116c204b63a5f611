#include "sign/verify_cms.h"

#include "diagnostics/catalogue/sign.h"
#include "sign/detail/chain.h"
#include "sign/detail/signed_data.h"
#include "sign/digest.h"

#include <algorithm>
#include <array>
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

namespace {

/// The purposes of a certificate, by number; empty if it is not restricted.
struct Purposes {
  std::vector<int> nids;
  bool is_critical = false;
};

Purposes purposes_of(X509* certificate) {
  Purposes purposes;
  int critical = -1;
  auto* const list =
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nullptr));
  purposes.is_critical = critical == 1;
  for (int i = 0; list != nullptr && i < sk_ASN1_OBJECT_num(list); ++i) {
    purposes.nids.push_back(OBJ_obj2nid(sk_ASN1_OBJECT_value(list, i)));
    ASN1_OBJECT_free(sk_ASN1_OBJECT_value(list, i));
  }
  sk_ASN1_OBJECT_free(list);
  return purposes;
}

/// Whether the certificate is for documents: its key may sign, and it is not only for servers, programs or services.
bool may_sign_documents(X509* certificate) {
  const std::uint32_t usage = X509_get_key_usage(certificate);  // all bits are set if it is not restricted
  if ((usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) return false;
  const Purposes purposes = purposes_of(certificate);
  constexpr std::array kOthers = {NID_server_auth, NID_code_sign, NID_OCSP_sign, NID_time_stamp};
  return purposes.nids.empty() || !std::all_of(purposes.nids.begin(), purposes.nids.end(), [&](int nid) {
           return std::find(kOthers.begin(), kOthers.end(), nid) != kOthers.end();
         });
}

/// RFC 3161 2.3: time stamping must be the only purpose, and critical.
bool may_stamp(X509* certificate) {
  const Purposes purposes = purposes_of(certificate);
  return purposes.is_critical && purposes.nids.size() == 1 && purposes.nids.front() == NID_time_stamp;
}

void append(std::vector<Finding>& list, std::vector<Finding> more) {
  for (Finding& finding : more) list.push_back(std::move(finding));
}

bool has_invalid(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return weight(finding.kind) == Verdict::Invalid; });
}

/// An unknown time stamp authority does not affect the signature: the time stamp is just not used.
Verdict verdict_of(const std::vector<Finding>& findings) {
  Verdict verdict = Verdict::Valid;
  for (const Finding& finding : findings) {
    const bool is_of_token = finding.part == Finding::Part::TimeStamp;
    if (is_of_token && (finding.kind == FindingKind::NoTrust || finding.kind == FindingKind::ChainUnknown)) continue;
    verdict = worse(verdict, weight(finding.kind));
  }
  return verdict;
}

/// A signature that could not be fully checked may be right, but is not valid here.
Verdict verdict_of_all(const CmsVerdict& verdict) {
  return worse(verdict_of(verdict.findings), verdict.is_intact ? Verdict::Valid : Verdict::Unknown);
}

/// Judges the time stamp of a signature, which covers its value.
void judge_own_token(CmsVerdict& verdict, const SignedData& data, const TrustOptions& trust) {
  const DigestOf digest_of = [&](std::string_view algorithm) {
    return digest(algorithm, data.signature);
  };
  TokenVerdict token = judge_token(data.token, digest_of, trust, Finding::Part::TimeStamp, verdict.used);
  if (token.is_intact) verdict.token_time = token.time;
  verdict.is_token_trusted = token.is_intact && token.is_trusted && !has_invalid(token.findings);
  verdict.token_signer = std::move(token.signer);
  verdict.token_policy = std::move(token.policy);
  append(verdict.findings, std::move(token.findings));
  if (!verdict.is_token_trusted) verdict.findings.push_back({FindingKind::TokenIgnored, Finding::Part::TimeStamp});
}

}  // namespace

TokenVerdict judge_token(std::string_view der, const DigestOf& digest_of, const TrustOptions& trust, Finding::Part part,
                         ValidationData& used) {
  TokenVerdict verdict;
  std::optional<SignedData> data = open_signed_data(der);
  using Info = std::unique_ptr<TS_TST_INFO, Freed<TS_TST_INFO_free>>;
  Info info;
  std::string content;
  if (data && OBJ_obj2nid(CMS_get0_eContentType(data->cms.get())) == NID_id_smime_ct_TSTInfo) {
    content = content_inside(*data);
    const unsigned char* at = to_crypto(content);
    info.reset(d2i_TS_TST_INFO(nullptr, &at, static_cast<long>(content.size())));
    forget_errors();
  }
  if (info == nullptr) {
    verdict.findings.push_back({FindingKind::TokenMalformed, part});
    return verdict;
  }
  judge_signer(
      *data, Content::Inside, [&](std::string_view name) { return digest(name, content); },
      trust.extra_certificates_der, Binding::Required);
  for (Finding& finding : data->findings) finding.part = part;
  verdict.findings = std::move(data->findings);

  TS_MSG_IMPRINT* const imprint = TS_TST_INFO_get_msg_imprint(info.get());
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  verdict.digest_algorithm = digest_name(OBJ_obj2nid(algorithm));
  const std::optional<std::string> wanted =
      verdict.digest_algorithm.empty() ? std::nullopt : digest_of(verdict.digest_algorithm);
  const bool is_of_these = wanted && *wanted == from_crypto(TS_MSG_IMPRINT_get_msg(imprint));
  if (!wanted) {
    verdict.findings.push_back({FindingKind::UnsupportedAlgorithm, part, {object_text(algorithm)}});
  } else if (!is_of_these) {
    verdict.findings.push_back({FindingKind::TokenOtherData, part});
  }
  const std::optional<std::int64_t> time = time_of(TS_TST_INFO_get_time(info.get()));
  if (!time) verdict.findings.push_back({FindingKind::TokenMalformed, part});
  verdict.time = time.value_or(0);
  verdict.policy = object_text(TS_TST_INFO_get_policy_id(info.get()));
  verdict.nonce = from_crypto(TS_TST_INFO_get_nonce(info.get()));
  verdict.signature_algorithm = data->signature_algorithm;
  verdict.is_intact = data->is_intact && is_of_these && time.has_value();
  if (data->signer == nullptr) return verdict;

  verdict.signer = *read_certificate(to_der(i2d_X509, data->signer));
  if (!may_stamp(data->signer)) {
    verdict.findings.push_back({FindingKind::WrongUsage, part, {verdict.signer.common_name}});
  }
  const TrustStore store(trust);
  // Valid when the token was made; not revoked as far as is known now.
  const std::int64_t now = std::max(trust.at.value_or(verdict.time), verdict.time);
  ChainVerdict chain = judge_chain({data->signer, data->certificates.get(), verdict.time, now, part}, store, used);
  append(verdict.findings, std::move(chain.findings));
  verdict.is_trusted = chain.is_trusted;
  verdict.chain = std::move(chain.chain);
  return verdict;
}

CmsVerdict verify_cms(std::string_view cms_der, const DigestOf& digest_of, const TrustOptions& trust, Binding binding) {
  CmsVerdict verdict;
  std::optional<SignedData> data = open_signed_data(cms_der);
  if (!data) {
    verdict.findings.push_back({FindingKind::Malformed});
    return verdict;
  }
  judge_signer(*data, Content::Detached, digest_of, trust.extra_certificates_der, binding);
  verdict.findings = std::move(data->findings);
  verdict.is_intact = data->is_intact;
  verdict.digest_algorithm = data->digest_algorithm;
  verdict.signature_algorithm = data->signature_algorithm;
  verdict.has_ess = data->has_ess;
  verdict.claimed_time = data->claimed_time;
  if (data->signer != nullptr) {
    verdict.signer = *read_certificate(to_der(i2d_X509, data->signer));
    if (!data->token.empty()) judge_own_token(verdict, *data, trust);
    const std::optional<std::int64_t> at = verdict.is_token_trusted ? verdict.token_time : trust.at;
    verdict.checked_at = at.value_or(0);
    if (!at) verdict.findings.push_back({FindingKind::TimeUnknown});
    if (!may_sign_documents(data->signer)) {
      verdict.findings.push_back({FindingKind::WrongUsage, Finding::Part::Signature, {verdict.signer.common_name}});
    }
    const TrustStore store(trust);
    ChainVerdict chain = judge_chain({data->signer, data->certificates.get(), at, at}, store, verdict.used);
    append(verdict.findings, std::move(chain.findings));
    verdict.chain = std::move(chain.chain);
    verdict.is_trusted = chain.is_trusted;
  }
  if (verdict.claimed_time && !verdict.is_token_trusted) {
    verdict.findings.push_back(
        {FindingKind::TimeClaimed, Finding::Part::Signature, {time_text(*verdict.claimed_time)}});
  }
  verdict.verdict = verdict_of_all(verdict);
  return verdict;
}

CmsVerdict verify_timestamp_token(std::string_view token_der, const DigestOf& digest_of, const TrustOptions& trust) {
  CmsVerdict verdict;
  TokenVerdict token = judge_token(token_der, digest_of, trust, Finding::Part::Signature, verdict.used);
  verdict.findings = std::move(token.findings);
  verdict.is_intact = token.is_intact;
  verdict.is_trusted = token.is_trusted;
  verdict.has_ess = true;
  verdict.digest_algorithm = token.digest_algorithm;
  verdict.signature_algorithm = token.signature_algorithm;
  if (token.is_intact) verdict.token_time = token.time;
  verdict.is_token_trusted = token.is_intact && token.is_trusted && !has_invalid(verdict.findings);
  verdict.checked_at = token.time;
  verdict.token_policy = token.policy;
  verdict.signer = token.signer;
  verdict.token_signer = std::move(token.signer);
  verdict.chain = std::move(token.chain);
  verdict.verdict = verdict_of_all(verdict);
  return verdict;
}

}  // namespace gongwen::sign
