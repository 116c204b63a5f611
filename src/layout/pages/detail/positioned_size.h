// Sizes and places of absolutely positioned boxes in their containing block (CSS 2.2 sections 10.3.7, 10.3.8, 10.6.4).
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

struct PositionedContainer {
  Size size;              // of its padding box
  Point static_position;  // where the box would stand in flow, from the padding box's corner
};

struct PositionedBox {
  LayoutInput input;  // to lay it out with
  Point offset;       // of its border box, from the padding box's corner
};

PositionedBox solve_position(BoxId box, const PositionedContainer& container, LayoutContext& context);

}  // namespace gongwen::layout
