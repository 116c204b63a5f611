#include "paint/detail/box_painters.h"

#include "base/format.h"
#include "layout/core/replaced_size.h"
#include "paint/detail/box_shape.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

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

/// The size of one copy, before rounding (section 2.9).
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

/// The copies along one axis: the first one, the step to the next, and whether there is more than one.
struct Axis {
  LayoutUnit first;
  LayoutUnit size;
  LayoutUnit step;
  bool repeats = false;
};

/// Repetition and position along one axis (section 2.4).
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

/// `round`: changes the size so that a whole number of copies fits. An `auto` side keeps the ratio.
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

/// Paints one image of a background.
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
    // Along an axis without repetition, only the one image is painted.
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

/// The first image lies on top, the colour below all of them (section 2.2). The colour fills the clip area of the last
/// image.
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

// Drawings within pages. Their texts become texts of the page, so the graphics below and above each text become
// separate images.

namespace {

class DrawingPainter {
 public:
  DrawingPainter(const images::Drawing& drawing, OriginId origin, images::ImageSet& images, PageDraft& page)
      : drawing_(drawing), origin_(origin), images_(images), page_(page) {}

  void paint(const Rect& rect) {
    base::Path frame;
    frame.add_rect(rect);
    page_.items.emplace_back(PushClip{std::move(frame), base::FillRule::NonZero});
    page_.items.emplace_back(
        PushTransform{{rect.size.width.to_px() / drawing_.width, 0, 0, rect.size.height.to_px() / drawing_.height,
                       rect.left().to_px(), rect.top().to_px()}});
    std::size_t next_text = 0;
    for (std::size_t i = 0; i <= drawing_.items.size(); ++i) {
      for (; next_text < drawing_.texts.size() && drawing_.texts[next_text].items_before == i; ++next_text) {
        flush();
        add(drawing_.texts[next_text]);
      }
      if (i < drawing_.items.size()) add(drawing_.items[i]);
    }
    flush();
    page_.items.emplace_back(PopTransform{});
    page_.items.emplace_back(PopClip{});
  }

 private:
  /// Clips and groups may contain both graphics and texts, so the page gets them as separate commands. Groups with
  /// masks contain no texts.
  void add(const images::DrawingItem& item) {
    const auto* const begun = std::get_if<images::BeginGroup>(&item);
    if (in_mask_ > 0 || (begun != nullptr && begun->mask)) {
      if (begun != nullptr) ++in_mask_;
      if (std::holds_alternative<images::EndGroup>(item)) --in_mask_;
      pending_.push_back(item);
      return;
    }
    if (const auto* const clip = std::get_if<images::BeginClip>(&item)) {
      flush();
      page_.items.emplace_back(PushClip{clip->path, clip->rule});
    } else if (std::holds_alternative<images::EndClip>(item)) {
      flush();
      page_.items.emplace_back(PopClip{});
    } else if (const auto* const group = std::get_if<images::BeginGroup>(&item)) {
      flush();
      page_.items.emplace_back(PushGroup{group->opacity});
    } else if (std::holds_alternative<images::EndGroup>(item)) {
      flush();
      page_.items.emplace_back(PopGroup{});
    } else {
      pending_.push_back(item);
    }
  }

  void add(const images::DrawingText& text) {
    auto run = std::make_shared<layout::TextRun>();
    run->face = text.face;
    run->family = text.family;
    run->size = base::FontSize::round_from_px(text.size);
    run->synthetic_bold = text.synthetic_bold;
    run->synthetic_oblique = text.synthetic_oblique;
    run->text = text.text;
    for (const images::DrawingGlyph& glyph : text.glyphs) {
      run->glyphs.push_back({glyph.glyph, glyph.characters, glyph.advance, glyph.x_offset, glyph.y_offset});
    }
    page_.items.emplace_back(PushTransform{text.transform});
    page_.items.emplace_back(DrawGlyphs{{}, run.get(), text.color, origin_, layout::QuarterTurn::None, true});
    page_.items.emplace_back(PopTransform{});
    page_.drawn_texts.push_back(std::move(run));
  }

  void flush() {
    if (pending_.empty()) return;
    // The part has the size of its rectangle on the page, so it is not scaled.
    const base::Size size{rounded_up(drawing_.width), rounded_up(drawing_.height)};
    std::string key = fmt::format("part:{} {}", static_cast<const void*>(&drawing_), parts_++);
    const images::Image* made = images_.find_made(key);
    if (made == nullptr) made = &images_.add_made(std::move(key), {{}, take_pending(size)});
    pending_.clear();
    page_.items.emplace_back(DrawImage{made, {{}, size}, origin_});
  }

  static LayoutUnit rounded_up(double px) {
    const LayoutUnit near = LayoutUnit::round_from_px(px);
    return near.to_px() < px ? near + LayoutUnit::from_raw(1) : near;
  }

  /// Takes the pending graphics as a separate drawing, with the gradients and images that they use.
  images::Drawing take_pending(const base::Size& size) {
    images::Drawing part;
    part.width = size.width.to_px();
    part.height = size.height.to_px();
    part.items = std::move(pending_);
    part.has_transparency = drawing_.has_transparency;
    Used used;
    take_used(part.items, part, used);
    return part;
  }

  using Numbers = std::unordered_map<std::size_t, std::size_t>;  // number in the part, by number in the drawing
  struct Used {
    Numbers gradients, rasters, masks;
  };

  /// Copies what items refer to into the part, and makes them refer to it there.
  void take_used(std::vector<images::DrawingItem>& items, images::Drawing& part, Used& used) const {
    for (images::DrawingItem& item : items) {
      if (auto* const fill = std::get_if<images::FillShape>(&item)) {
        renumber(fill->paint.gradient, drawing_.gradients, part.gradients, used.gradients);
      } else if (auto* const stroke = std::get_if<images::StrokeShape>(&item)) {
        renumber(stroke->paint.gradient, drawing_.gradients, part.gradients, used.gradients);
      } else if (auto* const raster = std::get_if<images::DrawRaster>(&item)) {
        std::optional<std::size_t> number = raster->raster;
        renumber(number, drawing_.rasters, part.rasters, used.rasters);
        raster->raster = *number;
      } else if (auto* const group = std::get_if<images::BeginGroup>(&item)) {
        const std::size_t next = part.masks.size();
        renumber(group->mask, drawing_.masks, part.masks, used.masks);
        if (part.masks.size() == next) continue;
        // Masks in this one move those of the part.
        std::vector<images::DrawingItem> content = std::move(part.masks[next].items);
        take_used(content, part, used);
        part.masks[next].items = std::move(content);
      }
    }
  }

  template <typename T>
  static void renumber(std::optional<std::size_t>& number, const std::vector<T>& all, std::vector<T>& used,
                       Numbers& numbers) {
    if (!number) return;
    const auto [entry, is_new] = numbers.try_emplace(*number, used.size());
    if (is_new) used.push_back(all[*number]);
    number = entry->second;
  }

  const images::Drawing& drawing_;
  OriginId origin_;
  images::ImageSet& images_;
  PageDraft& page_;
  std::vector<images::DrawingItem> pending_;
  int in_mask_ = 0;  // nesting of groups at the current item, from one with a mask on
  std::size_t parts_ = 0;
};

}  // namespace

void paint_picture(const images::Image& image, const Rect& rect, OriginId origin, images::ImageSet& parts,
                   PageDraft& page) {
  const auto* const drawing = std::get_if<images::Drawing>(&image.picture);
  if (drawing != nullptr && !drawing->texts.empty()) {
    DrawingPainter(*drawing, origin, parts, page).paint(rect);
  } else {
    page.items.emplace_back(DrawImage{&image, rect, origin});
  }
}

Rect content_box(const layout::Fragment& fragment, Point position) {
  const base::Edges edges = fragment.borders + fragment.padding;
  return {{position.x + edges.left, position.y + edges.top},
          {fragment.size.width - edges.horizontal(), fragment.size.height - edges.vertical()}};
}

void paint_image(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                 PageDraft& page) {
  const style::ComputedStyle& style = context.styles.style(fragment.style);
  const images::Image& image =
      fragment.image != nullptr ? *fragment.image : context.boxes.image_of(context.box(fragment.box));
  const Rect box = content_box(fragment, position);
  const Rect rect = layout::object_rect(image.size, style, box);
  if (box.size.width <= LayoutUnit() || box.size.height <= LayoutUnit() || rect.size.width <= LayoutUnit() ||
      rect.size.height <= LayoutUnit()) {
    return;
  }
  const bool sticks_out =
      rect.left() < box.left() || rect.top() < box.top() || rect.right() > box.right() || rect.bottom() > box.bottom();
  if (sticks_out) {
    PushClip clip;
    clip.path.add_rect(box);
    page.items.emplace_back(std::move(clip));
  }
  const images::Image& drawn = context.boxes.images().at_size(image, rect.size.width.to_px(), rect.size.height.to_px());
  paint_picture(drawn, rect, fragment.origin, context.boxes.images(), page);
  if (sticks_out) page.items.emplace_back(PopClip{});
}

// Box shadows and outlines (css-backgrounds-3 section 6.1, css-ui-4 section 3).

namespace {

using base::FillRule;
using style::Shadow;

/// Moves the edges outwards. Round corners grow, sharp ones stay sharp: a radius below the distance grows less (section
/// 6.1.1).
BoxShape grown(const BoxShape& shape, double by) {
  BoxShape out = shape.inset(-by, -by, -by, -by);
  for (std::size_t i = 0; i < out.radii.size(); ++i) {
    const auto grow = [by](double radius) {
      if (radius <= 0) return 0.0;
      if (by <= 0) return std::max(0.0, radius + by);
      if (radius >= by) return radius + by;
      const double share = radius / by - 1;
      return radius + by * (1 + share * share * share);
    };
    out.radii[i] = {grow(shape.radii[i].x), grow(shape.radii[i].y)};
  }
  return out;
}

BoxShape moved(BoxShape shape, const Shadow& shadow) {
  shape.left += shadow.x.to_px();
  shape.right += shadow.x.to_px();
  shape.top += shadow.y.to_px();
  shape.bottom += shadow.y.to_px();
  return shape;
}

/// The opacity of a blurred edge at this distance outside: a normal distribution whose deviation is half the blur.
double share_at(double distance, double blur) { return 0.5 * std::erfc(distance / (blur / 2) / std::sqrt(2.0)); }

/// Approximates blur by stacked shapes: calls `visit(distance, alpha)` from the outermost to the innermost shape;
/// `distance` is how far its edge lies outside the original edge, in px.
template <typename Visit>
void for_each_step(double blur, std::uint8_t alpha, Visit visit) {
  if (blur <= 0) {
    visit(0.0, alpha);
    return;
  }
  const int steps = static_cast<int>(std::clamp(blur * 2, 4.0, 24.0));
  double shown = 0;  // opacity of the shapes so far
  for (int i = 0; i < steps; ++i) {
    const double distance = blur - 2 * blur * (i + 0.5) / steps;
    const double wanted = alpha / 255.0 * (i + 1 == steps ? 1 : share_at(distance, blur));
    const double own = shown < 1 ? (wanted - shown) / (1 - shown) : 0;
    const auto rounded = static_cast<std::uint8_t>(std::lround(std::clamp(own, 0.0, 1.0) * 255));
    if (rounded == 0) continue;
    shown += (1 - shown) * rounded / 255;
    visit(distance, rounded);
  }
}

/// Everything outside the shape, up to `far` around it.
base::Path outside_of(const BoxShape& shape, double far) {
  base::Path path;
  path.add_rect(shape.left - far, shape.top - far, shape.right + far, shape.bottom + far);
  if (!shape.is_empty()) shape.append_to(path);
  return path;
}

double reach_of(const Shadow& shadow) {
  return std::abs(shadow.x.to_px()) + std::abs(shadow.y.to_px()) + 2 * shadow.blur.to_px() +
         std::abs(shadow.spread.to_px()) + 1;
}

void paint_outer(const BoxShape& box, const Shadow& shadow, Color color, OriginId origin,
                 std::vector<DisplayItem>& items) {
  // A shadow is painted only outside the box, even if the box is transparent.
  items.emplace_back(PushClip{outside_of(box, reach_of(shadow)), FillRule::EvenOdd});
  for_each_step(shadow.blur.to_px(), color.alpha, [&](double distance, std::uint8_t alpha) {
    const BoxShape shape = moved(grown(box, shadow.spread.to_px() + distance), shadow);
    Color step = color;
    step.alpha = alpha;
    if (!shape.is_empty()) items.emplace_back(FillPath{shape.path(), FillRule::NonZero, step, origin});
  });
  items.emplace_back(PopClip{});
}

void paint_inner(const BoxShape& box, const Shadow& shadow, Color color, OriginId origin,
                 std::vector<DisplayItem>& items) {
  if (box.is_empty()) return;
  items.emplace_back(PushClip{box.path(), FillRule::NonZero});
  for_each_step(shadow.blur.to_px(), color.alpha, [&](double distance, std::uint8_t alpha) {
    const BoxShape hole = moved(grown(box, -shadow.spread.to_px() - distance), shadow);
    FillPath ring;
    ring.path.add_rect(box.left, box.top, box.right, box.bottom);
    // The hole may extend beyond the box: fill the area around both.
    const double far = reach_of(shadow);
    ring.path = {};
    ring.path.add_rect(box.left - far, box.top - far, box.right + far, box.bottom + far);
    if (!hole.is_empty()) hole.append_to(ring.path);
    ring.rule = FillRule::EvenOdd;
    ring.color = color;
    ring.color.alpha = alpha;
    ring.origin = origin;
    items.emplace_back(std::move(ring));
  });
  items.emplace_back(PopClip{});
}

/// Visits the shadows from last to first: the first one lies on top.
template <typename Paint>
void for_each_shadow(const ComputedStyle& style, bool inset, Paint paint) {
  const std::vector<Shadow>& shadows = *style.box_shadow;
  for (auto shadow = shadows.rbegin(); shadow != shadows.rend(); ++shadow) {
    const Color color = shadow->color.resolve(style.color);
    if (shadow->is_inset == inset && !color.is_transparent()) paint(*shadow, color);
  }
}

}  // namespace

void paint_outer_shadows(const Fragment& fragment, Point position, const ComputedStyle& style,
                         std::vector<DisplayItem>& items) {
  if (!style.box_shadow) return;
  const BoxShape box = border_shape(fragment, position, style);
  for_each_shadow(style, false,
                  [&](const Shadow& shadow, Color color) { paint_outer(box, shadow, color, fragment.origin, items); });
}

void paint_inner_shadows(const Fragment& fragment, Point position, const ComputedStyle& style,
                         std::vector<DisplayItem>& items) {
  if (!style.box_shadow) return;
  const BoxShape box = border_shape(fragment, position, style).inset(fragment.borders);
  for_each_shadow(style, true,
                  [&](const Shadow& shadow, Color color) { paint_inner(box, shadow, color, fragment.origin, items); });
}

void paint_text_shadows(const DrawGlyphs& text, const ComputedStyle& style, const layout::LayoutContext& context,
                        std::vector<DisplayItem>& items) {
  const text::Face* const face = context.fonts.face(text.run->face);
  if (face == nullptr) return;
  const std::int32_t units = face->metrics().units_per_em;
  base::Path line;
  for_each_placed_glyph(*text.run, units, [&](const layout::RunGlyph& glyph, base::PathPoint at) {
    line.append(text::glyph_outline(*face, glyph.glyph), {1, 0, 0, 1, at.x, at.y});
  });
  if (line.empty()) return;
  const std::vector<Shadow>& shadows = *style.text_shadow;
  for (auto shadow = shadows.rbegin(); shadow != shadows.rend(); ++shadow) {
    DrawGlyphs moved = text;
    moved.position = text.position + Point{shadow->x, shadow->y};
    FillPath shape;
    shape.path.append(line, run_transform(moved, units));
    shape.color = shadow->color.resolve(style.color);
    shape.origin = text.origin;
    if (!shape.color.is_transparent()) items.emplace_back(std::move(shape));
  }
}

/// Paints the outline as borders of a larger box. A negative offset shrinks this box to zero size.
void paint_outline(const Fragment& fragment, Point position, const ComputedStyle& style,
                   std::vector<DisplayItem>& items) {
  const Color color = style.outline_color.resolve(style.color);
  if (style.outline_style == style::BorderStyle::None || style.outline_width <= LayoutUnit() ||
      color.is_transparent() || style.visibility != style::Visibility::Visible) {
    return;
  }
  const LayoutUnit half = std::min(fragment.size.width, fragment.size.height) / 2;
  const LayoutUnit offset = std::max(style.outline_offset, -half);
  const LayoutUnit out = offset + style.outline_width;
  Fragment around;
  around.kind = fragment.kind;
  around.origin = fragment.origin;
  around.size = {fragment.size.width + out * 2, fragment.size.height + out * 2};
  around.borders = {style.outline_width, style.outline_width, style.outline_width, style.outline_width};
  ComputedStyle as_border;
  as_border.color = style.color;
  as_border.border_top_style = as_border.border_right_style = style.outline_style;
  as_border.border_bottom_style = as_border.border_left_style = style.outline_style;
  as_border.border_top_color = as_border.border_right_color = {false, color};
  as_border.border_bottom_color = as_border.border_left_color = {false, color};
  const BoxShape shape = grown(border_shape(fragment, position, style), out.to_px());
  const auto corner = [](const BoxShape::Radius& radius) {
    return style::CornerRadius{{LayoutUnit::round_from_px(radius.x)}, {LayoutUnit::round_from_px(radius.y)}};
  };
  if (shape.is_round()) {
    as_border.border_top_left_radius = corner(shape.radii[0]);
    as_border.border_top_right_radius = corner(shape.radii[1]);
    as_border.border_bottom_right_radius = corner(shape.radii[2]);
    as_border.border_bottom_left_radius = corner(shape.radii[3]);
  }
  paint_plain_borders(around, position - Point{out, out}, as_border, items);
}

}  // namespace gongwen::paint
