#include "sign/detail/chain.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gongwen::sign {
namespace {

using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
/// Of certificates that others own.
struct BorrowedFreed {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using BorrowedCertificates = std::unique_ptr<STACK_OF(X509), BorrowedFreed>;

constexpr int kMaxDepth = 12;

/// What the library's walk over the chain finds; its callback lets it continue past all of it.
struct Complaint {
  int error;
  std::string name;
  std::int64_t not_before;
  std::int64_t not_after;
  std::string issuer;
  bool is_computed;  // its own signature is by an algorithm that the library has
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

/// Keys and digests of a chain; what an anchor is signed with does not count.
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

/// Nothing for a chain that cannot be walked at all.
StoreContext walk_chain(const ChainQuestion& question, const TrustStore& trust, const Store& store,
                        const BorrowedCertificates& beside) {
  for (const Certificate& anchor : trust.anchors()) X509_STORE_add_cert(store.get(), anchor.get());
  for (const Certificate& extra : trust.extras()) sk_X509_push(beside.get(), extra.get());
  for (int i = 0; question.beside != nullptr && i < sk_X509_num(question.beside); ++i) {
    // Those of a signature come from the library's own reader.
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
