// How narrow and how wide block containers would be (css-sizing-3 section 5).
#include "layout/block/detail/block_layout.h"
#include "layout/block/detail/columns.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;

/// Blocks stand below each other; floats that follow one another stand side by side, and beside a table or another
/// formatting context.
IntrinsicSizes children_sizes(BoxId box, LayoutContext& context) {
  IntrinsicSizes sizes;
  LayoutUnit floats;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& child_box = context.box(child);
    const bool is_float = child_box.flow == boxes::BoxFlow::Float;
    if (child_box.kind == BoxKind::Marker || (!is_float && !boxes::is_in_flow(child_box))) continue;
    const IntrinsicSizes contribution = intrinsic_contribution(child, context);
    sizes.min_content = std::max(sizes.min_content, contribution.min_content);
    if (is_float) {
      if (context.style_of(child).clear != style::Clear::None) floats = {};
      floats += contribution.max_content;
      sizes.max_content = std::max(sizes.max_content, floats);
      continue;
    }
    const LayoutUnit beside = establishes_formatting_context(child, context) ? floats : LayoutUnit();
    sizes.max_content = std::max(sizes.max_content, contribution.max_content + beside);
    floats = {};
  }
  return sizes;
}

}  // namespace

IntrinsicSizes block_content_sizes(BoxId box, LayoutContext& context) {
  const IntrinsicSizes sizes =
      context.box(box).has_inline_children ? inline_content_sizes(box, context) : children_sizes(box, context);
  return is_multicol(box, context) ? multicol_sizes(context.style_of(box), sizes) : sizes;
}

}  // namespace gongwen::layout
