// Collecting inline content: from boxes to a paragraph's text and pieces, with white space processed (css-text-3 §4.1).
#pragma once

#include "layout/core/context.h"
#include "layout/inline/detail/even_label.h"

namespace gongwen::layout {

struct CollectedInline {
  std::u32string text;
  std::vector<text::ParagraphPiece> pieces;
  std::vector<text::TextStyle> styles;
  std::unordered_map<std::uint32_t, const Fragment*> objects;
  std::vector<BoxId> ruby_bases;  // that have annotations
  std::vector<EvenLabel> labels;
  bool depends_on_width = false;  // has objects or percentages
  bool depends_on_pages = false;  // has cross-references
};

/// The content of several block containers as one paragraph, each an inline box in it.
CollectedInline collect_joined(const std::vector<BoxId>& boxes, LayoutUnit width, LayoutContext& context);
CollectedInline collect_inline(BoxId container, LayoutUnit width, LayoutContext& context);

}  // namespace gongwen::layout
