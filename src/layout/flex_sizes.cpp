#include "layout/flex_sizes.h"

#include "layout/flex_axes.h"

#include <algorithm>

namespace gongwen::layout {

IntrinsicSizes flex_content_sizes(BoxId box, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const bool is_row = FlexAxes::of(style).is_row;
  const bool wraps = style.flex_wrap != style::FlexWrap::Nowrap;
  const LayoutUnit gap = std::max(LayoutUnit(), style.column_gap.resolve(LayoutUnit()));
  IntrinsicSizes sizes;
  int count = 0;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    if (context.box(child).kind == boxes::BoxKind::Marker || !boxes::is_in_flow(context.box(child))) continue;
    const IntrinsicSizes item = intrinsic_contribution(child, context);
    if (is_row) {
      sizes.max_content += item.max_content;
    } else {
      sizes.max_content = std::max(sizes.max_content, item.max_content);
    }
    if (is_row && !wraps) {
      sizes.min_content += item.min_content;
    } else {
      sizes.min_content = std::max(sizes.min_content, item.min_content);
    }
    ++count;
  }
  if (is_row && count > 1) {
    sizes.max_content += gap * (count - 1);
    if (!wraps) sizes.min_content += gap * (count - 1);
  }
  return sizes;
}

}  // namespace gongwen::layout
