#include "engine/document_styles.h"

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

void DocumentStyles::add(std::shared_ptr<const css::StyleSheet> sheet, style::SheetLayers layers) {
  for (const css::FontFaceRule& rule : sheet->font_faces) font_faces.push_back(font_face_definition(rule));
  rules.add(std::move(sheet), style::CascadeOrigin::Author, std::move(layers));
}

}  // namespace gongwen::engine
