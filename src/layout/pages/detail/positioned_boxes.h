// Places boxes with `position: absolute` and `fixed` (CSS 2.2 sections 10.3.7 and 10.6.4, css-position-3). They are
// laid out after the pages are filled: fragments of kind Anchor mark their places in the flow, and the fragments of
// their containing blocks have the sizes. A box taller than the rest of its page continues on the next one.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "layout/pages/page_sequence.h"

namespace gongwen::layout {

// Sizes and positions of absolutely positioned boxes in their containing block (CSS 2.2 sections 10.3.7, 10.3.8,
// 10.6.4).

struct PositionedContainer {
  Size size;              // of its padding box
  Point static_position;  // position of the box if it were in flow, from the padding box's corner
  style::WritingMode mode = style::WritingMode::HorizontalTb;  // of the flow in it
  std::optional<Size> static_space = std::nullopt;             // among items: the space in which it is aligned
  bool is_rtl = false;                                         // its lines run from right to left
  bool is_static_rtl = false;                                  // whether lines do so around its place in flow
};

struct PositionedBox {
  LayoutInput input;  // the input for laying it out
  Point offset;       // of its border box, from the padding box's corner
  Size size;          // of its border box in one piece
};

PositionedBox solve_position(BoxId box, const PositionedContainer& container, LayoutContext& context);

/// Places the positioned boxes of all pages in their `positioned`.
void place_positioned_boxes(std::vector<PageLayout>& pages, LayoutContext& context);

}  // namespace gongwen::layout
