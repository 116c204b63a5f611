// Whether a certificate was revoked, by CRLs (RFC 5280) and OCSP responses (RFC 6960) that are at hand.
#pragma once

#include "sign/detail/chain.h"

namespace gongwen::sign {

struct RevocationQuestion {
  X509* certificate = nullptr;
  X509* issuer = nullptr;
  std::int64_t at = 0;
  Finding::Part part = Finding::Part::Signature;
};

/// Nothing when it is good at the time.
std::optional<Finding> judge_revocation(const RevocationQuestion& question, const TrustStore& store,
                                        ValidationData& used);

}  // namespace gongwen::sign
