#include "engine/render/detail/make_pdf.h"

#include "boxes/box.h"
#include "diagnostics/catalogue/layout.h"
#include "engine/kinds/detail/bundle_images.h"
#include "layout/inline/face_measures.h"
#include "layout/pages/page_sequence.h"
#include "paint/display_list.h"
#include "proofing/proofread.h"
#include "style/style_tree.h"

namespace gongwen::engine {

FinishedFile make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                      const PdfSurroundings& surroundings, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  text::FontContext font_context(surroundings.fonts, styles.font_faces);
  layout::FaceMeasures measures(font_context);
  style::StyleTree style_tree = style::build_style_tree(tree, styles.rules, sink, &measures);
  BundleImages image_files(files, surroundings.data_folder, surroundings.files_beside);
  const bool is_tolerant = surroundings.tolerance == boxes::Tolerance::AsBrowsers;
  images::ImageSet images(&image_files, &font_context, sink,
                          is_tolerant ? images::MissingImages::Warn : images::MissingImages::Fail);
  const boxes::BoxTree boxes =
      boxes::build_boxes(tree, style_tree, images, sink, {surroundings.tolerance, surroundings.fields});
  if (watch.saw_errors()) return {};
  if (!boxes.root()) {
    const dom::NodeId element = tree.root_element();
    sink.report(diagnostics::messages::LayoutNothingDisplayed,
                element ? tree.node(element).origin : diagnostics::OriginId());
    return {};
  }
  style::PageStyles page_styles(styles.rules, style_tree.style(style_tree.root()), sink, &measures);
  layout::LayoutContext context(boxes, style_tree, tree, font_context, sink);
  const layout::DocumentLayout document = layout::layout_document(page_styles, context);
  if (watch.saw_errors()) return {};
  if (surroundings.profile != nullptr) {
    proofing::proofread(document, *surroundings.profile, context);
  } else if (surroundings.has_red_head) {
    proofing::proofread_official_pages(document, context);
  }
  const forms::FieldModel* const fields = surroundings.form == nullptr ? nullptr : &surroundings.form->fields;
  const paint::PaintedDocument painted = paint::paint_document(document, context, fields);
  pdf::PdfOptions options = surroundings.options;
  options.form = surroundings.form;
  FinishedFile file{pdf::write_pdf(painted, surroundings.fonts, options, sink), document.pages.size()};
  for (const paint::PageDisplay& page : painted.pages) {
    file.page_sizes.push_back({page.size.width.to_pt(), page.size.height.to_pt()});
  }
  return watch.saw_errors() ? FinishedFile() : std::move(file);
}

}  // namespace gongwen::engine
