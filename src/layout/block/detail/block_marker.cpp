// The outside marker of a list item (css-lists-3 section 3.4).
#include "layout/block/detail/block_layout.h"
#include "layout/inline/detail/inline_layout.h"

namespace gongwen::layout {

bool BlockLayout::shows_marker() const {
  return is_first_part() && box_.first_child && context_.box(box_.first_child).kind == boxes::BoxKind::Marker;
}

/// An outside marker stands left of the first line, on its baseline (css-lists-3 §3.4); it gives an item without lines
/// its height.
void BlockLayout::place_marker() {
  if (!shows_marker()) return;
  const Fragment* const line = layout_marker(box_.first_child, context_);
  if (line == nullptr) return;
  const LayoutUnit baseline = fragment_.baseline.value_or(line->baseline.value_or(LayoutUnit()));
  const LayoutUnit top = baseline - line->baseline.value_or(LayoutUnit());
  // A float beside the first line moves the marker with the line.
  const bool has_line = !fragment_.children.empty() && fragment_.children.front().fragment->kind == FragmentKind::Line;
  const LayoutUnit left = has_line ? fragment_.children.front().offset.x : LayoutUnit();
  fragment_.children.insert(fragment_.children.begin(), {{left - line->size.width, top}, line});
  if (!fragment_.baseline) fragment_.size.height = std::max(fragment_.size.height, line->size.height);
}

}  // namespace gongwen::layout
