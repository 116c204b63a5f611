#include "sign/seal.h"

#include "diagnostics/catalogue/sign.h"
#include "sign/detail/chain.h"
#include "sign/detail/crypto.h"
#include "sign/detail/der.h"
#include "sign/digest.h"

#include <algorithm>
#include <utility>

namespace gongwen::sign {

namespace messages = diagnostics::messages;

namespace {

constexpr std::int64_t kVersion = 4;
constexpr std::int64_t kListOfCertificates = 1;
constexpr std::string_view kSm2Algorithms = "1.2.156.10197.1.";
constexpr std::size_t kMaxSigners = 1'000;
constexpr double kLeastSliceMm = 5;

void read_signers(der::Reader& property, Seal& seal) {
  const std::int64_t list_type = property.take_integer();
  der::Reader list = property.enter(der::kSequence);
  while (!list.at_end() && seal.signers_der.size() + seal.signers_digests.size() < kMaxSigners) {
    if (list_type == kListOfCertificates) {
      seal.signers_der.emplace_back(list.take(der::kOctets).content);
    } else {
      der::Reader entry = list.enter(der::kSequence);
      entry.next();  // the name of the digest algorithm
      seal.signers_digests.emplace_back(entry.take(der::kOctets).content);
      list.note(entry);
    }
  }
  property.note(list);
}

/// Skips the optional `[0]`, which many makers omit around the list in it. The signature covers either form.
void skip_vendor_data(der::Reader& reader) {
  if (reader.is_next(der::context(0)) || reader.is_next(der::kSequence)) reader.next();
}

/// Reads the part that the maker signed. Returns false if it is not of version 4.
bool read_info(der::Reader& whole, Seal& seal) {
  const der::Value value = whole.take(der::kSequence);
  seal.info_der = value.whole;
  der::Reader info(value.content);
  der::Reader header = info.enter(der::kSequence);
  if (header.take(der::kIa5).content != "ES") header.fail();
  seal.version = header.take_integer();
  if (seal.version != kVersion && !header.failed()) return false;
  seal.vendor = header.take(der::kIa5).content;
  info.note(header);
  seal.id = info.take(der::kIa5).content;
  der::Reader property = info.enter(der::kSequence);
  seal.type = property.take_integer();
  seal.name = property.take(der::kUtf8).content;
  read_signers(property, seal);
  seal.created = property.take_time();
  seal.valid_from = property.take_time();
  seal.valid_until = property.take_time();
  info.note(property);
  der::Reader picture = info.enter(der::kSequence);
  seal.picture_type = picture.take(der::kIa5).content;
  seal.picture = picture.take(der::kOctets).content;
  seal.width_mm = picture.take_integer();
  seal.height_mm = picture.take_integer();
  info.note(picture);
  skip_vendor_data(info);
  whole.note(info);
  return true;
}

struct SignedPart {
  std::string_view algorithm;  // OID
  std::string_view certificate_der;
  std::string_view bytes;
  std::string_view signature;
};

bool is_listed(const Seal& seal, const std::string& certificate_der) {
  const auto has = [](const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
  };
  if (has(seal.signers_der, certificate_der)) return true;
  const std::optional<std::string> hash = digest("SM3", certificate_der);
  return hash && has(seal.signers_digests, *hash);
}

/// Checks that the key of a certificate made a signature with SM2, as the algorithm must state. Adds `wrong` if the
/// signature does not match, or a finding that it cannot be computed.
void check_with_sm2(const SignedPart& signed_part, Finding wrong, std::vector<Finding>& findings) {
  const Certificate certificate = parse_x509(signed_part.certificate_der);
  EVP_PKEY* const key = certificate == nullptr ? nullptr : X509_get0_pubkey(certificate.get());
  Check check = Check::NotComputed;
  const bool has_sm2_key = key != nullptr && is_sm2(key);
  // SM2 keys make only SM2 signatures, and other keys none.
  const bool names_sm2 = signed_part.algorithm.starts_with(kSm2Algorithms);
  if (key != nullptr && has_sm2_key != names_sm2) {
    check = Check::Differs;
  } else if (has_sm2_key && signed_part.algorithm == kSm2WithSm3) {
    check = verify_bytes(key, digest_method("SM3"), signed_part.bytes, signed_part.signature);
  }
  if (check == Check::Differs) findings.push_back(std::move(wrong));
  if (check == Check::NotComputed)
    findings.push_back({FindingKind::UnsupportedAlgorithm, wrong.part, {std::string(signed_part.algorithm)}});
}

void append_findings(std::vector<Finding>& list, std::vector<Finding> more) {
  for (Finding& finding : more) list.push_back(std::move(finding));
}

/// Whether bytes that cannot be read are still well-formed and start like the signature of a seal.
bool has_other_form(std::string_view der) {
  der::Reader start = der::Reader(der).enter(der::kSequence).enter(der::kSequence);
  start.take_integer();
  return !start.failed() && der::is_well_formed(der);
}

/// Judges the seal itself: its maker, its permitted users, its period.
void judge_seal(SealVerdict& verdict, const TrustOptions& trust) {
  const Seal& seal = *verdict.seal;
  const SealSignature& signature = *verdict.signature;
  const std::size_t before = verdict.findings.size();
  check_with_sm2({seal.algorithm, seal.maker_der, seal.info_der, seal.signature},
                 {FindingKind::SealSignatureWrong, Finding::Part::SealMaker}, verdict.findings);
  if (verdict.findings.size() > before) verdict.is_intact = false;
  // The signer's clock may have been set back; prefer a time stamp.
  const std::int64_t time = verdict.token_time.value_or(signature.time);
  if (time < seal.valid_from) {
    verdict.findings.push_back(
        {FindingKind::SealNotYetValid, Finding::Part::Signature, {time_text(seal.valid_from), time_text(time)}});
  }
  if (time > seal.valid_until) {
    verdict.findings.push_back(
        {FindingKind::SealExpired, Finding::Part::Signature, {time_text(seal.valid_until), time_text(time)}});
  }
  if (!is_listed(seal, signature.signer_der)) {
    verdict.findings.push_back({FindingKind::SealOtherSigner, Finding::Part::Signature, {verdict.signer.common_name}});
  }
  if (auto maker = read_certificate(seal.maker_der)) verdict.maker = std::move(*maker);
  const Certificate maker = parse_x509(seal.maker_der);
  if (maker == nullptr) return;
  const TrustStore store(trust);
  ValidationData used;
  // Judged for the time when the seal was made: the maker's certificate may expire later, but must not be revoked.
  ChainVerdict chain =
      judge_chain({maker.get(), nullptr, seal.created, trust.at, Finding::Part::SealMaker}, store, used);
  append_findings(verdict.findings, std::move(chain.findings));
  verdict.is_trusted = verdict.is_trusted && chain.is_trusted;
}

/// Judges the signer: certificate, chain, and its time.
void judge_sealer(SealVerdict& verdict, const TrustOptions& trust) {
  const Certificate signer = parse_x509(verdict.signature->signer_der);
  if (signer == nullptr) {
    verdict.findings.push_back({FindingKind::SignerMissing});
    return;
  }
  verdict.signer = *read_certificate(verdict.signature->signer_der);
  std::optional<std::int64_t> at = trust.at;
  if (!verdict.signature->timestamp_der.empty()) {
    const DigestOf digest_of = [&](std::string_view name) {
      return digest(name, verdict.signature->signature);
    };
    const CmsVerdict token = verify_timestamp_token(verdict.signature->timestamp_der, digest_of, trust);
    if (token.is_token_trusted) {
      at = verdict.token_time = token.token_time;
      verdict.token_signer = token.signer;
    } else {
      verdict.findings.push_back({FindingKind::TokenIgnored, Finding::Part::TimeStamp});
    }
  }
  if (!at) verdict.findings.push_back({FindingKind::TimeUnknown});
  if ((X509_get_key_usage(signer.get()) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) {
    verdict.findings.push_back({FindingKind::WrongUsage, Finding::Part::Signature, {verdict.signer.common_name}});
  }
  const TrustStore store(trust);
  ValidationData used;
  ChainVerdict chain = judge_chain({signer.get(), nullptr, at, at}, store, used);
  append_findings(verdict.findings, std::move(chain.findings));
  verdict.chain = std::move(chain.chain);
  verdict.is_trusted = chain.is_trusted;
}

/// Looks into sequences, and into octets and bits that hold a value, to a depth that no seal exceeds.
std::optional<SealPicture> picture_in(std::string_view bytes, int depth) {
  constexpr int kMostDepth = 12;
  if (depth > kMostDepth) return std::nullopt;
  der::Reader reader(bytes);
  while (const std::optional<der::Value> value = reader.next()) {
    if (value->tag != der::kSequence && (value->tag & 0xe0U) != 0xa0U) continue;
    der::Reader inner(value->content);
    SealPicture picture;
    if (inner.is_next(der::kIa5)) {
      picture.type = inner.take(der::kIa5).content;
      if (inner.is_next(der::kOctets)) {
        picture.bytes = inner.take(der::kOctets).content;
        picture.width_mm = inner.take_integer();
        picture.height_mm = inner.take_integer();
        if (!inner.failed() && !picture.bytes.empty()) return picture;
      }
    }
    if (auto found = picture_in(value->content, depth + 1)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SealPicture> find_seal_picture(std::string_view der) { return picture_in(der, 0); }

std::optional<Seal> read_seal(std::string_view der) {
  der::Reader outer(der);
  Seal seal;
  seal.der = der;
  der::Reader whole = outer.enter(der::kSequence);
  if (!read_info(whole, seal)) return outer.ended() ? std::optional(seal) : std::nullopt;
  seal.maker_der = whole.take(der::kOctets).content;
  seal.algorithm = whole.take_oid();
  seal.signature = whole.take_bits();
  return whole.ended() && outer.ended() ? std::optional(std::move(seal)) : std::nullopt;
}

std::optional<Seal> open_seal(std::string_view der, diagnostics::DiagnosticSink& sink) {
  std::optional<Seal> seal = read_seal(der);
  if (seal && seal->version == kVersion && seal->width_mm > 0 && seal->height_mm > 0) return seal;
  sink.report(messages::SignSealUnreadable, diagnostics::Origin());
  return std::nullopt;
}

std::optional<SealSignature> read_seal_signature(std::string_view der) {
  der::Reader outer(der);
  der::Reader whole = outer.enter(der::kSequence);
  SealSignature signature;
  const der::Value to_sign = whole.take(der::kSequence);
  signature.to_sign_der = to_sign.whole;
  der::Reader inner(to_sign.content);
  signature.version = inner.take_integer();
  if (!inner.failed() && signature.version != kVersion) return signature;
  signature.seal_der = inner.take(der::kSequence).whole;
  signature.time = inner.take_time();
  signature.data_hash = inner.take_bits();
  signature.property = inner.take(der::kIa5).content;
  skip_vendor_data(inner);
  whole.note(inner);
  signature.signer_der = whole.take(der::kOctets).content;
  signature.algorithm = whole.take_oid();
  signature.signature = whole.take_bits();
  if (whole.is_next(der::context(0))) {
    const std::string_view stamp = whole.next()->content;
    // The token is wrapped in a BIT STRING.
    der::Reader inside(stamp);
    signature.timestamp_der = inside.is_next(der::kBitString) ? inside.take_bits() : std::string(stamp);
  }
  return whole.ended() && outer.ended() ? std::optional(std::move(signature)) : std::nullopt;
}

std::optional<std::string> make_seal_signature(const SigningKey& key, const SealRequest& request,
                                               diagnostics::DiagnosticSink& sink) {
  if (key.kind() != KeyKind::Sm2) {
    sink.report(messages::SignKeyNotSm2, diagnostics::Origin(), key.certificate().common_name,
                key.certificate().key_kind);
    return std::nullopt;
  }
  const std::optional<Seal> seal = open_seal(request.seal_der, sink);
  if (!seal) return std::nullopt;
  if (!is_listed(*seal, key.certificate().der)) {
    sink.report(messages::SignSealOtherKey, diagnostics::Origin(), seal->name, key.certificate().common_name);
    return std::nullopt;
  }
  if (request.time < seal->valid_from || request.time > seal->valid_until) {
    sink.report(messages::SignSealNotValid, diagnostics::Origin(), seal->name, time_text(seal->valid_from),
                time_text(seal->valid_until));
    return std::nullopt;
  }
  const std::string to_sign =
      der::sequence({der::integer(static_cast<std::uint64_t>(kVersion)), request.seal_der, der::time(request.time),
                     der::bit_string(request.data_hash), der::value(der::kIa5, request.property)});
  const std::optional<std::string> signature = key.sign(to_sign, sink);
  if (!signature) return std::nullopt;
  std::string stamp;
  if (request.timestamp != nullptr && !request.timestamp->url.empty()) {
    const std::optional<std::string> imprint = digest("SHA-256", *signature);
    const auto token = imprint ? request_timestamp(*request.timestamp, *imprint, sink) : std::nullopt;
    if (!token) return std::nullopt;
    stamp = der::value(der::context(0), der::bit_string(*token));
  }
  return der::sequence({to_sign, der::value(der::kOctets, key.certificate().der), der::oid(kSm2WithSm3),
                        der::bit_string(*signature), stamp});
}

SealVerdict verify_seal_signature(std::string_view der, std::string_view data_hash, std::string_view property,
                                  const TrustOptions& trust) {
  SealVerdict verdict;
  verdict.signature = read_seal_signature(der);
  if (!verdict.signature || load_crypto()) {
    verdict.signature.reset();
    verdict.findings.push_back({has_other_form(der) ? FindingKind::OtherForm : FindingKind::Malformed});
    verdict.verdict = weight(verdict.findings.back().kind);
    return verdict;
  }
  const SealSignature& signature = *verdict.signature;
  if (signature.version == kVersion) verdict.seal = read_seal(signature.seal_der);
  const std::int64_t version = verdict.seal ? verdict.seal->version : signature.version;
  if (version != kVersion) {
    verdict.findings.push_back({FindingKind::SealVersion, Finding::Part::Signature, {std::to_string(version)}});
    verdict.verdict = Verdict::Unknown;
    return verdict;
  }
  if (!verdict.seal) {
    verdict.findings.push_back({FindingKind::SealMalformed});
    verdict.verdict = Verdict::Unknown;
    return verdict;
  }
  verdict.time = signature.time;
  verdict.is_intact = true;
  if (signature.data_hash != data_hash) verdict.findings.push_back({FindingKind::DigestDiffers});
  if (signature.property != property) {
    verdict.findings.push_back({FindingKind::SealOtherDocument, Finding::Part::Signature, {signature.property}});
  }
  check_with_sm2({signature.algorithm, signature.signer_der, signature.to_sign_der, signature.signature},
                 {FindingKind::SignatureWrong}, verdict.findings);
  verdict.is_intact = verdict.findings.empty();
  judge_sealer(verdict, trust);
  judge_seal(verdict, trust);
  verdict.findings.push_back({FindingKind::TimeClaimed, Finding::Part::Signature, {time_text(signature.time)}});
  verdict.verdict = Verdict::Valid;
  for (const Finding& finding : verdict.findings) verdict.verdict = worse(verdict.verdict, weight(finding.kind));
  return verdict;
}

std::vector<std::size_t> riding_groups(std::size_t pages, double diameter_mm) {
  const auto most = std::max<std::size_t>(2, static_cast<std::size_t>(diameter_mm / kLeastSliceMm));
  const std::size_t count = (pages + most - 1) / most;
  std::vector<std::size_t> groups(count, count == 0 ? 0 : pages / count);
  for (std::size_t i = 0; i < count && i < pages % count; ++i) ++groups[i];
  return groups;
}

}  // namespace gongwen::sign
