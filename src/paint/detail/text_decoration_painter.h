// Paints lines and marks beside text: underlines, overlines, lines through text, and emphasis marks.
#pragma once

#include "layout/core/context.h"
#include "paint/display_list.h"

#include <vector>

namespace gongwen::paint {

// Emphasis marks (css-text-decor-3 section 3), such as 着重号. They are drawn as shapes beside the characters, so that
// readers do not extract them as text.

/// Appends the marks of a text fragment at `position`, if its style asks for any.
void paint_emphasis(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                    std::vector<DisplayItem>& items);

// Underlines, overlines and lines through text (css-text-decor-4 section 2). The box that asks for them determines
// their position and thickness, by the metrics of the box's font; they cross all text inside it.

/// A box whose style asks for lines along the text inside it.
struct DecoratingBox {
  const style::ComputedStyle* style = nullptr;
  OriginId origin;
};

/// Whether a style asks for lines.
inline bool is_decorating(const style::ComputedStyle& style) { return style.text_decoration_line.any(); }

/// Paints the lines of one decorating box on a line, or on the part of an inline box there. `baseline` is the
/// decorating box's own.
void paint_text_decoration(const DecoratingBox& box, const layout::Fragment& fragment, Point position,
                           LayoutUnit baseline, const layout::LayoutContext& context, std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
