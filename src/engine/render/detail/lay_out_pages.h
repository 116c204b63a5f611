// From document trees to painted pages (style, boxes, layout, paint), and from these to files of any format of pages.
#pragma once

#include "base/assert.h"
#include "boxes/box.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/style_files.h"
#include "forms/field_model.h"
#include "gongwen/engine.h"
#include "gongwen/format.h"
#include "layout/inline/text_style.h"
#include "layout/pages/page_sequence.h"
#include "ofd/write_ofd.h"
#include "paint/display_list.h"
#include "pdf/write_pdf.h"
#include "proofing/proofread.h"
#include "raster/rasterize.h"
#include "style/page_style.h"
#include "style/style_tree.h"
#include "text/font_library.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

struct ContinuationSource;

/// Whether the tree is still asked about once the pages are laid out. Of long documents it takes much room.
enum class TreeUse : bool { Spend, Keep };

struct PageSurroundings {
  const text::FontLibrary& fonts;
  diagnostics::OriginTable& origins;           // of the tree
  const proofing::Profile* profile = nullptr;  // that the pages are checked against
  boxes::Tolerance tolerance = boxes::Tolerance::None;
  const forms::FieldModel* fields = nullptr;         // what controls show; null: what they state themselves
  const pdf::FormSource* form = nullptr;             // the controls become fields of this form; null: they are printed
  const forms::FieldModel* blanks = nullptr;         // printed controls whose places the painted pages name
  const ContinuationSource* continuation = nullptr;  // where the pages come from with what its fields have no room for
  DataFiles data_files = {};                         // for images that the data name
  std::vector<std::string>* files_beside = nullptr;  // learns which files of it were read
  const BundleFiles* further_files = nullptr;        // for images that the bundle does not have
  layout::PageFit fit = layout::PageFit::Keep;
  layout::PageLimits limits = {};
  int line_numbers = 0;  // every how many lines have their number in the margin; 0: none
  TreeUse tree = TreeUse::Spend;
  PageCode page_code = {};
  bool has_red_head = false;  // the pages are those of an official document, whatever the profile
};

/// @font-face rules none of whose local faces is there; each list of names is reported once. Reports:
/// text/unknown-family.
void report_unknown_faces(const DocumentStyles& styles, const text::FontLibrary& fonts,
                          diagnostics::DiagnosticSink& sink);

/// Painted pages, with what they point into. Whoever writes a file of them needs nothing else.
class LaidOutPages {
 public:
  LaidOutPages();
  ~LaidOutPages();

  const paint::PaintedDocument& painted() const;
  /// With `PageFit::Reduce`: the elements that are too wide for pages that are not reduced, and whether pages are.
  struct TooWide {
    dom::NodeId element;
    diagnostics::OriginId origin;
    std::string beyond;  // mm
    std::size_t page = 0;
  };
  const std::vector<TooWide>& too_wide() const;
  bool is_reduced() const;
  /// Null when the pages have no fields to fill in. It can be written once.
  pdf::PreparedForm* form() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;

  friend std::unique_ptr<const LaidOutPages> lay_out_pages(dom::Tree&, const DocumentStyles&, const BundleFiles&,
                                                           const PageSurroundings&, diagnostics::DiagnosticSink&);
};

/// Lays out and paints the tree; images come from `files`, and below `beside/` from the folder of the data. What is
/// given must outlive the pages, but for the tree, which is used up unless it is to be kept: of long documents not all
/// of it is left. Returns: null when an error was reported.
std::unique_ptr<const LaidOutPages> lay_out_pages(dom::Tree& tree, const DocumentStyles& styles,
                                                  const BundleFiles& files, const PageSurroundings& surroundings,
                                                  diagnostics::DiagnosticSink& sink);

/// What each format has to know beyond the pages.
struct PageWriting {
  const text::FontLibrary& fonts;
  pdf::PdfOptions pdf = {};  // but for the form, which the pages have
  raster::RasterOptions png = {};
  ofd::OfdOptions ofd = {};
  /// What the files of pages are called as SVG, `page-{page}.svg`; empty: not known, and no page leads to another.
  std::string svg_name = {};
};

/// As the writer calls it.
ofd::OfdProfile ofd_profile(OfdProfile profile);

/// The files of one format, whose medium is Medium::Page: one for the document or one for each page. Returns: nothing
/// when an error was reported. Reports: pdf/*, raster/*, ofd/*.
std::vector<FinishedFile> write_pages(const LaidOutPages& pages, Format format, const PageWriting& writing,
                                      diagnostics::DiagnosticSink& sink);

struct PdfAndOfd {
  FinishedFile pdf;
  FinishedFile ofd;
};

/// Both formats of the same pages; the PDF states the identifier of the OFD file, which states the hash of the PDF.
/// Returns: files without bytes when an error was reported. Reports: pdf/*, ofd/*.
PdfAndOfd write_pdf_and_ofd(const LaidOutPages& pages, PageWriting writing, diagnostics::DiagnosticSink& sink);

// PageStages: a document on its way from its tree to painted pages. Stages are kept, since later ones point into
// earlier ones and `gongwen dump` shows them, until `forget_layout`.

/// What becomes of laid-out pages. Those that are only to be painted need not be kept until the last one is there.
enum class PageUse : std::uint8_t { Keep, Paint };

class PageStages {
 public:
  /// Computes the styles. What is given must outlive the stages.
  PageStages(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
             const PageSurroundings& surroundings, diagnostics::DiagnosticSink& sink);

  // One after the other. Each answers whether no error has been reported so far.
  bool build_boxes();
  /// `around` are the pages of the file that these are a part of. Pages that are only to be painted use up `spent`, the
  /// tree that the stages were given, as they go; null: it stays.
  bool lay_out(const layout::PagesAround& around = {}, PageUse use = PageUse::Keep, dom::Tree* spent = nullptr);
  /// Says how many pages follow those laid out. Returns: whether what is to be painted is another now.
  bool set_pages_after(std::int32_t pages);
  /// Checks the pages against the requested profile, or against what official documents have in common.
  void proofread();
  /// With fields, their controls are left blank, to be filled in.
  paint::PaintedDocument paint(const forms::FieldModel* fields);
  /// Gives back the memory of all stages. What was painted points into the images alone, which stay.
  void forget_layout();

  images::ImageSet& images() { return images_; }
  const boxes::BoxTree& boxes() const { return boxes_; }
  /// After `lay_out`.
  const layout::DocumentLayout& document() const { return document_; }
  layout::LayoutContext& context() {
    GONGWEN_ASSERT(context_.has_value());
    return *context_;
  }

 private:
  class Press;
  bool may_paint_early() const;

  const dom::Tree& tree_;
  const DocumentStyles& styles_;
  const PageSurroundings& surroundings_;
  diagnostics::DiagnosticSink& sink_;
  /// Of proofreading while pages are laid out: reported after that, as all of proofreading, if layout had no errors.
  diagnostics::DiagnosticSink early_findings_;
  diagnostics::ErrorWatch watch_;
  text::FontContext font_context_;
  layout::FaceMeasures measures_;
  style::StyleTree style_tree_;
  BundleImages image_files_;
  images::ImageSet images_;
  boxes::BoxTree boxes_;
  std::optional<style::PageStyles> page_styles_;
  std::optional<layout::LayoutContext> context_;
  layout::DocumentLayout document_;
  std::unique_ptr<paint::DocumentPainter> painter_;  // of pages that were painted as they were laid out
};

}  // namespace gongwen::engine
