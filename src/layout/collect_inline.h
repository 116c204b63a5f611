// Collecting inline content: from boxes to a paragraph's text and pieces, with white space processed (css-text-3 §4.1).
#pragma once

#include "layout/context.h"

namespace gongwen::layout {

struct CollectedInline {
  std::u32string text;
  std::vector<text::ParagraphPiece> pieces;
  std::vector<text::TextStyle> styles;
  std::unordered_map<std::uint32_t, const Fragment*> objects;
  bool depends_on_width = false;  // has objects or percentages
  bool depends_on_pages = false;  // has cross-references
};

CollectedInline collect_inline(BoxId container, LayoutUnit width, LayoutContext& context);

}  // namespace gongwen::layout
