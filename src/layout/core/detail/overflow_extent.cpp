#include "layout/core/detail/overflow_extent.h"

#include <algorithm>

namespace gongwen::layout {

LayoutUnit overflow_bottom(const Fragment& fragment, const LayoutContext& context) {
  LayoutUnit bottom = fragment.size.height;
  if (fragment.kind != FragmentKind::Box) return bottom;
  if (context.styles.style(fragment.style).overflow != style::Overflow::Visible) return bottom;
  for (const ChildFragment& child : fragment.children) {
    bottom = std::max(bottom, child.offset.y + overflow_bottom(*child.fragment, context));
  }
  return bottom;
}

}  // namespace gongwen::layout
