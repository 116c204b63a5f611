// Writing a document as PDF: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) in one file, with a form to fill in
// where the document has fields.
#pragma once

#include "diagnostics/diagnostic.h"
#include "paint/display_list.h"
#include "pdf/document/detail/form_writer.h"
#include "pdf/document/detail/metadata.h"
#include "text/font_library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::pdf {

struct PdfOptions {
  /// For documents without a date; seconds since 1970. Without it one fixed date is used.
  std::optional<std::int64_t> fallback_date;
  /// Of the fields that the pages have; must be given when they have any, and outlive the call. It is written once.
  PreparedForm* form = nullptr;
  /// Such as what the document was made from; the file is PDF/A-3a then. Each has a different name.
  std::vector<Attachment> attachments = {};
  /// Of the OFD file with the same pages (its DocID); empty: there is none.
  std::string ofd_identifier = {};
  /// Whether a second thread may compress what a large file has; the bytes are the same.
  SpareCore spare_core = SpareCore::Yes;
  /// Of what is painted: says what comes from the data. Null: nothing does.
  const diagnostics::OriginTable* origins = nullptr;
};

/// The bytes of the file. The same document gives the same bytes.
/// Reports: pdf/no-title, pdf/bad-date, pdf/page-size, pdf/field-overflow.
std::string write_pdf(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const PdfOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::pdf
