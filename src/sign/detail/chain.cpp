#include "sign/detail/chain.h"

#include "sign/detail/der.h"

#include <algorithm>
#include <string>
#include <utility>

// OpenSSL builds and verifies the chain; a callback records each of its errors and lets it continue, so that all of
// them become findings. Strength of keys and digests, and revocation by the given CRLs and OCSP responses, are judged
// here, for each certificate of the chain.

namespace gongwen::sign {
namespace {

enum class Status : std::uint8_t { NotSaid, Good, Revoked, Outdated };

struct Answer {
  Status status = Status::NotSaid;
  std::int64_t time = 0;  // when it was revoked, or when the answer expired
};

/// Until when an answer may be used. An answer without an end says that newer ones are always available (RFC 6960
/// 4.2.2.1).
std::int64_t end_of_use(std::optional<std::int64_t> made, std::optional<std::int64_t> next) {
  constexpr std::int64_t kDay = 86'400;
  return next ? *next : made.value_or(0) + kDay;
}

/// Whether the issuer's key signed the list. SM2 signatures are verified over the bytes, since the library cannot set
/// an identity for lists.
bool is_signed_by(X509_CRL* crl, EVP_PKEY* key) {
  if (key == nullptr) return false;
  if (!is_sm2(key)) {
    const bool fits = X509_CRL_verify(crl, key) == 1;
    forget_errors();
    return fits;
  }
  const std::string whole = to_der(i2d_X509_CRL, crl);
  der::Reader reader = der::Reader(whole).enter(der::kSequence);
  const std::string_view signed_part = reader.take(der::kSequence).whole;
  reader.take(der::kSequence);
  const std::string signature = reader.take_bits();
  return reader.ended() && verify_bytes(key, digest_method("SM3"), signed_part, signature) == Check::Fits;
}

/// Lists for only some of the certificates (by reason or kind), and lists of changes, do not suffice.
bool is_complete(const X509_CRL* crl) {
  return X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) < 0 &&
         X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) < 0;
}

Answer ask_crl(X509_CRL* crl, const RevocationQuestion& question) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(question.issuer)) != 0 ||
      !is_signed_by(crl, X509_get0_pubkey(question.issuer))) {
    return {};
  }
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_serial(crl, &entry, X509_get_serialNumber(question.certificate)) == 1 && entry != nullptr) {
    const std::int64_t since = time_of(X509_REVOKED_get0_revocationDate(entry)).value_or(0);
    if (since <= question.at) return {Status::Revoked, since};
  } else if (!is_complete(crl)) {
    return {};
  }
  const auto made = time_of(X509_CRL_get0_lastUpdate(crl));
  const std::int64_t until = end_of_use(made, time_of(X509_CRL_get0_nextUpdate(crl)));
  if (until < question.at) return {Status::Outdated, until};
  // A list made after the certificate expired may have omitted it.
  const auto ended = time_of(X509_get0_notAfter(question.certificate));
  if (!made || !ended || *made > *ended) return {};
  return {Status::Good, 0};
}

/// The answer about the certificate in a response signed by its issuer, or by the responder that the issuer authorised.
Answer ask_ocsp(std::string_view der, const RevocationQuestion& question) {
  const unsigned char* at = to_crypto(der);
  const OcspResponse response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size())));
  if (response == nullptr || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return {};
  const OcspBasic basic(OCSP_response_get1_basic(response.get()));
  if (basic == nullptr) return {};
  const Certificates issuers(sk_X509_new_null());
  X509_up_ref(question.issuer);
  sk_X509_push(issuers.get(), question.issuer);
  const std::unique_ptr<X509_STORE, Freed<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), question.issuer);
  X509_VERIFY_PARAM_set_flags(X509_STORE_get0_param(store.get()),
                              X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  if (OCSP_basic_verify(basic.get(), issuers.get(), store.get(), 0) != 1) return {};
  for (int i = 0; i < OCSP_resp_count(basic.get()); ++i) {
    OCSP_SINGLERESP* const single = OCSP_resp_get0(basic.get(), i);
    ASN1_OBJECT* method = nullptr;
    auto* const id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
    if (OCSP_id_get0_info(nullptr, &method, nullptr, nullptr, id) != 1) continue;
    const std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>> wanted(
        OCSP_cert_to_id(EVP_get_digestbyname(OBJ_nid2sn(OBJ_obj2nid(method))), question.certificate, question.issuer));
    if (wanted == nullptr || OCSP_id_cmp(wanted.get(), id) != 0) continue;
    int reason = 0;
    ASN1_GENERALIZEDTIME* revoked = nullptr;
    ASN1_GENERALIZEDTIME* made = nullptr;
    ASN1_GENERALIZEDTIME* next = nullptr;
    const int status = OCSP_single_get0_status(single, &reason, &revoked, &made, &next);
    const std::int64_t since = time_of(revoked).value_or(0);
    if (status == V_OCSP_CERTSTATUS_REVOKED && since <= question.at) return {Status::Revoked, since};
    if (status == V_OCSP_CERTSTATUS_UNKNOWN) return {};
    const std::int64_t until = end_of_use(time_of(made), time_of(next));
    if (until < question.at) return {Status::Outdated, until};
    return {Status::Good, 0};
  }
  return {};
}

}  // namespace

std::optional<Finding> judge_revocation(const RevocationQuestion& question, const TrustStore& store,
                                        ValidationData& used) {
  const std::string name = short_name(question.certificate);
  std::optional<Finding> worst = Finding{FindingKind::RevocationUnknown, question.part, {name}};
  bool is_good = false;
  const auto note = [&](const Answer& answer, std::vector<std::string>& list, const std::string& der) {
    if (answer.status == Status::NotSaid) return false;
    add_once(list, der);
    if (answer.status == Status::Revoked) {
      worst = Finding{FindingKind::Revoked, question.part, {name, time_text(answer.time)}};
      return true;
    }
    if (answer.status == Status::Outdated && !is_good) {
      worst = Finding{FindingKind::RevocationOutdated, question.part, {name, time_text(answer.time)}};
    }
    if (answer.status == Status::Good) {
      is_good = true;
      worst.reset();
    }
    return false;
  };
  // Ask all: a newer one may know of a revocation.
  bool is_revoked = false;
  for (const std::string& ocsp : store.ocsps())
    is_revoked = note(ask_ocsp(ocsp, question), used.ocsps_der, ocsp) || is_revoked;
  if (is_revoked) return worst;
  for (const Crl& crl : store.crls()) {
    const Answer answer = ask_crl(crl.get(), question);
    if (answer.status == Status::NotSaid) continue;
    if (note(answer, used.crls_der, to_der(i2d_X509_CRL, crl.get()))) return worst;
  }
  forget_errors();
  return worst;
}

namespace {

using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
/// Frees only the stack of certificates, which others own.
struct BorrowedFreed {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using BorrowedCertificates = std::unique_ptr<STACK_OF(X509), BorrowedFreed>;

constexpr int kMaxDepth = 12;

/// An error from the library's verification of the chain; the callback continues after all errors.
struct Complaint {
  int error;
  std::string name;
  std::int64_t not_before;
  std::int64_t not_after;
  std::string issuer;
  bool is_computed;  // its own signature uses an algorithm that the library supports
};
thread_local std::vector<Complaint>* complaints_of_walk = nullptr;

extern "C" {
static int gongwen_note_complaint(int is_right, X509_STORE_CTX* context) {
  if (is_right != 0 || complaints_of_walk == nullptr) return 1;
  X509* const certificate = X509_STORE_CTX_get_current_cert(context);
  Complaint complaint{X509_STORE_CTX_get_error(context), {}, 0, 0, {}, true};
  if (certificate != nullptr) {
    complaint.name = short_name(certificate);
    complaint.not_before = time_of(X509_get0_notBefore(certificate)).value_or(0);
    complaint.not_after = time_of(X509_get0_notAfter(certificate)).value_or(0);
    complaint.issuer = name_text(X509_get_issuer_name(certificate));
    complaint.is_computed = X509_get_signature_info(certificate, nullptr, nullptr, nullptr, nullptr) == 1;
  }
  complaints_of_walk->push_back(std::move(complaint));
  return 1;
}
}

Finding finding_of(const Complaint& complaint, const ChainQuestion& question, bool has_anchors) {
  const std::string at = time_text(question.at.value_or(0));
  const bool is_of_signature = complaint.error == X509_V_ERR_CERT_SIGNATURE_FAILURE;
  if (complaint.error == X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY ||
      complaint.error == X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM || (is_of_signature && !complaint.is_computed)) {
    return {FindingKind::UnsupportedAlgorithm, question.part, {"(" + complaint.name + ")"}};
  }
  switch (complaint.error) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {FindingKind::NotYetValid, question.part, {complaint.name, time_text(complaint.not_before), at}};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {FindingKind::Expired, question.part, {complaint.name, time_text(complaint.not_after), at}};
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_INVALID_NON_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN: return {FindingKind::NotCa, question.part, {complaint.name}};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      if (!has_anchors) return {FindingKind::NoTrust, question.part, {}};
      return {FindingKind::ChainUnknown, question.part, {complaint.name, complaint.issuer}};
    default:
      return {
          FindingKind::ChainBroken, question.part, {complaint.name, X509_verify_cert_error_string(complaint.error)}};
  }
}

void add_findings(const std::vector<Complaint>& complaints, const ChainQuestion& question, bool has_anchors,
                  std::vector<Finding>& findings) {
  for (const Complaint& complaint : complaints) {
    Finding finding = finding_of(complaint, question, has_anchors);
    // The library reports a missing issuer twice.
    const bool is_there = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.kind == finding.kind &&
             (other.arguments == finding.arguments || finding.kind == FindingKind::ChainUnknown);
    });
    if (!is_there) findings.push_back(std::move(finding));
  }
}

/// Checks keys and digests of a chain; the signature of an anchor does not count.
void check_strength(const STACK_OF(X509) * chain, bool is_trusted, Finding::Part part, std::vector<Finding>& findings) {
  const int count = sk_X509_num(chain);
  for (int i = 0; i < count; ++i) {
    X509* const certificate = sk_X509_value(chain, i);
    EVP_PKEY* const key = X509_get0_pubkey(certificate);
    if (key == nullptr) {
      findings.push_back({FindingKind::UnsupportedAlgorithm, part, {short_name(certificate)}});
      continue;
    }
    if (is_weak(key)) findings.push_back({FindingKind::WeakKey, part, {key_text(key), short_name(certificate)}});
    if (is_trusted && i == count - 1) continue;
    int method = NID_undef;
    if (X509_get_signature_info(certificate, &method, nullptr, nullptr, nullptr) == 1 &&
        (method == NID_sha1 || method == NID_md5)) {
      findings.push_back({FindingKind::WeakDigest, part, {digest_name(method) + " (" + short_name(certificate) + ")"}});
    }
  }
}

std::vector<Certificate> parse_all(const std::vector<std::string>& ders) {
  std::vector<Certificate> all;
  for (const std::string& der : ders) {
    if (Certificate certificate = parse_x509(der)) all.push_back(std::move(certificate));
  }
  return all;
}

/// Null for a chain that cannot be verified at all.
StoreContext walk_chain(const ChainQuestion& question, const TrustStore& trust, const Store& store,
                        const BorrowedCertificates& beside) {
  for (const Certificate& anchor : trust.anchors()) X509_STORE_add_cert(store.get(), anchor.get());
  for (const Certificate& extra : trust.extras()) sk_X509_push(beside.get(), extra.get());
  for (int i = 0; question.beside != nullptr && i < sk_X509_num(question.beside); ++i) {
    // Certificates in a signature were parsed by the library, without this identity.
    set_sm2_identity(sk_X509_value(question.beside, i));
    sk_X509_push(beside.get(), sk_X509_value(question.beside, i));
  }
  set_sm2_identity(question.certificate);
  StoreContext context(X509_STORE_CTX_new());
  if (context == nullptr || X509_STORE_CTX_init(context.get(), store.get(), question.certificate, beside.get()) != 1) {
    return nullptr;
  }
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_depth(parameters, kMaxDepth);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | (question.at ? 0 : X509_V_FLAG_NO_CHECK_TIME));
  if (question.at) X509_VERIFY_PARAM_set_time(parameters, *question.at);
  X509_STORE_CTX_set_verify_cb(context.get(), &gongwen_note_complaint);
  return context;
}

bool is_anchor(X509* certificate, const TrustStore& trust) {
  return std::any_of(trust.anchors().begin(), trust.anchors().end(),
                     [&](const Certificate& anchor) { return X509_cmp(anchor.get(), certificate) == 0; });
}

}  // namespace

TrustStore::TrustStore(const TrustOptions& trust) : ocsps_(trust.ocsps_der) {
  anchors_ = parse_all(trust.anchors_der);
  extras_ = parse_all(trust.extra_certificates_der);
  for (const std::string& der : trust.crls_der) {
    if (Crl crl = parse_crl(der)) crls_.push_back(std::move(crl));
  }
}

void add_once(std::vector<std::string>& list, std::string item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(std::move(item));
}

ChainVerdict judge_chain(const ChainQuestion& question, const TrustStore& trust, ValidationData& used) {
  ChainVerdict verdict;
  const Store store(X509_STORE_new());
  const BorrowedCertificates beside(sk_X509_new_null());
  const StoreContext context = walk_chain(question, trust, store, beside);
  if (context == nullptr) {
    verdict.findings.push_back({FindingKind::ChainBroken, question.part, {short_name(question.certificate), "?"}});
    return verdict;
  }
  std::vector<Complaint> complaints;
  complaints_of_walk = &complaints;
  X509_verify_cert(context.get());
  complaints_of_walk = nullptr;
  add_findings(complaints, question, !trust.anchors().empty(), verdict.findings);

  const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context.get());
  const int count = chain == nullptr ? 0 : sk_X509_num(chain);
  if (count > 0) verdict.is_trusted = is_anchor(sk_X509_value(chain, count - 1), trust);
  check_strength(chain, verdict.is_trusted, question.part, verdict.findings);
  for (int i = 0; i < count; ++i) {
    const std::string der = to_der(i2d_X509, sk_X509_value(chain, i));
    add_once(used.certificates_der, der);
    if (i > 0) verdict.chain.push_back(*read_certificate(der));
    if (i + 1 == count || !question.revoked_at) continue;
    const RevocationQuestion asked{sk_X509_value(chain, i), sk_X509_value(chain, i + 1), *question.revoked_at,
                                   question.part};
    if (auto finding = judge_revocation(asked, trust, used)) verdict.findings.push_back(std::move(*finding));
  }
  forget_errors();
  return verdict;
}

}  // namespace gongwen::sign
