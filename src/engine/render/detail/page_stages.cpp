#include "engine/render/detail/page_stages.h"

#include "diagnostics/catalogue/layout.h"

namespace gongwen::engine {

PageStages::PageStages(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                       const PageSurroundings& surroundings, diagnostics::DiagnosticSink& sink)
    : tree_(tree),
      styles_(styles),
      surroundings_(surroundings),
      sink_(sink),
      early_findings_(surroundings.origins),
      watch_(sink),
      font_context_(surroundings.fonts, styles.font_faces),
      measures_(font_context_),
      style_tree_(style::build_style_tree(tree, styles.rules, sink, &measures_)),
      image_files_(files, surroundings.data_files, surroundings.files_beside, surroundings.further_files),
      images_(&image_files_, &font_context_, sink,
              surroundings.tolerance == boxes::Tolerance::AsBrowsers ? images::MissingImages::Warn
                                                                     : images::MissingImages::Fail) {
  font_context_.set_stop_check(sink.stop_check());
}

bool PageStages::build_boxes() {
  boxes_ = boxes::build_boxes(tree_, style_tree_, images_, surroundings_.origins, sink_,
                              {surroundings_.tolerance, surroundings_.fields});
  if (watch_.saw_errors()) return false;
  if (boxes_.root()) return true;
  const dom::NodeId element = tree_.root_element();
  sink_.report(diagnostics::messages::LayoutNothingDisplayed,
               element ? tree_.node(element).origin : diagnostics::OriginId());
  return false;
}

/// Takes the pages as they come: checks their lines by the rules for all documents, and paints them.
class PageStages::Press : public layout::PageSink {
 public:
  Press(paint::DocumentPainter& painter, layout::LayoutContext& context, boxes::BoxTree& boxes, dom::Tree* tree,
        diagnostics::DiagnosticSink& findings)
      : painter_(painter), context_(context), boxes_(boxes), tree_(tree), findings_(findings) {}

  void take(const layout::PageLayout& page) override {
    proofing::proofread_lines(page, index_++, context_, findings_);
    painter_.paint_content(page);
  }
  void give_back(layout::BoxId first, layout::BoxId end) override {
    if (tree_ != nullptr) tree_->release(boxes_.box(first).node, boxes_.box(end).node);
    boxes_.release(first, end);
  }

 private:
  paint::DocumentPainter& painter_;
  layout::LayoutContext& context_;
  boxes::BoxTree& boxes_;
  dom::Tree* tree_;
  diagnostics::DiagnosticSink& findings_;
  std::size_t index_ = 0;
};

/// Line numbers, profiles, and forms with their continuation pages look at the pages of the whole document.
bool PageStages::may_paint_early() const {
  return surroundings_.line_numbers == 0 && surroundings_.profile == nullptr && !surroundings_.has_red_head &&
         surroundings_.form == nullptr && surroundings_.blanks == nullptr;
}

bool PageStages::lay_out(const layout::PagesAround& around, PageUse use, dom::Tree* spent) {
  page_styles_.emplace(styles_.rules, style_tree_.style(style_tree_.root()), sink_, &measures_);
  context_.emplace(boxes_, style_tree_, tree_, font_context_, sink_);
  painter_.reset();
  early_findings_ = diagnostics::DiagnosticSink(surroundings_.origins);
  std::optional<Press> press;
  if (use == PageUse::Paint && may_paint_early()) {
    painter_ = std::make_unique<paint::DocumentPainter>(*context_);
    press.emplace(*painter_, *context_, boxes_, spent, early_findings_);
  }
  document_ = layout::layout_document(*page_styles_, *context_, surroundings_.limits, around, surroundings_.fit,
                                      press ? &*press : nullptr);
  if (surroundings_.line_numbers > 0) layout::number_lines(document_, surroundings_.line_numbers, *context_);
  return !watch_.saw_errors();
}

bool PageStages::set_pages_after(std::int32_t pages) {
  return layout::set_pages_after(document_, pages, *page_styles_, *context_);
}

void PageStages::proofread() {
  if (document_.is_taken) {  // done as they came
    for (const diagnostics::Diagnostic& finding : early_findings_.diagnostics()) sink_.add(finding);
    return;
  }
  if (surroundings_.profile != nullptr) {
    proofing::proofread(document_, *surroundings_.profile, *context_);
    return;
  }
  for (std::size_t i = 0; i < document_.pages.size(); ++i) {
    proofing::proofread_lines(document_.pages[i], i, *context_, sink_);
  }
  if (surroundings_.has_red_head) proofing::proofread_official_pages(document_, *context_);
}

void PageStages::forget_layout() {
  painter_.reset();
  document_ = {};
  context_.reset();
  page_styles_.reset();
  boxes_ = {};
  style_tree_ = {};
}

paint::PaintedDocument PageStages::paint(const forms::FieldModel* fields) {
  if (document_.is_taken) return painter_->finish(document_);
  return paint::paint_document(document_, *context_, fields);
}

}  // namespace gongwen::engine
