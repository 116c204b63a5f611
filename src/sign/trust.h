// What signatures are compared with: trusted certificates, revocation data, the time.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign {

struct TrustOptions {
  std::vector<std::string> anchors_der;             // trusted, roots or not
  std::vector<std::string> extra_certificates_der;  // untrusted, for building chains: those of a DSS
  std::vector<std::string> crls_der;
  std::vector<std::string> ocsps_der;
  /// The time to check for, where a signature has no valid time stamp: the caller's clock, or a date that was asked
  /// for. Without it such a signature cannot be judged.
  std::optional<std::int64_t> at;
};

/// Files that people name on a command line or in settings.
struct TrustFiles {
  std::vector<std::string> anchors;  // trusted certificates
  std::vector<std::string> crls;
  std::vector<std::string> ocsps;
};

/// Adds what is in the files, up to 16 MiB each. False: an error was reported; the other files are read all the same.
/// Reports: resources/*, sign/not-certificates, sign/not-crls, sign/not-ocsp.
bool read_trust_files(const TrustFiles& files, TrustOptions& trust, diagnostics::DiagnosticSink& sink);

// Reading files that people give, PEM or DER, also several in one (PEM). `name` is for messages.
// Report: sign/not-certificates, sign/not-crls, sign/not-ocsp. False: nothing was added.

bool add_certificates(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
                      diagnostics::DiagnosticSink& sink);
bool add_crls(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
              diagnostics::DiagnosticSink& sink);
bool add_ocsps(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
               diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sign
