// Formulas as boxes: on a line of their own, or in pieces between which a line of text may end.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// A formula, or a piece of one in a line (Box::content). One of its own is parted after relations, or between terms,
/// where it is wider than its container; a page never parts it. Reports: layout/no-formula-font, text/missing-glyph.
LayoutResult layout_formula(const LayoutInput& input, LayoutContext& context);

IntrinsicSizes formula_content_sizes(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
