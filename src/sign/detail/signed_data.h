// Reads a SignedData (RFC 5652) of any origin, and checks digest and signature. Callers judge the chain.
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
  Certificates certificates;  // those in the SignedData; may be null
  X509* signer = nullptr;     // null if it is missing; owned by `certificates` or `borrowed`
  Certificate borrowed;
  std::vector<std::string> stated_digests;  // the OIDs that it lists; empty: unknown
  std::string digest_algorithm;
  std::string signature_algorithm;
  std::string signature;
  std::string token;  // from the unsigned attribute; empty without one
  bool has_ess = false;
  std::optional<std::int64_t> claimed_time;
  bool is_intact = false;
  std::vector<Finding> findings;
};

enum class Content : std::uint8_t {
  Detached,
  Inside,
};

/// Zeros may follow the bytes, as in the room for a PDF's signature. nullopt if the bytes are not SignedData.
std::optional<SignedData> open_signed_data(std::string_view der);
/// Judges the only signer. `extras`: further certificates, in DER, in which to look for the signer's.
void judge_signer(SignedData& data, Content content, const DigestOf& digest_of, const std::vector<std::string>& extras,
                  Binding binding);

/// The embedded content, such as the TSTInfo of a token.
std::string content_inside(const SignedData& data);

/// The verdict on a token: the time that it states, and its authority.
struct TokenVerdict {
  std::vector<Finding> findings;
  bool is_intact = false;   // it belongs to these bytes, and its signature is right
  bool is_trusted = false;  // also: its authority is trusted
  std::int64_t time = 0;
  std::string policy;
  std::string nonce;  // big-endian; empty if absent
  std::string digest_algorithm;
  std::string signature_algorithm;
  CertificateFacts signer;
  std::vector<CertificateFacts> chain;
};
TokenVerdict judge_token(std::string_view der, const DigestOf& digest_of, const TrustOptions& trust, Finding::Part part,
                         ValidationData& used);

}  // namespace gongwen::sign
