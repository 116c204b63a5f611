#include "paint/detail/box_painters.h"
#include "paint/detail/box_shape.h"

#include <algorithm>

namespace gongwen::paint {
namespace {

using base::Edges;
using base::Size;
using layout::Fragment;
using style::BackgroundBox;
using style::BackgroundSize;
using style::ComputedStyle;
using style::RepeatStyle;

Edges edges_inside(const Fragment& fragment, BackgroundBox box) {
  switch (box) {
    case BackgroundBox::BorderBox: return {};
    case BackgroundBox::PaddingBox: return fragment.borders;
    case BackgroundBox::ContentBox: return fragment.borders + fragment.padding;
  }
  return {};
}

Rect area_of(const Fragment& fragment, Point position, BackgroundBox box) {
  const Edges edges = edges_inside(fragment, box);
  return {{position.x + edges.left, position.y + edges.top},
          {std::max(LayoutUnit(), fragment.size.width - edges.horizontal()),
           std::max(LayoutUnit(), fragment.size.height - edges.vertical())}};
}

LayoutUnit by_ratio(LayoutUnit length, double factor) { return LayoutUnit::multiplied(length, factor); }

/// Section 2.9: the size of one copy, before rounding.
Size image_size(const BackgroundSize& wanted, const images::NaturalSize& natural, const Size& area) {
  const double ratio = natural.ratio;
  if (wanted.kind != BackgroundSize::Kind::Lengths && ratio > 0) {
    const LayoutUnit height = by_ratio(area.width, 1 / ratio);
    const bool by_width = (height <= area.height) == (wanted.kind == BackgroundSize::Kind::Contain);
    return by_width ? Size{area.width, height} : Size{by_ratio(area.height, ratio), area.height};
  }
  if (wanted.kind != BackgroundSize::Kind::Lengths) return area;
  if (wanted.width && wanted.height) return {wanted.width->resolve(area.width), wanted.height->resolve(area.height)};
  const LayoutUnit own_width = LayoutUnit::round_from_px(natural.width);
  const LayoutUnit own_height = LayoutUnit::round_from_px(natural.height);
  if (wanted.width) {
    const LayoutUnit width = wanted.width->resolve(area.width);
    return {width, ratio > 0 ? by_ratio(width, 1 / ratio) : own_height.is_zero() ? area.height : own_height};
  }
  if (wanted.height) {
    const LayoutUnit height = wanted.height->resolve(area.height);
    return {ratio > 0 ? by_ratio(height, ratio) : own_width.is_zero() ? area.width : own_width, height};
  }
  if (!own_width.is_zero() && !own_height.is_zero()) return {own_width, own_height};
  if (!own_width.is_zero()) return {own_width, ratio > 0 ? by_ratio(own_width, 1 / ratio) : area.height};
  if (!own_height.is_zero()) return {ratio > 0 ? by_ratio(own_height, ratio) : area.width, own_height};
  return image_size({BackgroundSize::Kind::Contain, {}, {}}, natural, area);
}

/// Copies along one axis: where one is, how far the next is, and whether there is more than one.
struct Axis {
  LayoutUnit first;
  LayoutUnit size;
  LayoutUnit step;
  bool repeats = false;
};

/// Section 2.4.
Axis place_axis(RepeatStyle repeat, LayoutUnit begin, LayoutUnit area, LayoutUnit size,
                const style::LengthPercentage& position) {
  Axis axis{begin + position.resolve(area - size), size, size, repeat == RepeatStyle::Repeat};
  if (repeat == RepeatStyle::Space) {
    const int count = size > LayoutUnit() ? area.raw() / size.raw() : 0;
    if (count < 2) return axis;
    axis.first = begin;
    axis.step = size + (area - size * count) / (count - 1);
    axis.repeats = true;
  }
  return axis;
}

/// `round`: so that a whole number of copies fits. The other side keeps the ratio where it is auto.
void round_size(const BackgroundSize& wanted, const style::BackgroundRepeat& repeat, const Size& area, Size& size) {
  const auto rounded = [](LayoutUnit length, LayoutUnit one) {
    if (one <= LayoutUnit()) return one;
    const int count = std::max(1, (length.raw() + one.raw() / 2) / one.raw());
    return length / count;
  };
  const Size before = size;
  const bool lengths = wanted.kind == BackgroundSize::Kind::Lengths;
  if (repeat.horizontal == RepeatStyle::Round) {
    size.width = rounded(area.width, before.width);
    const bool follows = lengths && !wanted.height && repeat.vertical != RepeatStyle::Round && !before.width.is_zero();
    if (follows) size.height = LayoutUnit::scaled(before.height, size.width.raw(), before.width.raw());
  }
  if (repeat.vertical == RepeatStyle::Round) {
    size.height = rounded(area.height, before.height);
    const bool follows =
        lengths && !wanted.width && repeat.horizontal != RepeatStyle::Round && !before.height.is_zero();
    if (follows) size.width = LayoutUnit::scaled(before.width, size.height.raw(), before.height.raw());
  }
}

bool contains(const Rect& outer, const Rect& inner) {
  return inner.left() >= outer.left() && inner.top() >= outer.top() && inner.right() <= outer.right() &&
         inner.bottom() <= outer.bottom();
}

/// One of the images of a background.
void paint_layer(const Fragment& fragment, Point position, const ComputedStyle& style, std::size_t index,
                 const Surroundings& around, std::vector<DisplayItem>& items) {
  const StyleImage image = find_image(style.background_image[index], fragment.origin, around.context);
  if (image.is_none()) return;
  const bool is_fixed =
      style.background_attachment[index] == style::BackgroundAttachment::Fixed && around.transforms == 0;
  const BackgroundBox clip_box = style.background_clip[index].box;
  const style::BackgroundRepeat& repeat = style.background_repeat[index];
  const layout::ChildFragment origin = around.origin.value_or(layout::ChildFragment{position, &fragment});
  const Rect own_area =
      around.part_area.value_or(area_of(*origin.fragment, origin.offset, style.background_origin[index].box));
  const Rect area = is_fixed ? around.page_area : own_area;
  const Rect clip = area_of(fragment, position, clip_box);
  Size size = image_size(style.background_size[index], image.natural(), area.size);
  round_size(style.background_size[index], repeat, area.size, size);
  if (size.width <= LayoutUnit() || size.height <= LayoutUnit() || clip.size.width <= LayoutUnit() ||
      clip.size.height <= LayoutUnit()) {
    return;
  }
  const auto as_repeat = [](RepeatStyle repeat_style) {
    return repeat_style == RepeatStyle::Round ? RepeatStyle::Repeat : repeat_style;
  };
  const style::ImagePosition place{style.background_position_x[index], style.background_position_y[index]};
  const Axis x = place_axis(as_repeat(repeat.horizontal), area.left(), area.size.width, size.width, place.x);
  const Axis y = place_axis(as_repeat(repeat.vertical), area.top(), area.size.height, size.height, place.y);
  const Rect first{{x.first, y.first}, size};
  const images::Image& picture = image_at(image, size, style.color, around.context);
  const BoxShape shape = border_shape(fragment, position, style).inset(edges_inside(fragment, clip_box));
  const bool tiles = (x.repeats || y.repeats) && !contains(first, clip);
  const bool clips = shape.is_round() || (!tiles && !contains(clip, first));
  if (clips) items.emplace_back(PushClip{shape.path(), base::FillRule::NonZero});
  if (tiles) {
    // Along an axis without copies the area is that of the one image.
    Rect covered = clip;
    const auto narrow = [](LayoutUnit& begin, LayoutUnit& length, const Axis& axis) {
      const LayoutUnit end = std::min(begin + length, axis.first + axis.size);
      begin = std::max(begin, axis.first);
      length = end - begin;
    };
    if (!x.repeats) narrow(covered.origin.x, covered.size.width, x);
    if (!y.repeats) narrow(covered.origin.y, covered.size.height, y);
    if (covered.size.width > LayoutUnit() && covered.size.height > LayoutUnit()) {
      items.emplace_back(TileImage{&picture, first, {x.step, y.step}, covered, fragment.origin});
    }
  } else {
    items.emplace_back(DrawImage{&picture, first, fragment.origin});
  }
  if (clips) items.emplace_back(PopClip{});
}

}  // namespace

/// The first image lies on top, the colour below all of them, in the box of the last (section 2.2).
void paint_background(const Fragment& fragment, Point position, const ComputedStyle& style, const Surroundings& around,
                      std::vector<DisplayItem>& items) {
  const Color color = style.background_color.resolve(style.color);
  if (!color.is_transparent()) {
    const BackgroundBox box = style.background_clip[style.background_image.count() - 1].box;
    if (has_round_corners(style)) {
      const BoxShape shape = border_shape(fragment, position, style).inset(edges_inside(fragment, box));
      items.emplace_back(FillPath{shape.path(), base::FillRule::NonZero, color, fragment.origin});
    } else {
      items.emplace_back(FillRect{area_of(fragment, position, box), color, fragment.origin});
    }
  }
  if (!style.has_background_image()) return;
  for (std::size_t i = style.background_image.count(); i > 0; --i) {
    paint_layer(fragment, position, style, i - 1, around, items);
  }
}

}  // namespace gongwen::paint
