#include "engine/document_pipeline.h"

#include "boxes/build_boxes.h"
#include "layout/page_sequence.h"
#include "paint/painter.h"
#include "style/style_tree.h"

namespace gongwen::engine {
namespace {

text::FontFaceDefinition font_face_definition(const css::FontFaceRule& rule) {
  text::FontFaceDefinition definition;
  definition.family = rule.family;
  definition.weight = rule.weight;
  definition.italic = rule.italic;
  for (const css::FontFaceRule::Source& source : rule.sources) {
    if (source.local) definition.local_names.push_back(source.name);
  }
  for (const css::UnicodeRange& range : rule.ranges) definition.ranges.push_back({range.first, range.last});
  return definition;
}

}  // namespace

void DocumentStyles::add(std::shared_ptr<const css::StyleSheet> sheet) {
  for (const css::FontFaceRule& rule : sheet->font_faces) font_faces.push_back(font_face_definition(rule));
  rules.add(std::move(sheet), style::CascadeOrigin::Author);
}

std::string make_pdf(const dom::Tree& tree, const DocumentStyles& styles, const text::FontLibrary& fonts,
                     const pdf::PdfOptions& options, diagnostics::DiagnosticSink& sink) {
  style::StyleTree style_tree = style::build_style_tree(tree, styles.rules, sink);
  const boxes::BoxTree boxes = boxes::build_boxes(tree, style_tree, sink);
  if (!boxes.root() || sink.has_errors()) return {};
  text::FontContext font_context(fonts, styles.font_faces);
  style::PageStyles page_styles(styles.rules, style_tree.style(style_tree.root()), sink);
  layout::LayoutContext context(boxes, style_tree, tree, font_context, sink);
  const layout::DocumentLayout document = layout::layout_document(page_styles, context);
  if (sink.has_errors()) return {};
  const paint::PaintedDocument painted = paint::paint_document(document, context);
  std::string bytes = pdf::write_pdf(painted, fonts, options, sink);
  return sink.has_errors() ? std::string() : bytes;
}

}  // namespace gongwen::engine
