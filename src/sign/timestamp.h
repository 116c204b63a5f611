// Time stamps (RFC 3161) from an authority: the only request that signing sends.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/trust.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sign {

struct TimestampOptions {
  std::string url;     // http or https; empty: no time stamp
  std::string policy;  // requested OID; empty: the authority's default
  std::string proxy;   // proxy for reaching the authority; empty: none, even if the environment names one
  /// If anchors are given, the token's chain must lead to one of them. Revocation is not checked here.
  TrustOptions trust;
  std::uint32_t connect_milliseconds = 10'000;
  std::uint32_t total_milliseconds = 30'000;
  std::size_t max_bytes = 65'536;  // maximum size of the answer
};

/// Checks that the address is HTTP or HTTPS without user name and password, and that the policy is an object
/// identifier. Call it before opening a key; request_timestamp also checks. Reports: sign/timestamp-address,
/// sign/timestamp-bad-policy.
bool check_timestamp_options(const TimestampOptions& options, diagnostics::DiagnosticSink& sink);

/// Requests a token for a SHA-256 digest (32 bytes), and checks it: status, imprint, nonce, policy, signature, the
/// authority's certificate (critical extended key usage for time stamps only), and its chain if trust is given. Returns
/// the DER of a ContentInfo; nullopt after reporting an error.
/// Reports: sign/no-library, sign/timestamp-….
std::optional<std::string> request_timestamp(const TimestampOptions& options, std::string_view digest,
                                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sign
