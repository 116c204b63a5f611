// Where boxes out of flow were met on a page: the calls of notes, the places of page floats.
#pragma once

#include "layout/core/context.h"

#include <vector>

namespace gongwen::layout {

/// The place of a note or a page float in the content of a page, downwards from where the content begins.
struct PageAnchor {
  BoxId box;
  LayoutUnit line_bottom;  // of the line that it stands in, or its own place among blocks
  LayoutUnit block_top;    // of the block container of that line
};

struct PageAnchors {
  std::vector<PageAnchor> notes;  // in the order of the document
  std::vector<PageAnchor> floats;
  LayoutUnit bottom;  // of what stands lowest

  bool has_float(BoxId box) const;
};

/// Walks over what is laid out; heads and feet of tables that are repeated count once.
PageAnchors find_page_anchors(const Fragment& root, LayoutUnit top, const LayoutContext& context);

}  // namespace gongwen::layout
