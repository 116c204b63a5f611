// What verification relies on: trusted certificates, revocation data, the time.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

struct TrustOptions {
  std::vector<std::string> anchors_der;             // trusted, whether roots or not
  std::vector<std::string> extra_certificates_der;  // untrusted, for building chains: those of a DSS
  std::vector<std::string> crls_der;
  std::vector<std::string> ocsps_der;
  /// The time to check certificates for if a signature has no valid time stamp: the caller's clock, or a requested
  /// date. Without it such a signature cannot be judged.
  std::optional<std::int64_t> at;
};

/// Files that users name on a command line or in settings.
struct TrustFiles {
  std::vector<std::string> anchors;  // trusted certificates
  std::vector<std::string> crls;
  std::vector<std::string> ocsps;
};

/// Adds the contents of the files, up to 16 MiB each. Returns false after reporting an error; all other files are still
/// read. Reports: resources/*, sign/not-certificates, sign/not-crls, sign/not-ocsp.
bool read_trust_files(const TrustFiles& files, TrustOptions& trust, diagnostics::DiagnosticSink& sink);

// Add certificates, CRLs and OCSP responses in PEM (several in one file) or DER. `name` is for messages. Return false
// if nothing was added. Report: sign/not-certificates, sign/not-crls, sign/not-ocsp.

bool add_certificates(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
                      diagnostics::DiagnosticSink& sink);
bool add_crls(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
              diagnostics::DiagnosticSink& sink);
bool add_ocsps(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
               diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sign
