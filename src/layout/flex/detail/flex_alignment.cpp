#include "layout/flex/detail/flex_alignment.h"

#include "layout/flex/detail/flex_axes.h"

namespace gongwen::layout {

using base::LayoutUnit;
SpaceShares share_space(const ContentAlignment& alignment, LayoutUnit free, std::size_t count, bool reversed) {
  const auto parts = static_cast<int>(count);
  const SpaceShares at_start{reversed ? free : LayoutUnit(), {}};
  const SpaceShares at_end{reversed ? LayoutUnit() : free, {}};
  using enum style::ContentAlignment;
  if (alignment.is_safe && free < LayoutUnit()) return at_start;
  switch (alignment.position) {
    case Normal:
    case Stretch:
    case FlexStart: return {};
    case FlexEnd: return {free, {}};
    case Start:
    case Left: return at_start;
    case End:
    case Right: return at_end;
    case Center: return {free / 2, {}};
    case SpaceBetween:
      if (free < LayoutUnit() || parts < 2) return {};
      return {{}, free / (parts - 1)};
    case SpaceAround:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts * 2), free / parts};
    case SpaceEvenly:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts + 1), free / (parts + 1)};
    case Baseline: return alignment.is_last && free > LayoutUnit() ? at_end : at_start;
  }
  return {};
}

LayoutUnit aligned_offset(const ItemAlignment& alignment, LayoutUnit free, bool reversed) {
  using enum style::ItemAlignment;
  const LayoutUnit start = reversed ? free : LayoutUnit();
  const LayoutUnit end = reversed ? LayoutUnit() : free;
  if (alignment.is_safe && free < LayoutUnit()) return start;
  switch (alignment.position) {
    case Auto:
    case Normal:
    case Stretch:
    case FlexStart: return {};
    case FlexEnd: return free;
    case Start:
    case SelfStart:
    case Left: return start;
    case End:
    case SelfEnd:
    case Right: return end;
    case Center: return free / 2;
    case Baseline: return alignment.is_last && free > LayoutUnit() ? free : LayoutUnit();
  }
  return {};
}

namespace {

/// 0, 1 or 2 halves of some free space.
int halves(LayoutUnit of_two) { return of_two.raw(); }

}  // namespace

FlexStaticPosition flex_static_position(BoxId child, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(context.box(child).parent);
  const style::ComputedStyle& own = context.style_of(child);
  const FlexAxes axes = FlexAxes::of(style);
  const LayoutUnit free = LayoutUnit::from_raw(2);
  ContentAlignment main = style.justify_content;
  const bool sideways =
      main.position == style::ContentAlignment::Left || main.position == style::ContentAlignment::Right;
  if (sideways && !axes.is_row) main.position = style::ContentAlignment::Start;
  const bool is_auto = own.align_self.position == style::ItemAlignment::Auto;
  const ItemAlignment& cross = is_auto ? style.align_items : own.align_self;
  int along = halves(share_space(main, free, 1, axes.main_reversed).before);
  int across = halves(aligned_offset(cross, free, axes.cross_reversed));
  // Of a container of several lines its one line is aligned (css-flexbox-1 §4.1), unless that fills the container.
  const auto line = style.align_content.position;
  const bool fills = line == style::ContentAlignment::Normal || line == style::ContentAlignment::Stretch;
  if (style.flex_wrap != style::FlexWrap::Nowrap && !fills) {
    across = halves(share_space(style.align_content, free, 1, axes.cross_reversed).before);
  }
  if (axes.main_reversed) along = 2 - along;
  if (axes.cross_reversed) across = 2 - across;
  return axes.is_row ? FlexStaticPosition{along, across} : FlexStaticPosition{across, along};
}

}  // namespace gongwen::layout
