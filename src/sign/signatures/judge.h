// What the facts of a signed PDF mean: whether each signature is valid, and whether what was changed afterwards was
// permitted. The facts of the file come from intake::FileReader, those of the cryptography from sign.
//   const intake::SignedPdf facts = reader.read_signatures(bytes);
//   const signatures::JudgedPdf judged = signatures::judge(bytes, facts, trust);
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/signed_pdf.h"
#include "sign/verify_cms.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::signatures {

/// Doubtful: permitted by the standard, but drawn over the page, so that a person must look.
enum class Permission : std::uint8_t { Permitted, Doubtful, Forbidden, NotJudged };

struct JudgedChange {
  intake::FileChange change;
  std::size_t revision = 0;
  Permission permission = Permission::Forbidden;
};

struct JudgedSignature {
  intake::SignatureFacts facts;
  sign::CmsVerdict cms;
  sign::Verdict verdict = sign::Verdict::Invalid;  // of all: range, cryptography, later changes
  bool is_known_format = true;                     // SubFilter
  bool covers_all = false;                         // no revision comes after it
  std::vector<JudgedChange> changes;               // of the revisions after it
  std::string level;                               // `B-B`, `B-T`, `B-LT`, `B-LTA`; empty: no PAdES baseline signature
};

struct JudgedPdf {
  std::vector<JudgedSignature> signatures;  // oldest first
  std::size_t revisions = 0;
  /// Signature dictionaries that are in the file, and cannot be judged: nothing leads to them, or the file cannot be
  /// read well enough.
  std::size_t unlisted = 0;
  std::vector<intake::NotJudgedWhy> doubts;  // why something of the file cannot be judged, each once
  /// What another reader found instead, if it was asked and does not agree; see set_other_reading.
  std::optional<std::vector<std::string>> other_reading;
  /// Of the file. Invalid without signatures; unknown where some cannot be judged, unless one is invalid.
  sign::Verdict verdict = sign::Verdict::Invalid;

  bool has_none() const { return signatures.empty() && unlisted == 0; }
};

JudgedPdf judge(std::string_view bytes, const intake::SignedPdf& facts, const sign::TrustOptions& trust);

/// Whether a change after a signature is permitted. `certification` is that of the document, 0 to 3; `signature` may
/// lock fields. `has_signer` says whether a valid signature vouches for the revision of the change.
Permission permission_of(const intake::FileChange& change, int certification, const intake::SignatureFacts& signature,
                         bool has_signer);

/// Reports why a signature is not valid. `name` is that of the file.
/// Reports: signatures/range, signatures/changed, signatures/doubtful, signatures/not-judged, messages of sign.
void report_signature(const std::string& name, const JudgedSignature& signature, diagnostics::DiagnosticSink& sink);

/// Another reader found other signatures, or none: what is valid here may be something else there.
void set_other_reading(JudgedPdf& judged, std::vector<std::string> found);

/// Reports what is to be said of the file as a whole.
/// Reports: signatures/none, signatures/unlisted, signatures/second-reader, signatures/not-judged.
void report_file(const std::string& name, const JudgedPdf& judged, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::signatures
