#include "sign/detail/chain.h"
#include "sign/detail/der.h"

#include <algorithm>

namespace gongwen::sign {
namespace {

enum class Status : std::uint8_t { NotSaid, Good, Revoked, Outdated };

struct Answer {
  Status status = Status::NotSaid;
  std::int64_t time = 0;  // since when it is revoked; until when the answer was to be used
};

/// Until when an answer may be used. One that names no end says that newer ones are there at any time (RFC
/// 6960 4.2.2.1).
std::int64_t end_of_use(std::optional<std::int64_t> made, std::optional<std::int64_t> next) {
  constexpr std::int64_t kDay = 86'400;
  return next ? *next : made.value_or(0) + kDay;
}

/// By the issuer's key. What SM2 signed is checked over the bytes themselves: the library has no identity for lists.
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

/// Lists for some of the certificates only (by reason, by kind), and those that name only changes, say too little.
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
  // A list made after the certificate ended may have left it out.
  const auto ended = time_of(X509_get0_notAfter(question.certificate));
  if (!made || !ended || *made > *ended) return {};
  return {Status::Good, 0};
}

/// The answer for the certificate in a response that its issuer, or whom it named for this, has signed.
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
  // All are asked: one that is newer may know more.
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

}  // namespace gongwen::sign
