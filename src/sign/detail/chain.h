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

/// Certificates and revocation data for building and judging chains, parsed once.
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
  const STACK_OF(X509) * beside = nullptr;  // untrusted certificates that came with it; null: none
  std::optional<std::int64_t> at;           // the time for judging validity
  std::optional<std::int64_t> revoked_at;   // the time for judging revocation
  Finding::Part part = Finding::Part::Signature;
};

struct ChainVerdict {
  std::vector<Finding> findings;
  std::vector<CertificateFacts> chain;  // without the certificate itself
  bool is_trusted = false;
};

/// Adds the data that it relied on to `used`.
ChainVerdict judge_chain(const ChainQuestion& question, const TrustStore& store, ValidationData& used);

// Judges revocation by the given CRLs (RFC 5280) and OCSP responses (RFC 6960).

struct RevocationQuestion {
  X509* certificate = nullptr;
  X509* issuer = nullptr;
  std::int64_t at = 0;
  Finding::Part part = Finding::Part::Signature;
};

/// nullopt if the certificate was not revoked at the time.
std::optional<Finding> judge_revocation(const RevocationQuestion& question, const TrustStore& store,
                                        ValidationData& used);

void add_once(std::vector<std::string>& list, std::string item);

}  // namespace gongwen::sign
