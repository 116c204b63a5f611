// From a document tree to the bytes of a PDF: style, boxes, layout, paint, file.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/document_styles.h"
#include "engine/finished_file.h"
#include "pdf/write_pdf.h"
#include "text/font_library.h"

namespace gongwen::engine {

/// Lays out and paints the tree, and writes it.
FinishedFile make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const text::FontLibrary& fonts,
                      const pdf::PdfOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
