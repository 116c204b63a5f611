// Time stamps (RFC 3161) from an authority. The only place of the program that sends something to sign.
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
  std::string policy;  // OID that is asked for; empty: the authority's usual one
  std::string proxy;   // through which the authority is reached; empty: directly, whatever the environment says
  /// With anchors: the token's chain must lead to one of them. Revocation is not asked for here.
  TrustOptions trust;
  std::uint32_t connect_milliseconds = 10'000;
  std::uint32_t total_milliseconds = 30'000;
  std::size_t max_bytes = 65'536;  // of the answer
};

/// Whether the address is one of HTTP or HTTPS without user name and password, and the policy an object identifier. To
/// be asked before a key is opened; request_timestamp asks it, too. Reports: sign/timestamp-address,
/// sign/timestamp-bad-policy.
bool check_timestamp_options(const TimestampOptions& options, diagnostics::DiagnosticSink& sink);

/// A token over a SHA-256 digest (32 bytes), checked before it is returned: status, imprint, nonce, policy, signature,
/// the authority's certificate with its critical use for time stamps alone, and its chain if trust is given. DER of a
/// ContentInfo; nothing after a report.
/// Reports: sign/no-library, and the messages sign/timestamp-….
std::optional<std::string> request_timestamp(const TimestampOptions& options, std::string_view digest,
                                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sign
