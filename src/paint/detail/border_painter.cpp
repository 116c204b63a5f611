// Borders of boxes. Straight sides are rectangles; sides that differ at a corner are mitred areas; equal sides with
// round corners are one ring; dashes are strokes along the middle. Also border images, which replace the borders, the
// collapsed borders of tables, and the gaps of dashed lines.
#include "paint/detail/box_painters.h"
#include "paint/detail/box_shape.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::paint {
namespace {

using css::Color;

std::uint8_t scaled(std::uint8_t channel, double factor) {
  return static_cast<std::uint8_t>(std::clamp(channel * factor + 0.5, 0.0, 255.0));
}

Color darkened(Color color) {
  if (color.red == 255 && color.green == 255 && color.blue == 255) return {0xAB, 0xAB, 0xAB, color.alpha};
  const double value = std::max({color.red, color.green, color.blue}) / 255.0;
  const double factor = value > 0 ? std::max(0.0, (value - 0.33) / value) : 0;
  return {scaled(color.red, factor), scaled(color.green, factor), scaled(color.blue, factor), color.alpha};
}

Color lightened(Color color) {
  const double value = std::max({color.red, color.green, color.blue}) / 255.0;
  if (value <= 0) return {0x54, 0x54, 0x54, color.alpha};
  const double factor = std::min(1.0, value + 0.33) / value;
  return {scaled(color.red, factor), scaled(color.green, factor), scaled(color.blue, factor), color.alpha};
}

}  // namespace

/// A nearly black colour cannot get darker, so both sides become lighter.
CarvedColors carved_colors(Color color) {
  constexpr int kNearlyBlack = 0x20;
  const bool nearly_black = color.red < kNearlyBlack && color.green < kNearlyBlack && color.blue < kNearlyBlack;
  if (nearly_black) return {lightened(color), lightened(lightened(color))};
  return {darkened(color), lightened(color)};
}

// Border images (css-backgrounds-3 section 5): nine regions of the image are mapped to nine regions of the box.

namespace {

using layout::Fragment;
using style::BorderImageOutset;
using style::BorderImageSlice;
using style::BorderImageWidth;
using style::BorderRepeat;
using style::ComputedStyle;

/// Lengths in px: top, right, bottom, left.
using Sides = std::array<double, 4>;

Sides in_px(const base::Edges& edges) {
  return {edges.top.to_px(), edges.right.to_px(), edges.bottom.to_px(), edges.left.to_px()};
}

/// An interval on one axis of the image or the box.
struct Segment {
  double begin = 0;
  double end = 0;
  double length() const { return end - begin; }
};

/// Copies of an image segment along one axis: length of one, place of the first, step, count.
struct Copies {
  double length = 0;
  double first = 0;
  double step = 0;
  int count = 0;
};

/// With more copies than this, single ones are too small to be seen.
constexpr int kMaxCopies = 1000;

/// Repetition of the edge regions (section 5.5). `length` is that of one copy, scaled as the section says for them.
Copies copies_of(BorderRepeat repeat, const Segment& room, double length) {
  if (repeat == BorderRepeat::Stretch || length <= 0 || room.length() / length > kMaxCopies) {
    return {room.length(), room.begin, 0, 1};
  }
  switch (repeat) {
    case BorderRepeat::Round: {
      const int count = std::max(1, static_cast<int>(std::lround(room.length() / length)));
      return {room.length() / count, room.begin, room.length() / count, count};
    }
    case BorderRepeat::Space: {
      const int count = static_cast<int>(room.length() / length + 1e-6);
      const double gap = (room.length() - count * length) / (count + 1);
      return {length, room.begin + gap, length + gap, count};
    }
    default: break;
  }
  // `repeat` centres one copy and adds others on both sides until the room is filled.
  const double middle = room.begin + (room.length() - length) / 2;
  const int before = static_cast<int>(std::ceil((middle - room.begin) / length - 1e-6));
  return {length, middle - before * length, length, 2 * before + 1};
}

class BorderImagePainter {
 public:
  BorderImagePainter(const Fragment& fragment, const StyleImage& source, const ComputedStyle& style,
                     const Surroundings& around, std::vector<DisplayItem>& items)
      : fragment_(fragment), source_(source), style_(style), around_(around), items_(items) {}

  void paint(Point position) {
    const base::Rect area = image_area(position);
    const base::Size size = concrete_size(area.size);
    if (area.size.width <= LayoutUnit() || area.size.height <= LayoutUnit() || size.width <= LayoutUnit() ||
        size.height <= LayoutUnit()) {
      return;
    }
    image_ = &image_at(source_, size, style_.color, around_.context);
    image_width_ = size.width.to_px();
    image_height_ = size.height.to_px();
    slices_ = slices();
    widths_ = widths(area.size);
    const std::array<Segment, 3> columns{
        Segment{0, slices_[3]}, {slices_[3], image_width_ - slices_[1]}, {image_width_ - slices_[1], image_width_}};
    const std::array<Segment, 3> rows{
        Segment{0, slices_[0]}, {slices_[0], image_height_ - slices_[2]}, {image_height_ - slices_[2], image_height_}};
    const double left = area.left().to_px(), right = area.right().to_px();
    const double top = area.top().to_px(), bottom = area.bottom().to_px();
    const std::array<Segment, 3> across{
        Segment{left, left + widths_[3]}, {left + widths_[3], right - widths_[1]}, {right - widths_[1], right}};
    const std::array<Segment, 3> down{
        Segment{top, top + widths_[0]}, {top + widths_[0], bottom - widths_[2]}, {bottom - widths_[2], bottom}};
    for (std::size_t y = 0; y < 3; ++y) {
      for (std::size_t x = 0; x < 3; ++x) {
        const bool is_middle = x == 1 && y == 1;
        if (is_middle && !style_.border_image_slice->fills) continue;
        paint_region(columns[x], rows[y], across[x], down[y], x == 1, y == 1);
      }
    }
  }

 private:
  base::Rect image_area(Point position) const {
    const Sides borders = in_px(fragment_.borders);
    std::array<LayoutUnit, 4> out;
    for (std::size_t i = 0; i < 4; ++i) {
      const BorderImageOutset::Side& side = style_.border_image_outset->sides[i];
      out[i] = side.is_number ? LayoutUnit::round_from_px(side.number * borders[i]) : side.length;
    }
    return {{position.x - out[3], position.y - out[0]},
            {fragment_.size.width + out[1] + out[3], fragment_.size.height + out[0] + out[2]}};
  }

  /// The natural size of the image, or the size of the area if it has none.
  base::Size concrete_size(const base::Size& area) const {
    const images::NaturalSize natural = source_.natural();
    LayoutUnit width = LayoutUnit::round_from_px(natural.width);
    LayoutUnit height = LayoutUnit::round_from_px(natural.height);
    if (width.is_zero() && height.is_zero()) return area;
    if (width.is_zero()) width = natural.ratio > 0 ? LayoutUnit::multiplied(height, natural.ratio) : area.width;
    if (height.is_zero()) height = natural.ratio > 0 ? LayoutUnit::multiplied(width, 1 / natural.ratio) : area.height;
    return {width, height};
  }

  Sides slices() const {
    Sides out{};
    for (std::size_t i = 0; i < 4; ++i) {
      const BorderImageSlice::Side& side = style_.border_image_slice->sides[i];
      const double whole = i % 2 == 0 ? image_height_ : image_width_;
      out[i] = std::min(whole, side.is_percentage ? whole * side.number / 100 : side.number);
    }
    return out;
  }

  /// Border image widths (section 5.3); if they overlap, all shrink by the same factor.
  Sides widths(const base::Size& area) const {
    const Sides borders = in_px(fragment_.borders);
    Sides out{};
    for (std::size_t i = 0; i < 4; ++i) {
      const BorderImageWidth::Side& side = style_.border_image_width->sides[i];
      const LayoutUnit whole = i % 2 == 0 ? area.height : area.width;
      switch (side.kind) {
        case BorderImageWidth::Kind::Auto: out[i] = slices_[i]; break;
        case BorderImageWidth::Kind::Number: out[i] = side.number * borders[i]; break;
        case BorderImageWidth::Kind::Length: out[i] = std::max(0.0, side.length.resolve(whole).to_px()); break;
      }
    }
    const double across = out[1] + out[3];
    const double down = out[0] + out[2];
    double factor = 1;
    if (across > area.width.to_px()) factor = std::min(factor, area.width.to_px() / across);
    if (down > area.height.to_px()) factor = std::min(factor, area.height.to_px() / down);
    for (double& width : out) width *= factor;
    return out;
  }

  /// By how much the middle region is scaled along an edge: as much as across it.
  double scale_of(std::size_t side, std::size_t other) const {
    if (slices_[side] > 0 && widths_[side] > 0) return widths_[side] / slices_[side];
    if (slices_[other] > 0 && widths_[other] > 0) return widths_[other] / slices_[other];
    return 1;
  }

  void paint_region(const Segment& column, const Segment& row, const Segment& across, const Segment& down,
                    bool is_middle_column, bool is_middle_row) {
    if (column.length() <= 0 || row.length() <= 0 || across.length() <= 0 || down.length() <= 0) return;
    const style::BorderImageRepeat& repeat = style_.border_image_repeat;
    const double x_scale = is_middle_row ? scale_of(0, 2) : down.length() / row.length();
    const double y_scale = is_middle_column ? scale_of(3, 1) : across.length() / column.length();
    const Copies x =
        copies_of(is_middle_column ? repeat.horizontal : BorderRepeat::Stretch, across, column.length() * x_scale);
    const Copies y = copies_of(is_middle_row ? repeat.vertical : BorderRepeat::Stretch, down, row.length() * y_scale);
    if (x.count == 0 || y.count == 0) return;
    clip_to(across, down);
    for (int j = 0; j < y.count; ++j) {
      for (int i = 0; i < x.count; ++i) {
        const Segment place_x{x.first + i * x.step, x.first + i * x.step + x.length};
        const Segment place_y{y.first + j * y.step, y.first + j * y.step + y.length};
        paint_copy(column, row, place_x, place_y);
      }
    }
    items_.emplace_back(PopClip{});
  }

  void clip_to(const Segment& x, const Segment& y) {
    PushClip clip;
    clip.path.add_rect(x.begin, y.begin, x.end, y.end);
    items_.emplace_back(std::move(clip));
  }

  /// Draws the whole image so that this part of it lands in its place, and clips the rest.
  void paint_copy(const Segment& column, const Segment& row, const Segment& x, const Segment& y) {
    const double x_scale = x.length() / column.length();
    const double y_scale = y.length() / row.length();
    const auto unit = [](double px) {
      return LayoutUnit::round_from_px(px);
    };
    clip_to(x, y);
    items_.emplace_back(DrawImage{image_,
                                  {{unit(x.begin - column.begin * x_scale), unit(y.begin - row.begin * y_scale)},
                                   {unit(image_width_ * x_scale), unit(image_height_ * y_scale)}},
                                  fragment_.origin});
    items_.emplace_back(PopClip{});
  }

  const Fragment& fragment_;
  StyleImage source_;
  const ComputedStyle& style_;
  const Surroundings& around_;
  std::vector<DisplayItem>& items_;
  const images::Image* image_ = nullptr;
  double image_width_ = 0;
  double image_height_ = 0;
  Sides slices_{};
  Sides widths_{};
};

}  // namespace

bool paint_border_image(const Fragment& fragment, Point position, const ComputedStyle& style,
                        const Surroundings& around, std::vector<DisplayItem>& items) {
  const StyleImage source = find_image(*style.border_image_source, fragment.origin, around.context);
  if (source.is_none()) return false;
  BorderImagePainter(fragment, source, style, around, items).paint(position);
  return true;
}

namespace {

constexpr double kThickFrom = 3;

/// The gap closest to the wanted one with which the line starts and ends with a dash.
double best_gap(double length, double dash, double gap) {
  const double count = std::floor((length + gap) / (dash + gap));
  const auto gap_for = [&](double dashes) {
    return dashes > 1 ? (length - dashes * dash) / (dashes - 1) : 0.0;
  };
  const double wide = gap_for(count);
  const double narrow = gap_for(count + 1);
  if (count <= 1) return narrow > 0 ? narrow : gap;
  return narrow <= 0 || std::abs(wide - gap) < std::abs(narrow - gap) ? wide : narrow;
}

}  // namespace

bool has_round_dots(DashKind kind, double width) { return kind == DashKind::Dotted && width > kThickFrom; }

base::StrokeStyle dashed_stroke(DashKind kind, double width, double length) {
  base::StrokeStyle stroke;
  stroke.width = width;
  if (has_round_dots(kind, width)) {
    stroke.cap = base::LineCap::Round;
    stroke.dashes = {0, best_gap(length, 0, width * 2)};
    return stroke;
  }
  const bool thick = width >= kThickFrom;
  const double dash = kind == DashKind::Dotted ? width : width * (thick ? 2 : 3);
  const double gap = kind == DashKind::Dotted ? width : width * (thick ? 1 : 2);
  stroke.dashes = {dash, best_gap(length, dash, gap)};
  return stroke;
}

namespace {

using base::Path;
using style::BorderStyle;

bool draws(BorderStyle style) { return style != BorderStyle::None && style != BorderStyle::Hidden; }

/// Draws a dashed or dotted line along the middle of a straight border.
void paint_dashes(const BorderSide& side, DashKind kind, std::vector<DisplayItem>& items) {
  const double width = (side.horizontal ? side.rect.size.height : side.rect.size.width).to_px();
  double begin = (side.horizontal ? side.rect.left() : side.rect.top()).to_px();
  double end = (side.horizontal ? side.rect.right() : side.rect.bottom()).to_px();
  const bool round = has_round_dots(kind, width) && end - begin > width;
  if (round) {
    begin += width / 2;
    end -= width / 2;
  }
  const double drawn_end = round ? end + kLastDotRoom : end;
  const double middle = (side.horizontal ? side.rect.top() : side.rect.left()).to_px() + width / 2;
  StrokePath line;
  line.path.move_to(side.horizontal ? base::PathPoint{begin, middle} : base::PathPoint{middle, begin});
  line.path.line_to(side.horizontal ? base::PathPoint{drawn_end, middle} : base::PathPoint{middle, drawn_end});
  line.style = dashed_stroke(kind, width, end - begin);
  line.color = side.color;
  line.origin = side.origin;
  items.emplace_back(std::move(line));
}

/// Draws the outer and the inner part of a straight border; each takes 1/`share` of the width.
void paint_halves(const BorderSide& side, int share, Color first_color, Color second_color,
                  std::vector<DisplayItem>& items) {
  Rect first = side.rect;
  Rect second = side.rect;
  if (side.horizontal) {
    first.size.height = side.rect.size.height / share;
    second.size.height = first.size.height;
    second.origin.y = side.rect.bottom() - second.size.height;
  } else {
    first.size.width = side.rect.size.width / share;
    second.size.width = first.size.width;
    second.origin.x = side.rect.right() - second.size.width;
  }
  items.push_back(FillRect{first, first_color, side.origin});
  items.push_back(FillRect{second, second_color, side.origin});
}

struct Side {
  LayoutUnit width;
  BorderStyle style = BorderStyle::None;
  Color color;
  bool has_room() const { return width > LayoutUnit() && draws(style); }
  bool is_drawn() const { return has_room() && !color.is_transparent(); }
  bool looks_like(const Side& other) const { return style == other.style && color == other.color; }
};

/// Paints the four borders of a box: top, right, bottom, left.
class BorderPainter {
 public:
  BorderPainter(const Fragment& fragment, Point position, const ComputedStyle& style, std::vector<DisplayItem>& items)
      : rect_{position, fragment.size},
        origin_(fragment.origin),
        outer_(border_shape(fragment, position, style)),
        inner_(outer_.inset(fragment.borders)),
        items_(items) {
    const base::Edges& widths = fragment.borders;
    sides_ = {{{widths.top, style.border_top_style, style.border_top_color.resolve(style.color)},
               {widths.right, style.border_right_style, style.border_right_color.resolve(style.color)},
               {widths.bottom, style.border_bottom_style, style.border_bottom_color.resolve(style.color)},
               {widths.left, style.border_left_style, style.border_left_color.resolve(style.color)}}};
  }

  void paint() {
    if (std::none_of(sides_.begin(), sides_.end(), [](const Side& side) { return side.is_drawn(); })) return;
    if (!outer_.is_round() && !meets_otherwise()) {
      for (const std::size_t i : {0U, 2U, 3U, 1U}) paint_straight(i);
      return;
    }
    const bool uniform = std::all_of(sides_.begin(), sides_.end(),
                                     [&](const Side& side) { return side.is_drawn() && side.looks_like(sides_[0]); });
    if (uniform && !is_carved(sides_[0].style)) {
      paint_ring(0);
      return;
    }
    for (const std::size_t i : {0U, 2U, 3U, 1U}) paint_mitred(i);
  }

 private:
  static bool is_carved(BorderStyle style) {
    return style == BorderStyle::Groove || style == BorderStyle::Ridge || style == BorderStyle::Inset ||
           style == BorderStyle::Outset;
  }

  /// Whether two adjacent sides differ, so that their corner must be mitred.
  bool meets_otherwise() const {
    for (std::size_t i = 0; i < 4; ++i) {
      const Side& side = sides_[i];
      const Side& next = sides_[(i + 1) % 4];
      if (!side.has_room() || !next.has_room()) continue;
      if (!side.looks_like(next) || is_carved(side.style) || side.style == BorderStyle::Double) return true;
    }
    return false;
  }

  /// Draws a side as a rectangle. Top and bottom include the corners, unless they are dashed.
  void paint_straight(std::size_t index) {
    const Side& side = sides_[index];
    if (!side.is_drawn()) return;
    const bool horizontal = index % 2 == 0;
    const bool dashed = side.style == BorderStyle::Dashed || side.style == BorderStyle::Dotted;
    Rect rect = rect_;
    if (horizontal) {
      rect.size.height = side.width;
      if (index == 2) rect.origin.y = rect_.bottom() - side.width;
    } else {
      rect.size.width = side.width;
      if (index == 1) rect.origin.x = rect_.right() - side.width;
      const LayoutUnit above = sides_[0].is_drawn() && !dashed ? sides_[0].width : LayoutUnit();
      const LayoutUnit below = sides_[2].is_drawn() && !dashed ? sides_[2].width : LayoutUnit();
      rect.origin.y += above;
      rect.size.height -= above + below;
    }
    paint_border({rect, side.style, side.color, horizontal, origin_}, items_);
  }

  /// The area of a side: from its outer corners through its inner ones to the middle.
  Path side_area(std::size_t index) const {
    const double middle_x = (inner_.left + inner_.right) / 2;
    const double middle_y = (inner_.top + inner_.bottom) / 2;
    const std::array<base::PathPoint, 4> outer{{{outer_.left, outer_.top},
                                                {outer_.right, outer_.top},
                                                {outer_.right, outer_.bottom},
                                                {outer_.left, outer_.bottom}}};
    const std::array<base::PathPoint, 4> inner{{{inner_.left, inner_.top},
                                                {inner_.right, inner_.top},
                                                {inner_.right, inner_.bottom},
                                                {inner_.left, inner_.bottom}}};
    const std::size_t next = (index + 1) % 4;
    Path path;
    path.move_to(outer[index]);
    path.line_to(outer[next]);
    path.line_to(inner[next]);
    if (outer_.is_round()) path.line_to({middle_x, middle_y});
    path.line_to(inner[index]);
    path.close();
    return path;
  }

  void paint_mitred(std::size_t index) {
    const Side& side = sides_[index];
    if (!side.is_drawn()) return;
    Path area = side_area(index);
    if (!outer_.is_round() && side.style == BorderStyle::Solid) {
      items_.emplace_back(FillPath{std::move(area), base::FillRule::NonZero, side.color, origin_});
      return;
    }
    items_.emplace_back(PushClip{std::move(area), base::FillRule::NonZero});
    if (outer_.is_round() || (side.style != BorderStyle::Dashed && side.style != BorderStyle::Dotted)) {
      paint_ring(index);
    } else {
      paint_straight(index);
    }
    items_.emplace_back(PopClip{});
  }

  BoxShape inset_by(int part, int of) const {
    const auto width = [&](std::size_t i) {
      return sides_[i].width.to_px() * part / of;
    };
    return outer_.inset(width(0), width(1), width(2), width(3));
  }

  void fill_between(const BoxShape& outside, const BoxShape& inside, Color color) {
    FillPath ring{outside.path(), base::FillRule::EvenOdd, color, origin_};
    if (!inside.is_empty()) inside.append_to(ring.path);
    items_.emplace_back(std::move(ring));
  }

  /// Draws all four sides as one ring, in the style of the given side.
  void paint_ring(std::size_t index) {
    const Side& side = sides_[index];
    const bool begins = index == 0 || index == 3;  // light comes from the upper left
    const CarvedColors carved = carved_colors(side.color);
    switch (side.style) {
      case BorderStyle::None:
      case BorderStyle::Hidden: return;
      case BorderStyle::Solid: return fill_between(outer_, inner_, side.color);
      case BorderStyle::Double:
        fill_between(outer_, inset_by(1, 3), side.color);
        return fill_between(inset_by(2, 3), inner_, side.color);
      case BorderStyle::Groove:
      case BorderStyle::Ridge: {
        const bool dark_outside = (side.style == BorderStyle::Groove) == begins;
        fill_between(outer_, inset_by(1, 2), dark_outside ? carved.dark : carved.light);
        return fill_between(inset_by(1, 2), inner_, dark_outside ? carved.light : carved.dark);
      }
      case BorderStyle::Inset: return fill_between(outer_, inner_, begins ? carved.dark : carved.light);
      case BorderStyle::Outset: return fill_between(outer_, inner_, begins ? carved.light : carved.dark);
      case BorderStyle::Dashed: return stroke_middle(side, DashKind::Dashed);
      case BorderStyle::Dotted: return stroke_middle(side, DashKind::Dotted);
    }
  }

  /// Strokes dashes along a rounded border, with gaps adjusted to the perimeter of the box.
  void stroke_middle(const Side& side, DashKind kind) {
    const BoxShape middle = inset_by(1, 2);
    const double around = 2 * (middle.right - middle.left + middle.bottom - middle.top);
    StrokePath line{middle.path(), dashed_stroke(kind, side.width.to_px(), around), side.color, origin_};
    items_.emplace_back(std::move(line));
  }

  Rect rect_;
  OriginId origin_;
  BoxShape outer_;
  BoxShape inner_;
  std::array<Side, 4> sides_;
  std::vector<DisplayItem>& items_;
};

}  // namespace

void paint_border(const BorderSide& side, std::vector<DisplayItem>& items) {
  if (side.rect.size.width <= LayoutUnit() || side.rect.size.height <= LayoutUnit() || side.color.is_transparent()) {
    return;
  }
  const CarvedColors carved = carved_colors(side.color);
  switch (side.style) {
    case BorderStyle::None:
    case BorderStyle::Hidden: return;
    case BorderStyle::Dashed: return paint_dashes(side, DashKind::Dashed, items);
    case BorderStyle::Dotted: return paint_dashes(side, DashKind::Dotted, items);
    case BorderStyle::Double: return paint_halves(side, 3, side.color, side.color, items);
    // In collapsed borders, inset is drawn as ridge and outset as groove (CSS 2.2 §17.6.2.1).
    case BorderStyle::Groove:
    case BorderStyle::Outset: return paint_halves(side, 2, carved.dark, carved.light, items);
    case BorderStyle::Ridge:
    case BorderStyle::Inset: return paint_halves(side, 2, carved.light, carved.dark, items);
    case BorderStyle::Solid: items.push_back(FillRect{side.rect, side.color, side.origin}); return;
  }
}

void paint_plain_borders(const Fragment& fragment, Point position, const ComputedStyle& style,
                         std::vector<DisplayItem>& items) {
  const base::Edges& widths = fragment.borders;
  if ((widths.horizontal() + widths.vertical()).is_zero()) return;
  BorderPainter(fragment, position, style, items).paint();
}

void paint_borders(const Fragment& fragment, Point position, const ComputedStyle& style, const Surroundings& around,
                   std::vector<DisplayItem>& items) {
  if (style.border_image_source && paint_border_image(fragment, position, style, around, items)) return;
  paint_plain_borders(fragment, position, style, items);
}

void paint_decorations(const Fragment& fragment, Point position, const ComputedStyle& style, const Surroundings& around,
                       std::vector<DisplayItem>& items) {
  if (style.visibility != style::Visibility::Visible) return;
  paint_outer_shadows(fragment, position, style, items);
  paint_background(fragment, position, style, around, items);
  paint_inner_shadows(fragment, position, style, items);
  paint_borders(fragment, position, style, around, items);
}

namespace {

void paint_diagonal(const layout::InnerBorder& border, const Rect& rect, OriginId origin,
                    std::vector<DisplayItem>& items) {
  const double left = rect.origin.x.to_px();
  const double right = left + rect.size.width.to_px();
  const double top = rect.origin.y.to_px();
  const double bottom = top + rect.size.height.to_px();
  const bool rises = border.slope == layout::LineSlope::Rising;
  Path line;
  line.move_to({left, rises ? bottom : top});
  line.line_to({right, rises ? top : bottom});
  base::StrokeStyle stroke;
  stroke.width = border.thickness.to_px();
  items.emplace_back(StrokePath{std::move(line), stroke, border.color, origin});
}

}  // namespace

void paint_inner_borders(const Fragment& table, Point position, std::vector<DisplayItem>& items) {
  if (table.inner_borders == nullptr) return;
  for (const layout::InnerBorder& border : *table.inner_borders) {
    const Rect rect{position + border.rect.origin, border.rect.size};
    if (border.slope != layout::LineSlope::None) {
      paint_diagonal(border, rect, table.origin, items);
      continue;
    }
    paint_border({rect, border.style, border.color, border.horizontal, table.origin}, items);
  }
}

}  // namespace gongwen::paint
