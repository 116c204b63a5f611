// DocumentPipeline: from a document tree to the bytes of a PDF: style, boxes, layout, paint, file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "pdf/write_pdf.h"
#include "style/rule_set.h"
#include "text/font_library.h"
#include "text/font_stack.h"

namespace gongwen::engine {

/// What all documents of a kind share.
struct DocumentStyles {
  style::RuleSet rules;
  std::vector<text::FontFaceDefinition> font_faces;

  void add(std::shared_ptr<const css::StyleSheet> sheet);
};

/// Lays out and paints the tree, and writes it. Empty when an error was reported.
std::string make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const text::FontLibrary& fonts,
                     const pdf::PdfOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
