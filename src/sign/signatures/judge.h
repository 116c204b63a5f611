// Judges a signed PDF: whether each signature is valid, and whether later changes were permitted. intake::FileReader
// provides the facts of the file; sign verifies the cryptography.
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

/// Doubtful: permitted by the standard, but drawn over the page, so that a person must check it.
enum class Permission : std::uint8_t { Permitted, Doubtful, Forbidden, NotJudged };

struct JudgedChange {
  intake::FileChange change;
  std::size_t revision = 0;
  Permission permission = Permission::Forbidden;
};

struct JudgedSignature {
  intake::SignatureFacts facts;
  sign::CmsVerdict cms;
  sign::Verdict verdict = sign::Verdict::Invalid;  // the worst of range, cryptography and later changes
  bool is_known_format = true;                     // SubFilter
  bool covers_all = false;                         // no revision follows
  std::vector<JudgedChange> changes;               // in later revisions
  std::string level;  // `B-B`, `B-T`, `B-LT`, `B-LTA`; empty: not a PAdES baseline signature
};

struct JudgedPdf {
  std::vector<JudgedSignature> signatures;  // oldest first
  std::size_t revisions = 0;
  /// Number of signature dictionaries in the file that cannot be judged: no field refers to them, or the file cannot be
  /// read well enough.
  std::size_t unlisted = 0;
  std::vector<intake::NotJudgedWhy> doubts;  // reasons why parts of the file cannot be judged, each once
  /// The signatures that another reader found, if it was used and disagrees; see set_other_reading.
  std::optional<std::vector<std::string>> other_reading;
  /// The verdict on the file. Invalid without signatures; Unknown if some cannot be judged, unless one is invalid.
  sign::Verdict verdict = sign::Verdict::Invalid;

  bool has_none() const { return signatures.empty() && unlisted == 0; }
};

JudgedPdf judge(std::string_view bytes, const intake::SignedPdf& facts, const sign::TrustOptions& trust);

/// Whether a change after a signature is permitted. `certification` is that of the document, 0 to 3; `signature` may
/// lock fields. `has_signer`: a valid signature covers the revision of the change.
Permission permission_of(const intake::FileChange& change, int certification, const intake::SignatureFacts& signature,
                         bool has_signer);

/// Reports why a signature is not valid. `name` is that of the file.
/// Reports: signatures/range, signatures/changed, signatures/doubtful, signatures/not-judged, messages of sign.
void report_signature(const std::string& name, const JudgedSignature& signature, diagnostics::DiagnosticSink& sink);

/// Records that another reader found other signatures, or none: the file may appear different in other programs.
void set_other_reading(JudgedPdf& judged, std::vector<std::string> found);

/// Reports findings about the file as a whole.
/// Reports: signatures/none, signatures/unlisted, signatures/second-reader, signatures/not-judged.
void report_file(const std::string& name, const JudgedPdf& judged, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::signatures
