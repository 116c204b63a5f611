// Images as boxes: one piece each, which never breaks (css-break-3 section 4.1).
#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"

namespace gongwen::layout {

LayoutResult layout_replaced(const LayoutInput& input, LayoutContext& context) {
  const boxes::Box& box = context.box(input.box);
  const style::ComputedStyle& style = context.styles.style(box.style);
  const Edges borders = border_widths(style);
  const Edges padding = padding_widths(style, input.available.inline_size);
  const Edges edges = borders + padding;
  ReplacedSpace space{input.available.inline_size, input.available.block_size, std::nullopt};
  // No room at all is that of measuring, in which percentages count as auto (css-sizing-3 §5.2.1).
  if (input.available.inline_size.is_zero()) space.inline_size = std::nullopt;
  if (input.fixed_inline_size) {
    space.fixed_width = std::max(LayoutUnit(), *input.fixed_inline_size - edges.horizontal());
  }
  const Size content = replaced_content_size(input.box, space, context);
  Fragment fragment;
  fragment.box = input.box;
  fragment.style = box.style;
  fragment.origin = box.origin;
  fragment.borders = borders;
  fragment.padding = padding;
  fragment.size = {content.width + edges.horizontal(), content.height + edges.vertical()};
  LayoutResult result;
  result.offset = input.strut.sum();
  result.fragment = context.fragments.add(std::move(fragment));
  return result;
}

}  // namespace gongwen::layout
