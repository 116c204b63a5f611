#include "sign/detail/signed_data.h"

#include "sign/detail/der.h"
#include "sign/digest.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace gongwen::sign {
namespace {

bool is_weak_digest(std::string_view name) { return name == "MD5" || name == "SHA-1"; }

/// The value of a signed attribute of this type; empty if it is absent, repeated, or of another type.
std::string_view signed_attribute(const CMS_SignerInfo* signer, int nid, int type) {
  constexpr int kExactlyOne = -3;
  return from_crypto(
      static_cast<const ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(nid), kExactlyOne, type)));
}

/// The first certificate that the attribute identifies (RFC 5035, RFC 2634): algorithm and hash.
struct NamedCertificate {
  std::string algorithm;  // empty: not known
  std::string oid = {};
  std::string_view hash = {};
};

std::optional<NamedCertificate> named_certificate(const CMS_SignerInfo* signer) {
  std::string_view value = signed_attribute(signer, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
  NamedCertificate named{"SHA-256"};
  if (value.empty()) {
    value = signed_attribute(signer, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE);
    named.algorithm = "SHA-1";
  }
  if (value.empty()) return std::nullopt;
  der::Reader reader = der::Reader(value).enter(der::kSequence).enter(der::kSequence).enter(der::kSequence);
  if (reader.is_next(der::kSequence)) {
    der::Reader algorithm = reader.enter(der::kSequence);
    named.oid = algorithm.take_oid();
    named.algorithm = digest_name(OBJ_txt2nid(named.oid.c_str()));
  }
  named.hash = reader.take(der::kOctets).content;
  return reader.failed() ? std::nullopt : std::optional(named);
}

void add_unsupported(SignedData& data, std::string algorithm) {
  data.findings.push_back({FindingKind::UnsupportedAlgorithm, Finding::Part::Signature, {std::move(algorithm)}});
}

void check_ess(SignedData& data, const CMS_SignerInfo* signer, Binding binding) {
  const std::optional<NamedCertificate> named = named_certificate(signer);
  data.has_ess = named.has_value();
  if (!named) {
    data.findings.push_back({binding == Binding::Required ? FindingKind::EssMissing : FindingKind::EssAbsent});
    return;
  }
  const std::optional<std::string> hash = digest(named->algorithm, to_der(i2d_X509, data.signer));
  if (!hash) {
    add_unsupported(data, named->algorithm.empty() ? named->oid : named->algorithm);
  } else if (*hash != named->hash) {
    data.findings.push_back({FindingKind::EssDiffers});
  }
}

/// Verifies a signature made directly over the digest, without attributes.
Check verify_digest(const SignedData& data, const std::string& content_digest) {
  EVP_PKEY* const key = X509_get0_pubkey(data.signer);
  const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  Check check = Check::NotComputed;
  if (context != nullptr && EVP_PKEY_verify_init(context.get()) == 1 &&
      EVP_PKEY_CTX_set_signature_md(context.get(), digest_method(data.digest_algorithm)) == 1) {
    const int outcome = EVP_PKEY_verify(context.get(), to_crypto(data.signature), data.signature.size(),
                                        to_crypto(content_digest), content_digest.size());
    check = outcome == 1 ? Check::Fits : Check::Differs;
  }
  forget_errors();
  return check;
}

/// Verifies a signature over the attributes. Differs only if the library got as far as comparing.
Check verify_attributes(CMS_SignerInfo* signer) {
  forget_errors();
  Check check = Check::Fits;
  if (CMS_SignerInfo_verify(signer) != 1) {
    const unsigned long error = ERR_peek_last_error();
    const bool is_compared = ERR_GET_LIB(error) == ERR_LIB_CMS && ERR_GET_REASON(error) == CMS_R_VERIFICATION_FAILURE;
    check = is_compared ? Check::Differs : Check::NotComputed;
  }
  forget_errors();
  return check;
}

/// The library's name of an algorithm, or its OID.
std::string algorithm_text(const ASN1_OBJECT* object) {
  const int nid = OBJ_obj2nid(object);
  const char* const name = nid == NID_undef ? nullptr : OBJ_nid2sn(nid);
  return name == nullptr ? object_text(object) : name;
}

/// How the stated algorithms relate to key and digest.
enum class Naming : std::uint8_t {
  Good,
  Other,    // of the signature: known, but not the one for key and digest
  Unknown,  // of the signature: the library does not support it
};

Naming note_algorithms(SignedData& data, CMS_SignerInfo* signer) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  X509_ALGOR* digest_algorithm = nullptr;
  X509_ALGOR* signature_algorithm = nullptr;
  CMS_SignerInfo_get0_algs(signer, &key, &certificate, &digest_algorithm, &signature_algorithm);
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, digest_algorithm);
  data.digest_algorithm = digest_name(OBJ_obj2nid(object));
  data.signature = from_crypto(CMS_SignerInfo_get0_signature(signer));
  if (data.digest_algorithm.empty()) {
    const std::vector<std::string>& stated = data.stated_digests;
    const bool is_stated =
        stated.empty() || std::find(stated.begin(), stated.end(), object_text(object)) != stated.end();
    // An unknown algorithm that the signature itself does not list means damaged bytes.
    if (OBJ_obj2nid(object) == NID_undef && !is_stated) {
      data.findings.push_back({FindingKind::Malformed});
    } else {
      add_unsupported(data, algorithm_text(object));
    }
  } else if (is_weak_digest(data.digest_algorithm)) {
    data.findings.push_back({FindingKind::WeakDigest, Finding::Part::Signature, {data.digest_algorithm}});
  }
  // The library verifies by key and digest and ignores the stated algorithm, so compare it here.
  X509_ALGOR_get0(&object, nullptr, nullptr, signature_algorithm);
  const int named = OBJ_obj2nid(object);
  int method = NID_undef;
  int key_kind = NID_undef;
  const bool names_key_alone =
      named == NID_rsaEncryption || named == NID_rsassaPss || named == NID_X9_62_id_ecPublicKey;
  if (names_key_alone || data.digest_algorithm.empty()) return Naming::Good;
  if (OBJ_find_sigid_algs(named, &method, &key_kind) == 1 && digest_name(method) == data.digest_algorithm)
    return Naming::Good;
  add_unsupported(data, algorithm_text(object));
  return named == NID_undef ? Naming::Unknown : Naming::Other;
}

bool find_signer(SignedData& data, CMS_SignerInfo* signer, const std::vector<std::string>& extras) {
  data.certificates.reset(CMS_get1_certs(data.cms.get()));
  for (int i = 0; data.certificates != nullptr && i < sk_X509_num(data.certificates.get()); ++i) {
    X509* const certificate = sk_X509_value(data.certificates.get(), i);
    if (CMS_SignerInfo_cert_cmp(signer, certificate) == 0) data.signer = certificate;
  }
  for (std::size_t i = 0; data.signer == nullptr && i < extras.size(); ++i) {
    data.borrowed = parse_x509(extras[i]);
    if (data.borrowed != nullptr && CMS_SignerInfo_cert_cmp(signer, data.borrowed.get()) == 0) {
      data.signer = data.borrowed.get();
    }
  }
  if (data.signer == nullptr) {
    data.findings.push_back({FindingKind::SignerMissing});
    return false;
  }
  if (EVP_PKEY* const key = X509_get0_pubkey(data.signer)) {
    data.signature_algorithm = key_text(key);
    data.signature_algorithm.resize(std::min(data.signature_algorithm.find(' '), data.signature_algorithm.size()));
    if (data.signature_algorithm == "EC") data.signature_algorithm = "ECDSA";
    CMS_SignerInfo_set1_signer_cert(signer, data.signer);
  }
  return true;
}

/// The type of the content, as the bytes of its OID.
std::string content_type(const SignedData& data) {
  const ASN1_OBJECT* const type = CMS_get0_eContentType(data.cms.get());
  return {reinterpret_cast<const char*>(OBJ_get0_data(type)), OBJ_length(type)};
}

std::string signed_content_type(const CMS_SignerInfo* signer) {
  constexpr int kExactlyOne = -3;
  const auto* const type = static_cast<const ASN1_OBJECT*>(
      CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_contentType), kExactlyOne, V_ASN1_OBJECT));
  if (type == nullptr) return {};
  return {reinterpret_cast<const char*>(OBJ_get0_data(type)), OBJ_length(type)};
}

/// Verifies the signature over the attributes or the digest.
void check_signature(SignedData& data, CMS_SignerInfo* signer, const std::string& content_digest, Naming naming) {
  Check check = Check::NotComputed;
  bool is_same = true;
  if (CMS_signed_get_attr_count(signer) > 0) {
    const std::string_view stated = signed_attribute(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
    if (stated.empty() || signed_content_type(signer) != content_type(data)) {
      data.findings.push_back({FindingKind::NoSignedAttributes});
      return;
    }
    check = verify_attributes(signer);
    is_same = stated == content_digest;
    if (!is_same) data.findings.push_back({FindingKind::DigestDiffers});
  } else {
    check = verify_digest(data, content_digest);
  }
  data.is_intact = check == Check::Fits && is_same;
  if (naming == Naming::Unknown && check == Check::Fits) {
    // The key made it in the usual way, so the stated name is wrong: the bytes are damaged.
    data.findings.push_back({FindingKind::Malformed});
  } else if (naming == Naming::Good && check == Check::NotComputed) {
    add_unsupported(data, data.signature_algorithm);
  } else if (naming == Naming::Good && check == Check::Differs) {
    data.findings.push_back({FindingKind::SignatureWrong});
  }
}

/// The OIDs of `digestAlgorithms`; empty if the bytes are not DER.
std::vector<std::string> stated_digests(std::string_view der) {
  der::Reader content = der::Reader(der).enter(der::kSequence);
  content.next();
  der::Reader data = content.enter(der::context(0)).enter(der::kSequence);
  data.take_integer();
  der::Reader list = data.enter(der::kSet);
  std::vector<std::string> stated;
  while (!list.at_end()) {
    stated.push_back(list.enter(der::kSequence).take_oid());
    if (stated.back().empty()) return {};
  }
  return stated;
}

}  // namespace

std::optional<SignedData> open_signed_data(std::string_view der) {
  if (load_crypto() || der.empty() || der.size() > std::numeric_limits<int>::max()) return std::nullopt;
  const unsigned char* at = to_crypto(der);
  SignedData data;
  data.cms.reset(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
  forget_errors();
  if (data.cms == nullptr || OBJ_obj2nid(CMS_get0_type(data.cms.get())) != NID_pkcs7_signed) return std::nullopt;
  const std::string_view rest = der.substr(static_cast<std::size_t>(at - to_crypto(der)));
  if (rest.find_first_not_of('\0') != std::string_view::npos) return std::nullopt;
  data.stated_digests = stated_digests(der);
  return data;
}

std::string content_inside(const SignedData& data) {
  ASN1_OCTET_STRING** const content = CMS_get0_content(data.cms.get());
  forget_errors();
  return content == nullptr ? std::string() : std::string(from_crypto(*content));
}

void judge_signer(SignedData& data, Content content, const DigestOf& digest_of, const std::vector<std::string>& extras,
                  Binding binding) {
  STACK_OF(CMS_SignerInfo)* const signers = CMS_get0_SignerInfos(data.cms.get());
  const int count = signers == nullptr ? 0 : sk_CMS_SignerInfo_num(signers);
  if (count != 1) {
    data.findings.push_back({FindingKind::SeveralSigners, Finding::Part::Signature, {std::to_string(count)}});
  }
  if (count < 1) return;
  if (content == Content::Detached && !content_inside(data).empty())
    data.findings.push_back({FindingKind::ContentInside});
  CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(signers, 0);
  const Naming naming = note_algorithms(data, signer);
  if (const void* const token =
          CMS_unsigned_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_id_smime_aa_timeStampToken), -1, V_ASN1_SEQUENCE)) {
    data.token = from_crypto(static_cast<const ASN1_STRING*>(token));
  }
  for (const auto& [tag, type] :
       {std::pair{der::kUtcTime, V_ASN1_UTCTIME}, std::pair{der::kTime, V_ASN1_GENERALIZEDTIME}}) {
    const std::string_view time = signed_attribute(signer, NID_pkcs9_signingTime, type);
    if (!time.empty()) data.claimed_time = der::time_value({tag, time, {}});
  }
  forget_errors();
  if (!find_signer(data, signer, extras)) return;
  check_ess(data, signer, binding);
  if (X509_get0_pubkey(data.signer) == nullptr) {
    add_unsupported(data, "?");
  } else if (!data.digest_algorithm.empty()) {
    const std::optional<std::string> content_digest = digest_of(data.digest_algorithm);
    if (content_digest) {
      check_signature(data, signer, *content_digest, naming);
    } else {
      add_unsupported(data, data.digest_algorithm);
    }
  }
  forget_errors();
}

}  // namespace gongwen::sign
