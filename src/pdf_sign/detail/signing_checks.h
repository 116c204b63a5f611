// Whether a file may be signed in the way that was asked for, and where.
#pragma once

#include "diagnostics/diagnostic.h"
#include "pdf_sign/sign_pdf.h"

#include <optional>
#include <string>

namespace gongwen::pdf_sign {

/// Reports: pdf-sign/encrypted, damaged, hybrid, xfa, too-large, no-library. Returns: whether it can be appended to.
bool check_state(const std::string& name, intake::SignableState state, diagnostics::DiagnosticSink& sink);

/// The empty field to sign; a null pointer: a new one is made. Nothing after a report.
/// Reports: pdf-sign/no-such-field, field-signed, several-fields, no-place, no-such-page, outside-page, field-locked.
std::optional<const intake::SignableField*> choose_field(const std::string& name, const intake::SignablePdf& pdf,
                                                         const PdfSignOptions& options,
                                                         diagnostics::DiagnosticSink& sink);

/// What earlier signatures permit, and what a certifying one needs.
/// Reports: pdf-sign/no-changes-permitted, no-field-permitted, no-riding-permitted, not-first, no-further-field (a
/// warning), one-page.
bool check_permissions(const std::string& name, const intake::SignablePdf& pdf, const PdfSignOptions& options,
                       const intake::SignableField* field, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::pdf_sign
