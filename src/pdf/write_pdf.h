// Writes a painted document as PDF: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) in one file, with an interactive
// form if the document has fields and with attachments if the caller gives any (PDF/A-3a then).
#pragma once

#include "diagnostics/diagnostic.h"
#include "paint/display_list.h"
#include "pdf/document/detail/form_writer.h"
#include "pdf/document/detail/imported_pages.h"
#include "pdf/document/detail/metadata.h"
#include "text/font_library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::pdf {

struct PdfOptions {
  /// Date of documents that state none; seconds since 1970, UTC. If it is missing too, 2000-01-01 is used.
  std::optional<std::int64_t> fallback_date;
  /// The form whose fields the pages show. Required if the pages have fields; must outlive the call, and can be written
  /// only once.
  PreparedForm* form = nullptr;
  /// Files to embed, for example the data that the document was made from. Any attachment makes the file PDF/A-3a.
  /// Names must differ.
  std::vector<Attachment> attachments = {};
  /// Pages of other files that are drawn on these pages, by the images that stand for them.
  ImportedPages imported = {};
  /// The level of PDF/A that the file claims; pages of other files may lower it.
  ArchiveLevel archive_level = ArchiveLevel::A;
  bool is_accessible = true;
  /// DocID of the OFD file with the same pages, recorded in the XMP metadata; empty if absent.
  std::string ofd_identifier = {};
  /// Whether a second thread may compress the streams of a large file; the bytes are the same either way.
  SpareCore spare_core = SpareCore::Yes;
  /// Tells which painted texts come from the data, and which from the template. Null: none comes from the data.
  const diagnostics::OriginTable* origins = nullptr;
};

/// Returns the bytes of the file. The same document and options always give the same bytes.
/// Reports: pdf/no-title, pdf/bad-date, pdf/page-size, pdf/field-overflow.
std::string write_pdf(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const PdfOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::pdf
