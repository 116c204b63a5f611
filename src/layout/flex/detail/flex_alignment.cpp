#include "layout/flex/detail/flex_alignment.h"

#include "layout/flex/detail/flex_axes.h"

namespace gongwen::layout {

using base::LayoutUnit;

StaticHalves flex_static_position(BoxId child, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(context.box(child).parent);
  const style::ComputedStyle& own = context.style_of(child);
  const FlexAxes axes = FlexAxes::of(style);
  const ContentAlignment main = axes.line_relative(style.justify_content);
  const ItemAlignment cross = used_alignment(own.align_self, style.align_items);
  const auto shared = [](ContentAlignment alignment, bool reversed) {
    using enum style::ContentAlignment;
    // Where it is alone, a box is in the centre, also where it overflows.
    const bool is_around = alignment.position == SpaceAround || alignment.position == SpaceEvenly;
    if (is_around) alignment.position = Center;
    return AlignedHalves::of([&](LayoutUnit free) { return share_space(alignment, free, 1, reversed).before; });
  };
  AlignedHalves along = shared(main, axes.main_flipped);
  AlignedHalves across =
      AlignedHalves::of([&](LayoutUnit free) { return aligned_offset(cross, free, axes.cross_flipped); });
  // Of a container of several lines its one line is aligned (css-flexbox-1 §4.1), unless that fills the container.
  const auto line = style.align_content.position;
  const bool fills = line == style::ContentAlignment::Normal || line == style::ContentAlignment::Stretch;
  if (style.flex_wrap != style::FlexWrap::Nowrap && !fills) across = shared(style.align_content, axes.cross_flipped);
  if (axes.main_reversed) along = along.reversed();
  if (axes.cross_reversed) across = across.reversed();
  return axes.is_row ? StaticHalves{along, across} : StaticHalves{across, along};
}

}  // namespace gongwen::layout
