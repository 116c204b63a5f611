// PDFs from document trees, from pages without data, and the page with what fields have no room for.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/core/detail/finished_file.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/bundle_files.h"
#include "engine/kinds/detail/style_files.h"
#include "forms/field_model.h"
#include "gongwen/engine.h"
#include "pdf/write_pdf.h"
#include "proofing/proofread.h"
#include "text/font_library.h"

#include <vector>

namespace gongwen::engine {

// The page behind a form with what its fields have no room for.

/// Appends a section that begins a page of its own: the label and the whole text of each field.
void append_continuation(const std::vector<const forms::Field*>& fields, dom::Tree& tree,
                         diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink);

// From a document tree to the bytes of a PDF: style, boxes, layout, paint, file.

struct PdfSurroundings {
  const text::FontLibrary& fonts;
  diagnostics::OriginTable& origins;  // of the tree
  pdf::PdfOptions options;
  const proofing::Profile* profile = nullptr;  // that the pages are held against
  boxes::Tolerance tolerance = boxes::Tolerance::None;
  const forms::FieldModel* fields = nullptr;         // what controls show; null: what they state themselves
  const pdf::FormSource* form = nullptr;             // the controls become fields of this form; null: they are printed
  std::string data_folder = {};                      // for images that the data name; empty: there are none
  std::vector<std::string>* files_beside = nullptr;  // learns which files of it were read
  bool has_red_head = false;  // the pages are those of an official document, whatever the profile
};

/// Lays out and paints the tree, and writes it; images come from `files`, and below `beside/` from the folder of the
/// data.
FinishedFile make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                      const PdfSurroundings& surroundings, diagnostics::DiagnosticSink& sink);

// Setting a page of HTML and CSS that is no template.

/// Style sheets and images are looked for in the folder of the page. Returns: an empty file when an error was reported,
/// with warnings as errors where the options say so.
FinishedFile typeset_page(const DataSource& html, const text::FontLibrary& fonts, const RenderOptions& options,
                          Run& run);

}  // namespace gongwen::engine
