// Formulas as boxes: on a line of their own, or in pieces within a line of text, which may end between them.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// Lays out a formula, or a piece of one in a line (Box::content). A formula on its own line that is wider than its
/// container breaks after relations, or between terms; pages never break it. Reports: layout/no-formula-font,
/// text/missing-glyph.
LayoutResult layout_formula(const LayoutInput& input, LayoutContext& context);

IntrinsicSizes formula_content_sizes(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
