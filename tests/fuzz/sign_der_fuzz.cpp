// DER from foreign files: signatures, time stamps, certificates, lists, responses, seals. The first byte says as what
// the rest is read. Whatever it is, it is judged; and without trusted certificates nothing is valid.
#include "sign/detail/der.h"
#include "sign/digest.h"
#include "sign/seal.h"
#include "sign/trust.h"
#include "sign/verify_cms.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace gongwen;

constexpr std::string_view kContent = "content";

std::optional<std::string> digest_of(std::string_view algorithm) { return sign::digest(algorithm, kContent); }

void expect_not_valid(sign::Verdict verdict) {
  if (verdict == sign::Verdict::Valid) std::abort();
}

/// As a list, a response and a certificate beside one another, which a signature is then judged with.
sign::TrustOptions side_files(std::string_view bytes) {
  diagnostics::DiagnosticSink sink;
  sign::TrustOptions trust;
  trust.at = 1'800'000'000;
  sign::add_certificates("a", bytes, trust.extra_certificates_der, sink);
  sign::add_crls("a", bytes, trust.crls_der, sink);
  sign::add_ocsps("a", bytes, trust.ocsps_der, sink);
  return trust;
}

/// A signature, and after it what was found beside it: its length is in front.
void judge_with_side_files(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::size_t length = static_cast<unsigned char>(bytes[0]) * 256U + static_cast<unsigned char>(bytes[1]);
  const std::string_view signature = bytes.substr(2, length);
  sign::TrustOptions trust = side_files(bytes.substr(std::min(bytes.size(), length + 2)));
  trust.anchors_der = trust.extra_certificates_der;
  sign::verify_cms(signature, digest_of, trust);
  sign::verify_timestamp_token(signature, digest_of, trust);
}

void walk(sign::der::Reader reader, int depth) {
  constexpr int kMaxDepth = 20;
  while (const auto value = reader.next()) {
    sign::der::oid_text(value->content);
    sign::der::time_value(*value);
    if (depth < kMaxDepth && (value->tag & 0x20U) != 0) walk(sign::der::Reader(value->content), depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0]) {
    case 'c': expect_not_valid(sign::verify_cms(bytes, digest_of, {}).verdict); break;
    case 't': expect_not_valid(sign::verify_timestamp_token(bytes, digest_of, {}).verdict); break;
    case 'f': side_files(bytes); break;
    case 'b': judge_with_side_files(bytes); break;
    case 's': expect_not_valid(sign::verify_seal_signature(bytes, "hash", "path", {}).verdict); break;
    case 'e': sign::read_seal(bytes); break;
    default: walk(sign::der::Reader(bytes), 0);
  }
  return 0;
}
