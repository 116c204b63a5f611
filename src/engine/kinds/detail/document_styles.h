// DocumentStyles: the style rules and font definitions that all documents of a kind share. Copied when a document
// brings its own.
#pragma once

#include "style/rule_set.h"
#include "text/font_stack.h"

#include <memory>
#include <vector>

namespace gongwen::engine {

struct DocumentStyles {
  style::RuleSet rules;
  std::vector<text::FontFaceDefinition> font_faces;

  /// Sheets count in the order in which they are added.
  void add(std::shared_ptr<const css::StyleSheet> sheet, style::SheetLayers layers = {});

 private:
  void order_font_faces();
};

}  // namespace gongwen::engine
