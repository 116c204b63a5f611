// Flows whose lines run downwards or upwards (css-writing-modes-4). Every flow is laid out as if its lines ran from
// left to right; in a vertical flow, x counts downwards or upwards, and y from the right or the left side. Where such a
// flow starts (section 7.3) there is a Turned box, which fills its parent in the flow around it and holds the one box
// of the new flow. Its content is one piece, which no page breaks.
#pragma once

#include "layout/core/detail/layout_box.h"

namespace gongwen::layout {

// Layout of a Turned box.

LayoutResult layout_turned(const LayoutInput& input, LayoutContext& context);

/// Across the flow around it, the box is as wide as its lines need at one length of lines.
IntrinsicSizes turned_content_sizes(BoxId box, LayoutContext& context);

/// Sets the page area, which limits the length of lines that run across those around them.
void set_room_across(Size page_area, LayoutContext& context);

// Turning the fragments of a flow back to their positions on the page.

/// A size along a flow, converted to the page.
Size turned_size(style::WritingMode flow, Size size);

/// The position on the page of a rectangle within an area of a flow; `area` is the size of that area along the flow.
Point turned_place(style::WritingMode flow, const Rect& rect, Size area);

/// The sides of a box along a flow, converted to the page.
Edges turned_sides(style::WritingMode flow, const Edges& edges);

/// Returns the fragment with the sides of paper: boxes have their own styles again, and lines are turned together with
/// their content. The content of a Turned box has the sides of paper already.
const Fragment* turn_fragment(const Fragment& fragment, style::WritingMode flow, LayoutContext& context);

}  // namespace gongwen::layout
