// FileVerifier: judges the signatures of PDF and OFD files one after another. For PDFs it also compares them with those
// that a second library finds.
#pragma once

#include "base/json.h"
#include "intake/file_reader.h"
#include "sign/trust.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::signing {

/// The verdict on a file with signatures, as JSON and in words; see docs/VERIFYING.md.
struct JudgedFile {
  sign::Verdict verdict = sign::Verdict::Invalid;
  base::Json json;
  std::array<std::string, 2> texts;  // the same in words, by Language
};

class FileVerifier {
 public:
  /// `libexec_folder` has the programs that read files.
  explicit FileVerifier(const std::string& libexec_folder) : libexec_folder_(libexec_folder), reader_(libexec_folder) {}

  /// Reads the files of trust; `at`, in seconds since 1970 UTC, is the time of verification. Returns whether files can
  /// be judged. Reports: sign/*, resources/*.
  bool open(const sign::TrustFiles& files, std::int64_t at, diagnostics::DiagnosticSink& sink);

  /// Judges a file with the name `name` in messages; returns nullopt if it is not a PDF or OFD file, or cannot be read.
  /// Reports: signatures/*, ofd-sign/*, intake/*.
  std::optional<JudgedFile> verify(const std::string& name, const std::string& bytes,
                                   diagnostics::DiagnosticSink& sink);

 private:
  std::optional<JudgedFile> verify_pdf(const std::string& name, const std::string& bytes,
                                       diagnostics::DiagnosticSink& sink);

  std::string libexec_folder_;
  intake::FileReader reader_;
  sign::TrustOptions trust_;
};

}  // namespace gongwen::signing
