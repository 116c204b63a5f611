// Images as boxes: one piece each, which never breaks (css-break-3 section 4.1).
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"

namespace gongwen::layout {

LayoutResult layout_replaced(const LayoutInput& input, LayoutContext& context) {
  const FragmentBuilder builder(input, context, EndSpace::AsItComes);
  const Edges edges = builder.edges();
  ReplacedSpace space{input.available.inline_size, input.available.block_size, std::nullopt};
  // No room at all is that of measuring, in which percentages count as auto (css-sizing-3 §5.2.1).
  if (input.available.inline_size.is_zero()) space.inline_size = std::nullopt;
  if (input.fixed_inline_size) {
    space.fixed_width = std::max(LayoutUnit(), *input.fixed_inline_size - edges.horizontal());
  }
  const Size content = replaced_content_size(input.box, space, context);
  const Size border_box{content.width + edges.horizontal(), content.height + edges.vertical()};
  LayoutResult result;
  result.offset = input.strut.sum();
  result.fragment = builder.finish({}, border_box, result.outcome, context);
  return result;
}

}  // namespace gongwen::layout
