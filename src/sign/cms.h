// Makes signatures for PDFs: CAdES as required by PAdES (EN 319 142-1, baseline B-B and B-T). A detached SignedData
// with one SignerInfo, without signing time, with the attribute that identifies the signer's certificate (ESS, RFC
// 5035).
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/signing_key.h"
#include "sign/timestamp.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sign {

/// The unsigned attributes of a signature.
struct CmsOptions {
  TimestampOptions timestamp;  // without address: no time stamp, level B-B
};

/// `content_digest` is the SHA-256 of the signed bytes (32 bytes). Returns DER; nullopt after reporting an error.
/// Reports: sign/key-only-for-ofd for SM2, and those of keys and time stamps.
std::optional<std::string> make_cms(const SigningKey& key, std::string_view content_digest, const CmsOptions& options,
                                    diagnostics::DiagnosticSink& sink);

/// The maximum size in bytes of the result of `make_cms` for this key, for reserving room before it is made. Includes 8
/// KiB for the time stamp, whose size only the authority knows.
std::size_t cms_size(const SigningKey& key, const CmsOptions& options);

}  // namespace gongwen::sign
