#include "layout/flex/detail/flex_alignment.h"

#include "layout/flex/detail/flex_axes.h"

namespace gongwen::layout {

using base::LayoutUnit;

namespace {

/// 0, 1 or 2 halves of some free space.
int halves(LayoutUnit of_two) { return of_two.raw(); }

}  // namespace

StaticHalves flex_static_position(BoxId child, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(context.box(child).parent);
  const style::ComputedStyle& own = context.style_of(child);
  const FlexAxes axes = FlexAxes::of(style);
  const LayoutUnit free = LayoutUnit::from_raw(2);
  const ContentAlignment main = axes.line_relative(style.justify_content);
  const ItemAlignment cross = used_alignment(own.align_self, style.align_items);
  int along = halves(share_space(main, free, 1, axes.main_flipped).before);
  int across = halves(aligned_offset(cross, free, axes.cross_flipped));
  // Of a container of several lines its one line is aligned (css-flexbox-1 §4.1), unless that fills the container.
  const auto line = style.align_content.position;
  const bool fills = line == style::ContentAlignment::Normal || line == style::ContentAlignment::Stretch;
  if (style.flex_wrap != style::FlexWrap::Nowrap && !fills) {
    across = halves(share_space(style.align_content, free, 1, axes.cross_flipped).before);
  }
  if (axes.main_reversed) along = 2 - along;
  if (axes.cross_reversed) across = 2 - across;
  return axes.is_row ? StaticHalves{along, across} : StaticHalves{across, along};
}

}  // namespace gongwen::layout
