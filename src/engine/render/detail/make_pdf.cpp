#include "engine/render/detail/make_pdf.h"

#include "engine/render/detail/page_stages.h"
#include "proofing/proofread.h"

namespace gongwen::engine {

FinishedFile make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                      const PdfSurroundings& surroundings, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  PageStages stages(tree, styles, files, surroundings, sink);
  if (!stages.build_boxes() || !stages.lay_out()) return {};
  const layout::DocumentLayout& document = stages.document();
  if (surroundings.profile != nullptr) {
    proofing::proofread(document, *surroundings.profile, stages.context());
  } else if (surroundings.has_red_head) {
    proofing::proofread_official_pages(document, stages.context());
  }
  const forms::FieldModel* const fields = surroundings.form == nullptr ? nullptr : &surroundings.form->fields;
  const paint::PaintedDocument painted = stages.paint(fields);
  pdf::PdfOptions options = surroundings.options;
  options.form = surroundings.form;
  FinishedFile file{pdf::write_pdf(painted, surroundings.fonts, options, sink), document.pages.size()};
  for (const paint::PageDisplay& page : painted.pages) {
    file.page_sizes.push_back({page.size.width.to_pt(), page.size.height.to_pt()});
  }
  return watch.saw_errors() ? FinishedFile() : std::move(file);
}

}  // namespace gongwen::engine
