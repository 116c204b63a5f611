// Builds the chain of a certificate to a trusted one at a given time, and judges it.
#pragma once

#include "sign/detail/crypto.h"
#include "sign/trust.h"
#include "sign/verify_cms.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::sign {

/// What certificates are looked for in, parsed once.
class TrustStore {
 public:
  explicit TrustStore(const TrustOptions& trust);

  const std::vector<Certificate>& anchors() const { return anchors_; }
  const std::vector<Certificate>& extras() const { return extras_; }
  const std::vector<Crl>& crls() const { return crls_; }
  const std::vector<std::string>& ocsps() const { return ocsps_; }

 private:
  std::vector<Certificate> anchors_;
  std::vector<Certificate> extras_;
  std::vector<Crl> crls_;
  const std::vector<std::string>& ocsps_;
};

struct ChainQuestion {
  X509* certificate = nullptr;
  const STACK_OF(X509) * beside = nullptr;  // untrusted ones that came with it; null: none
  std::optional<std::int64_t> at;           // validity is judged for this time
  std::optional<std::int64_t> revoked_at;   // and revocation for this
  Finding::Part part = Finding::Part::Signature;
};

struct ChainVerdict {
  std::vector<Finding> findings;
  std::vector<CertificateFacts> chain;  // without the certificate itself
  bool is_trusted = false;
};

/// What it used is added to `used`.
ChainVerdict judge_chain(const ChainQuestion& question, const TrustStore& store, ValidationData& used);

// Whether a certificate was revoked, by CRLs (RFC 5280) and OCSP responses (RFC 6960) that are at hand.

struct RevocationQuestion {
  X509* certificate = nullptr;
  X509* issuer = nullptr;
  std::int64_t at = 0;
  Finding::Part part = Finding::Part::Signature;
};

/// Nothing when it is good at the time.
std::optional<Finding> judge_revocation(const RevocationQuestion& question, const TrustStore& store,
                                        ValidationData& used);

void add_once(std::vector<std::string>& list, std::string item);

}  // namespace gongwen::sign
