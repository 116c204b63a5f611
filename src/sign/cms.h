// Signatures of PDFs: CAdES as PAdES wants it (EN 319 142-1, baseline B-B and B-T). A detached SignedData with one
// SignerInfo, without signing time, with the attribute that names the signer's certificate (ESS, RFC 5035).
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/signing_key.h"
#include "sign/timestamp.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sign {

/// What a signature has besides the signed attributes.
struct CmsOptions {
  TimestampOptions timestamp;  // without address: none, level B-B
};

/// `content_digest`: SHA-256 of the signed bytes (32 bytes). DER; nothing after a report.
/// Reports: sign/key-only-for-ofd for SM2, and what keys and time stamps report.
std::optional<std::string> make_cms(const SigningKey& key, std::string_view content_digest, const CmsOptions& options,
                                    diagnostics::DiagnosticSink& sink);

/// How many bytes `make_cms` makes of this key, never fewer but for the time stamp, whose size the authority decides:
/// for it 8 KiB are added. Room for the result is reserved before it is made.
std::size_t cms_size(const SigningKey& key, const CmsOptions& options);

}  // namespace gongwen::sign
