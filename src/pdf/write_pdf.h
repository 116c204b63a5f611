// Writing a document as PDF: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) in one file.
#pragma once

#include "diagnostics/diagnostic.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::pdf {

struct PdfOptions {
  /// For documents that give no date of their own; seconds since 1970. Without it one fixed date is used.
  std::optional<std::int64_t> fallback_date;
};

/// The bytes of the file. The same document gives the same bytes.
/// Reports: pdf/no-title, pdf/bad-date, pdf/page-size.
std::string write_pdf(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const PdfOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::pdf
