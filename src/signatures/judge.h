// What the facts of a signed PDF mean: whether each signature is valid, and whether what was changed afterwards was
// permitted. The facts of the file come from intake::FileReader, those of the cryptography from sign.
//   const intake::SignedPdf facts = reader.read_signatures(bytes);
//   const signatures::JudgedPdf judged = signatures::judge(bytes, facts, trust);
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/signed_pdf.h"
#include "sign/verify_cms.h"

#include <cstdint>
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
  /// Invalid without signatures.
  sign::Verdict verdict = sign::Verdict::Invalid;
};

JudgedPdf judge(std::string_view bytes, const intake::SignedPdf& facts, const sign::TrustOptions& trust);

/// Whether a change after a signature is permitted. `certification` is that of the document, 0 to 3; `signature` may
/// lock fields. `has_signer` says whether a valid signature vouches for the revision of the change.
Permission permission_of(const intake::FileChange& change, int certification, const intake::SignatureFacts& signature,
                         bool has_signer);

/// Reports why a signature is not valid. `name` is that of the file.
/// Reports: signatures/range, signatures/changed, signatures/doubtful, signatures/not-judged, messages of sign.
void report_signature(const std::string& name, const JudgedSignature& signature, diagnostics::DiagnosticSink& sink);

/// Reports why a file that shows no signatures may have some after all. Reports: signatures/not-judged.
void report_doubts(const std::string& name, const intake::SignedPdf& facts, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::signatures
