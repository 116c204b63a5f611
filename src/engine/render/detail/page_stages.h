// PageStages: a document on its way from its tree to painted pages. Stages are kept, since later ones point into
// earlier ones and `gongwen dump` shows them, until `forget_layout`.
#pragma once

#include "base/assert.h"
#include "boxes/box.h"
#include "engine/kinds/detail/bundle_images.h"
#include "engine/render/detail/lay_out_pages.h"
#include "layout/inline/text_style.h"
#include "layout/pages/page_sequence.h"
#include "paint/display_list.h"
#include "style/page_style.h"
#include "style/style_tree.h"

#include <optional>

namespace gongwen::engine {

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
