// A SignedData (RFC 5652) of anybody: what is in it, and whether digest and signature fit. Chains are judged by
// callers.
#pragma once

#include "sign/detail/crypto.h"
#include "sign/verify_cms.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

struct SignedData {
  Cms cms;
  Certificates certificates;  // those in it; may be null
  X509* signer = nullptr;     // null where it is missing; owned by `certificates` or `borrowed`
  Certificate borrowed;
  std::vector<std::string> stated_digests;  // OIDs that it says it is made with; empty: not known
  std::string digest_algorithm;
  std::string signature_algorithm;
  std::string signature;
  std::string token;  // of the unsigned attribute; empty without one
  bool has_ess = false;
  std::optional<std::int64_t> claimed_time;
  bool is_intact = false;
  std::vector<Finding> findings;
};

enum class Content : std::uint8_t {
  Detached,
  Inside,
};

/// Zeros may follow the bytes, as in the room of a PDF's signature. Nothing for bytes other than SignedData.
std::optional<SignedData> open_signed_data(std::string_view der);
/// Judges the one signer. `extras`: more certificates, in DER, to look for the signer's.
void judge_signer(SignedData& data, Content content, const DigestOf& digest_of, const std::vector<std::string>& extras,
                  Binding binding);

/// The content inside, such as the TSTInfo of a token.
std::string content_inside(const SignedData& data);

/// A token, judged: what time it states, and by whom.
struct TokenVerdict {
  std::vector<Finding> findings;
  bool is_intact = false;   // it is of these bytes, and signed
  bool is_trusted = false;  // and by an authority that is trusted
  std::int64_t time = 0;
  std::string policy;
  std::string nonce;  // big-endian; empty without
  std::string digest_algorithm;
  std::string signature_algorithm;
  CertificateFacts signer;
  std::vector<CertificateFacts> chain;
};
TokenVerdict judge_token(std::string_view der, const DigestOf& digest_of, const TrustOptions& trust, Finding::Part part,
                         ValidationData& used);

}  // namespace gongwen::sign
