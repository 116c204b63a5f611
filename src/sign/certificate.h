// What people want to know of a certificate (X.509, RFC 5280), and the certificates in a file.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

struct CertificateFacts {
  std::string subject;      // readable: `CN=…, O=…, C=CN`, in the order of the certificate
  std::string issuer;       // the same
  std::string common_name;  // of the subject; where it has none, the whole subject
  std::string serial;       // hexadecimal
  std::int64_t not_before = 0;
  std::int64_t not_after = 0;  // Unix seconds, both of them within
  bool is_ca = false;
  std::string key_kind;  // `RSA 3072`, `EC P-256`, `SM2`
  std::string der;
};

/// Nothing when the bytes are not one certificate, or libcrypto cannot be loaded.
std::optional<CertificateFacts> read_certificate(std::string_view der);

/// A point in time as messages show it: `2026-11-24 20:52:15 UTC`.
std::string time_text(std::int64_t unix_seconds);

}  // namespace gongwen::sign
