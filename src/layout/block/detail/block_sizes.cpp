// How narrow and how wide block containers would be (css-sizing-3 section 5).
#include "layout/block/detail/block_layout.h"
#include "layout/block/detail/columns.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;

/// Boxes over all columns count for the whole container, all others for each column.
enum class Spanners : std::uint8_t { Alike, Not, Only };

/// Blocks stand below each other; floats that follow one another stand side by side, and beside a table or another
/// formatting context.
IntrinsicSizes children_sizes(BoxId box, Spanners spanners, LayoutContext& context) {
  IntrinsicSizes sizes;
  LayoutUnit floats;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& child_box = context.box(child);
    const bool is_float = child_box.flow == boxes::BoxFlow::Float;
    if (child_box.kind == BoxKind::Marker || (!is_float && !boxes::is_in_flow(child_box))) continue;
    const bool is_spanner = !is_float && context.style_of(child).column_span == style::ColumnSpan::All;
    if (spanners != Spanners::Alike && is_spanner != (spanners == Spanners::Only)) continue;
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
  const bool has_columns = is_multicol(box, context);
  const bool has_lines = context.box(box).has_inline_children;
  const IntrinsicSizes sizes = has_lines ? inline_content_sizes(box, context)
                                         : children_sizes(box, has_columns ? Spanners::Not : Spanners::Alike, context);
  if (!has_columns) return sizes;
  IntrinsicSizes columns = multicol_sizes(context.style_of(box), sizes);
  if (has_lines) return columns;
  const IntrinsicSizes over_all = children_sizes(box, Spanners::Only, context);
  columns.min_content = std::max(columns.min_content, over_all.min_content);
  columns.max_content = std::max(columns.max_content, over_all.max_content);
  return columns;
}

}  // namespace gongwen::layout
