// How narrow and how wide block containers would be (css-sizing-3 section 5).
#include "layout/block/detail/block_layout.h"
#include "layout/block/detail/columns.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;

/// Boxes over all columns count for the whole container, all others for each column.
enum class Spanners : std::uint8_t { Alike, Not, Only };

/// Whether a box may have boxes over all columns among its descendants: a block in the same formatting context.
bool may_hold_spanners(BoxId box, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const bool has_own_width = !style.width.is_auto() || style.min_width.is_length() || style.max_width.is_length();
  return context.box(box).kind == BoxKind::Block && !context.box(box).has_inline_children && !has_own_width &&
         !establishes_formatting_context(box, context);
}

IntrinsicSizes children_sizes(BoxId box, Spanners spanners, LayoutContext& context);

/// What a child asks for by the boxes in it that are over all columns, or by the others.
IntrinsicSizes part_contribution(BoxId child, Spanners spanners, LayoutContext& context) {
  IntrinsicSizes sizes = children_sizes(child, spanners, context);
  if (sizes.max_content.is_zero()) return sizes;
  const style::ComputedStyle& style = context.style_of(child);
  const LayoutUnit around = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal() +
                            margin_widths(style, LayoutUnit()).horizontal();
  return {sizes.min_content + around, sizes.max_content + around};
}

/// Blocks are one below the other; floats that follow one another are side by side, and beside a table or another
/// formatting context.
IntrinsicSizes children_sizes(BoxId box, Spanners spanners, LayoutContext& context) {
  IntrinsicSizes sizes;
  LayoutUnit floats;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& child_box = context.box(child);
    const bool is_float = child_box.flow == boxes::BoxFlow::Float;
    if (child_box.kind == BoxKind::Marker || (!is_float && !boxes::is_in_flow(child_box))) continue;
    const bool is_spanner = !is_float && context.style_of(child).column_span == style::ColumnSpan::All;
    const bool is_parted = spanners != Spanners::Alike && !is_spanner && !is_float && may_hold_spanners(child, context);
    if (!is_parted && spanners != Spanners::Alike && is_spanner != (spanners == Spanners::Only)) continue;
    const IntrinsicSizes contribution =
        is_parted ? part_contribution(child, spanners, context) : intrinsic_contribution(child, context);
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
