// Whether a file may be signed in the way that was asked for, and where: before anything is made, so that a key is not
// used for nothing. `name` is what messages call the file; `pdf` is what its reader found (signable_pdf.h).
#pragma once

#include "diagnostics/diagnostic.h"
#include "pdf_sign/sign_pdf.h"

#include <optional>
#include <string>

namespace gongwen::pdf_sign {

/// What the reader found that makes an update impossible.
/// Reports: pdf-sign/encrypted, damaged, hybrid, xfa, too-large, no-library. Returns: whether it can be appended to.
bool check_state(const std::string& name, intake::SignableState state, diagnostics::DiagnosticSink& sink);

/// The empty field to sign, of `pdf`, which must outlive it; a null pointer: a new one is made. Nothing after a report.
/// Reports: pdf-sign/no-such-field, field-signed, several-fields, no-place, outside-page, field-locked,
/// sign/no-such-page.
std::optional<const intake::SignableField*> choose_field(const std::string& name, const intake::SignablePdf& pdf,
                                                         const PdfSignOptions& options,
                                                         diagnostics::DiagnosticSink& sink);

/// What earlier signatures permit (DocMDP and FieldMDP, ISO 32000-1 sections 12.8.2.2 and 12.8.2.4), and what a
/// certifying one needs. `field` is that of choose_field.
/// Reports: pdf-sign/no-changes-permitted, no-field-permitted, no-riding-permitted, not-first, no-further-field (a
/// warning), sign/one-page.
bool check_permissions(const std::string& name, const intake::SignablePdf& pdf, const PdfSignOptions& options,
                       const intake::SignableField* field, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::pdf_sign
