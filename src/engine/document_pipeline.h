// DocumentPipeline: from a document tree to the bytes of a PDF: style, boxes, layout, paint, file.
#pragma once

#include <cstddef>
#include <string>

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/document_styles.h"
#include "pdf/write_pdf.h"
#include "text/font_library.h"

namespace gongwen::engine {

struct FinishedFile {
  std::string bytes;      // empty when an error was reported
  std::size_t pages = 0;  // or sheets
};

/// Lays out and paints the tree, and writes it.
FinishedFile make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const text::FontLibrary& fonts,
                      const pdf::PdfOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
