// Lines and marks that belong to text: underlines and the like, and emphasis marks.
#pragma once

#include "layout/core/context.h"
#include "paint/display_list.h"

#include <vector>

namespace gongwen::paint {

// Emphasis marks (css-text-decor-3 section 3): 着重号 and the like, drawn as shapes beside the characters of a run, so
// that no reader of the document takes them for text.

/// The marks of a text fragment at `position`; nothing when its style asks for none.
void paint_emphasis(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                    std::vector<DisplayItem>& items);

// Underlines, overlines and lines through text (css-text-decor-4 section 2): drawn for the boxes that ask for them,
// across all text inside, with the metrics of the asking box's font.

/// A box that asks for lines under what is in it.
struct DecoratingBox {
  const style::ComputedStyle* style = nullptr;
  OriginId origin;
};

/// Whether a fragment's own style asks for lines.
inline bool is_decorating(const style::ComputedStyle& style) { return style.text_decoration_line.any(); }

/// The lines of one decorating box on a line, or on the part of an inline box there. `baseline` is the box's own.
void paint_text_decoration(const DecoratingBox& box, const layout::Fragment& fragment, Point position,
                           LayoutUnit baseline, const layout::LayoutContext& context, std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
