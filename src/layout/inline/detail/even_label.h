// Labels of one width (CLREQ 4.8): `-gw-even-label: 4` sets 姓名 and 单位 as wide as 联系电话, the first and the last
// character at the ends.
#pragma once

#include "layout/core/context.h"

#include <optional>

namespace gongwen::layout {

/// A label in a paragraph: an inline box, or the whole paragraph of a block container.
struct EvenLabel {
  BoxId box;
  bool is_whole = false;
};

/// The label that a box is; nothing for most.
std::optional<EvenLabel> even_label(BoxId box, bool is_whole, const LayoutContext& context);

/// Sets the characters of the label over as many em as its style says. Blanks that are typed in it take no room of
/// their own, and the label stays on one line. One that is wider is left as it is. Reports: layout/label-too-wide.
void spread_label(const EvenLabel& label, text::ShapedParagraph& paragraph, LayoutContext& context);

}  // namespace gongwen::layout
