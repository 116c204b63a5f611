// From document trees to painted pages (style, boxes, layout, paint), and from these to files.
#pragma once

#include "base/assert.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/style_files.h"
#include "flow/build_document.h"
#include "flow/page_facts.h"
#include "forms/field_model.h"
#include "gongwen/engine.h"
#include "gongwen/format.h"
#include "layout/boxes/box.h"
#include "layout/inline/text_style.h"
#include "layout/pages/page_sequence.h"
#include "layout/proofing/proofread.h"
#include "ofd/write_ofd.h"
#include "paint/display_list.h"
#include "paint/raster/rasterize.h"
#include "pdf/write_pdf.h"
#include "style/page_style.h"
#include "style/style_tree.h"
#include "text/font_library.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

struct ContinuationSource;

/// Whether the tree is needed after layout. Trees of long documents take much memory.
enum class TreeUse : bool { Spend, Keep };

/// Everything besides the tree that determines its pages.
struct PageSurroundings {
  const text::FontLibrary& fonts;
  diagnostics::OriginTable& origins;           // of the tree
  const proofing::Profile* profile = nullptr;  // against which the pages are checked
  boxes::Tolerance tolerance = boxes::Tolerance::None;
  const forms::FieldModel* fields = nullptr;         // the contents of controls; null: as the tree states them
  const pdf::FormSource* form = nullptr;             // the controls become fields of this form; null: they are printed
  const forms::FieldModel* blanks = nullptr;         // printed controls whose places are recorded in the painted pages
  const ContinuationSource* continuation = nullptr;  // makes the pages for text that does not fit in fields
  DataFiles data_files = {};                         // for images that the data name
  std::vector<std::string>* files_beside = nullptr;  // receives the names of the files that were read
  const BundleFiles* further_files = nullptr;        // for images that the bundle does not have
  layout::PageFit fit = layout::PageFit::Keep;
  layout::PageLimits limits = {};
  int line_numbers = 0;  // interval of the line numbers in the margin; 0: none
  TreeUse tree = TreeUse::Spend;
  PageCode page_code = {};
  bool has_red_head = false;                                   // it is an official document under any profile
  flow::OfficeFonts office_fonts = flow::OfficeFonts::System;  // named in Word files
  bool has_comments = false;                                   // word processors show the warnings of proofreading
  bool makes_flow = false;                                     // the document is also written for word processors
  const flow::FormSource* flow_form = nullptr;      // there, the controls become those of this form; null: printed
  const resources::SourceStore* sources = nullptr;  // for places of declarations in messages
};

/// Reports @font-face rules that have no existing local face, each list of names once. Reports: text/unknown-family.
void report_unknown_faces(const DocumentStyles& styles, const text::FontLibrary& fonts,
                          diagnostics::DiagnosticSink& sink);

/// Painted pages and the objects to which they refer. Writing a file needs nothing else.
class LaidOutPages {
 public:
  LaidOutPages();
  ~LaidOutPages();

  const paint::PaintedDocument& painted() const;
  /// With `PageFit::Reduce`: elements that are too wide for pages at full size, and whether the pages were reduced.
  struct TooWide {
    dom::NodeId element;
    diagnostics::OriginId origin;
    std::string beyond;  // mm
    std::size_t page = 0;
  };
  const std::vector<TooWide>& too_wide() const;
  bool is_reduced() const;
  /// The document without its pages; null unless it was requested (`PageSurroundings::makes_flow`).
  const flow::Document* flow() const;
  /// The number printed on the page on which the element with this id begins; nullopt if there is no such element.
  std::optional<std::int32_t> page_of_target(std::string_view id) const;
  /// Null if the pages have no fields to be filled in. Can be written once.
  pdf::PreparedForm* form() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;

  friend std::unique_ptr<const LaidOutPages> lay_out_pages(dom::Tree&, const DocumentStyles&, const BundleFiles&,
                                                           const PageSurroundings&, diagnostics::DiagnosticSink&);
};

/// Lays out and paints the tree. Images come from `files`, and below `beside/` from the folder of the data. All
/// arguments must outlive the pages, except for the tree: it is used up unless it has to be kept. Returns null if an
/// error was reported.
std::unique_ptr<const LaidOutPages> lay_out_pages(dom::Tree& tree, const DocumentStyles& styles,
                                                  const BundleFiles& files, const PageSurroundings& surroundings,
                                                  diagnostics::DiagnosticSink& sink);

/// The inputs of the writers besides the pages.
struct PageWriting {
  const text::FontLibrary& fonts;
  const EngineOptions& engine;
  pdf::PdfOptions pdf = {};  // without the form, which belongs to the pages
  raster::RasterOptions png = {};
  ofd::OfdOptions ofd = {};
  /// File names of the SVG pages, `page-{page}.svg`; empty if unknown: then pages do not link to each other.
  std::string svg_name = {};
};

/// Converts the profile into that of the writer.
ofd::OfdProfile ofd_profile(OfdProfile profile);

/// The files of a format of pages: one, or one for each page. Empty if an error was reported. Reports: pdf/*, raster/*,
/// ofd/*.
std::vector<FinishedFile> write_pages(const LaidOutPages& pages, Format format, const PageWriting& writing,
                                      diagnostics::DiagnosticSink& sink);

struct PdfAndOfd {
  FinishedFile pdf;
  FinishedFile ofd;
};

/// Both formats from the same pages: the PDF states the identifier of the OFD file, which states the hash of the PDF.
/// Files are empty if an error was reported. Reports: pdf/*, ofd/*.
PdfAndOfd write_pdf_and_ofd(const LaidOutPages& pages, PageWriting writing, diagnostics::DiagnosticSink& sink);

// PageStages: a document on its way from tree to painted pages. Stages are kept until `forget_layout`, since later ones
// refer to earlier ones, and `gongwen dump` shows them.

/// The use of the pages. Pages that are only painted need not be kept until the last one is laid out.
enum class PageUse : std::uint8_t { Keep, Paint };

class PageStages {
 public:
  /// Computes the styles. All arguments must outlive the stages.
  PageStages(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
             const PageSurroundings& surroundings, diagnostics::DiagnosticSink& sink);

  // Call the following in this order. Each returns whether no error has been reported so far.
  bool build_boxes();
  /// `around` describes the other pages of the file. With PageUse::Paint, `spent` (the tree of the stages) is used up
  /// as pages are completed; null: the tree is kept.
  bool lay_out(const layout::PagesAround& around = {}, PageUse use = PageUse::Keep, dom::Tree* spent = nullptr);
  /// Sets the number of pages that follow. Returns whether pages have changed and must be painted again.
  bool set_pages_after(std::int32_t pages);
  /// Checks the pages by the requested profile, or by the rules for all official documents.
  void proofread();
  /// If `fields` is given, the controls of these fields are left blank, to be filled in.
  paint::PaintedDocument paint(const forms::FieldModel* fields);
  /// Makes the document for word processors, with the properties of the painted one; as part of a volume if one is
  /// given.
  flow::Document make_flow(const paint::DocumentInformation& information, const flow::VolumePart* volume = nullptr);
  /// Frees the memory of all stages. Painted pages only refer to images, which are kept.
  void forget_layout();

  images::ImageSet& images() { return images_; }
  const boxes::BoxTree& boxes() const { return boxes_; }
  /// Valid after `lay_out`.
  const layout::DocumentLayout& document() const { return document_; }
  layout::LayoutContext& context() {
    GONGWEN_ASSERT(context_.has_value());
    return *context_;
  }

 private:
  diagnostics::Span declaration_of(dom::NodeId node, std::string_view property) const;
  class Press;
  bool may_paint_early() const;

  const dom::Tree& tree_;
  const DocumentStyles& styles_;
  const PageSurroundings& surroundings_;
  diagnostics::DiagnosticSink& sink_;
  /// Findings of proofreading while pages are laid out: reported afterwards with the other findings, if layout had no
  /// errors.
  diagnostics::DiagnosticSink early_findings_;
  diagnostics::ErrorWatch watch_;
  text::FontContext font_context_;
  layout::FaceMeasures measures_;
  style::StyleTree style_tree_;
  BundleImages image_files_;
  std::unique_ptr<images::DrawingPainter> filter_painter_;  // paints filters in drawings
  images::ImageSet images_;
  boxes::BoxTree boxes_;
  std::optional<style::PageStyles> page_styles_;
  std::optional<layout::LayoutContext> context_;
  layout::DocumentLayout document_;
  std::unique_ptr<paint::DocumentPainter> painter_;  // for pages that were painted as they were laid out
  flow::PageFacts facts_;                            // for word processors
};

}  // namespace gongwen::engine
