// Flows whose lines run downwards or upwards (css-writing-modes-4). A flow is laid out as if its lines ran from left to
// right; in a vertical one x counts downwards or upwards then, and y from its right or its left side. Where such a flow
// starts (section 7.3) there is a Turned box, which fills its parent in the flow around it and holds the one box of the
// new flow. What is in it is one piece, which no page breaks.
#pragma once

#include "layout/core/detail/layout_box.h"

namespace gongwen::layout {

// A Turned box.

LayoutResult layout_turned(const LayoutInput& input, LayoutContext& context);

/// Across the flow around it the box is as wide as the lines in it need, at one length of lines.
IntrinsicSizes turned_content_sizes(BoxId box, LayoutContext& context);

/// The area of pages, in which lines have room that run across those around them.
void set_room_across(Size page_area, LayoutContext& context);

// The fragments of a flow back to where they are on the page.

/// A size of a flow as it is on the page.
Size turned_size(style::WritingMode flow, Size size);

/// Where a rectangle is on the page that lies within an area of a flow; `area` has the size along the flow.
Point turned_place(style::WritingMode flow, const Rect& rect, Size area);

/// The sides of a box of a flow as they are on the page.
Edges turned_sides(style::WritingMode flow, const Edges& edges);

/// The same fragment with the sides of paper: boxes have their own styles again, and lines are turned with what is in
/// them. What is in a Turned box has the sides of paper already.
const Fragment* turn_fragment(const Fragment& fragment, style::WritingMode flow, LayoutContext& context);

}  // namespace gongwen::layout
