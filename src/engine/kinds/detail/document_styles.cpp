#include "engine/kinds/detail/style_files.h"

#include <algorithm>
#include <utility>

namespace gongwen::engine {
namespace {

text::FontFaceDefinition font_face_definition(const css::FontFaceRule& rule) {
  text::FontFaceDefinition definition;
  definition.family = rule.family;
  definition.min_weight = rule.min_weight;
  definition.max_weight = rule.max_weight;
  definition.min_stretch = rule.min_stretch;
  definition.max_stretch = rule.max_stretch;
  definition.italic = rule.italic;
  for (const css::FontFaceRule::Source& source : rule.sources) {
    definition.sources.push_back({!source.local, source.name});
  }
  for (const css::UnicodeRange& range : rule.ranges) definition.ranges.push_back({range.first, range.last});
  return definition;
}

}  // namespace

void DocumentStyles::add(std::shared_ptr<const css::StyleSheet> sheet, style::SheetLayers layers) {
  rules.add(std::move(sheet), style::CascadeOrigin::Author, std::move(layers));
  order_font_faces();
}

void DocumentStyles::add_sheets_of(const DocumentStyles& other) {
  rules.add_sheets_of(other.rules);
  order_font_faces();
}

/// Faces count by their layers, and those of one layer by their order (css-cascade-5 section 6.4).
void DocumentStyles::order_font_faces() {
  std::vector<std::pair<style::LayerRank, const css::FontFaceRule*>> ranked;
  for (std::size_t i = 0; i < rules.sheets().size(); ++i) {
    for (const css::FontFaceRule& rule : rules.sheets()[i]->font_faces) {
      ranked.emplace_back(rules.layer_rank(i, rule.layer), &rule);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  font_faces.clear();
  for (const auto& [rank, rule] : ranked) font_faces.push_back(font_face_definition(*rule));
}

}  // namespace gongwen::engine
