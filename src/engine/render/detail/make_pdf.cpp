#include "engine/render/detail/make_pdf.h"

#include "diagnostics/catalogue/text.h"
#include "engine/render/detail/page_stages.h"
#include "layout/inline/text_style.h"
#include "proofing/proofread.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

/// @font-face rules none of whose local faces is there; each list of names is told of once.
void tell_unknown_faces(const style::RuleSet& rules, const text::FontLibrary& fonts,
                        diagnostics::DiagnosticSink& sink) {
  std::set<std::vector<std::string>> told;
  for (const auto& sheet : rules.sheets()) {
    for (const css::FontFaceRule& rule : sheet->font_faces) {
      std::vector<std::string> names;
      for (const css::FontFaceRule::Source& source : rule.sources) {
        if (source.local) names.push_back(source.name);
      }
      const bool found = std::any_of(names.begin(), names.end(),
                                     [&](const std::string& name) { return text::is_local_face(fonts, name); });
      if (names.empty() || found || !told.insert(names).second) continue;
      sink.report(diagnostics::messages::TextUnknownFamily, diagnostics::Origin{rule.span, {}},
                  layout::family_list(names), text::suggested_family(fonts, names));
    }
  }
}

}  // namespace

FinishedFile make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                      const PdfSurroundings& surroundings, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  if (!styles.font_faces.empty()) tell_unknown_faces(styles.rules, surroundings.fonts, sink);
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
  options.origins = &surroundings.origins;
  FinishedFile file{pdf::write_pdf(painted, surroundings.fonts, options, sink), document.pages.size()};
  for (const paint::PageDisplay& page : painted.pages) {
    file.page_sizes.push_back({page.size.width.to_pt(), page.size.height.to_pt()});
  }
  return watch.saw_errors() ? FinishedFile() : std::move(file);
}

}  // namespace gongwen::engine
