
#include "paint/detail/box_painters.h"
#include "paint/detail/box_shape.h"

#include <algorithm>
#include <array>

namespace gongwen::paint {
namespace {

using base::Path;
using layout::Fragment;
using style::BorderStyle;
using style::ComputedStyle;

bool draws(BorderStyle style) { return style != BorderStyle::None && style != BorderStyle::Hidden; }

/// A dashed or dotted line along the middle of a straight border.
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

/// The outer and the inner part of a straight border, each this share of its width.
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

/// The four borders of a box: top, right, bottom, left.
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

  /// Whether two sides that meet look otherwise at their corner, so that it is cut aslant.
  bool meets_otherwise() const {
    for (std::size_t i = 0; i < 4; ++i) {
      const Side& side = sides_[i];
      const Side& next = sides_[(i + 1) % 4];
      if (!side.has_room() || !next.has_room()) continue;
      if (!side.looks_like(next) || is_carved(side.style) || side.style == BorderStyle::Double) return true;
    }
    return false;
  }

  /// A side as a rectangle; upper and lower ones have the corners, unless they are dashed.
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

  /// The part of the border that belongs to a side: from its outer corners through its inner ones to the middle.
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

  /// All around the box in the manner of one side.
  void paint_ring(std::size_t index) {
    const Side& side = sides_[index];
    const bool begins = index == 0 || index == 3;  // the light falls from the upper left
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

  /// Dashes along a round border; they are adjusted to a side of it.
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
    // CSS 2.2 §17.6.2.1: between cells, inset is a ridge and outset a groove.
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

void paint_inner_borders(const Fragment& table, Point position, std::vector<DisplayItem>& items) {
  if (table.inner_borders == nullptr) return;
  for (const layout::InnerBorder& border : *table.inner_borders) {
    paint_border({{position + border.rect.origin, border.rect.size},
                  border.style,
                  border.color,
                  border.horizontal,
                  table.origin},
                 items);
  }
}

}  // namespace gongwen::paint
