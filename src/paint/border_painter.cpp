#include "paint/border_painter.h"

namespace gongwen::paint {
namespace {

using layout::Fragment;
using style::BorderStyle;
using style::ComputedStyle;

StrokeLine middle_line(const BorderSide& side, LineStyle line_style) {
  StrokeLine line;
  line.style = line_style;
  line.color = side.color;
  line.origin = side.origin;
  if (side.horizontal) {
    const LayoutUnit y = side.rect.top() + side.rect.size.height / 2;
    line.from = {side.rect.left(), y};
    line.to = {side.rect.right(), y};
    line.width = side.rect.size.height;
  } else {
    const LayoutUnit x = side.rect.left() + side.rect.size.width / 2;
    line.from = {x, side.rect.top()};
    line.to = {x, side.rect.bottom()};
    line.width = side.rect.size.width;
  }
  return line;
}

/// `double`: two lines of a third of the width each.
void paint_double(const BorderSide& side, std::vector<DisplayItem>& items) {
  Rect first = side.rect;
  Rect second = side.rect;
  if (side.horizontal) {
    first.size.height = side.rect.size.height / 3;
    second.size.height = first.size.height;
    second.origin.y = side.rect.bottom() - second.size.height;
  } else {
    first.size.width = side.rect.size.width / 3;
    second.size.width = first.size.width;
    second.origin.x = side.rect.right() - second.size.width;
  }
  items.push_back(FillRect{first, side.color, side.origin});
  items.push_back(FillRect{second, side.color, side.origin});
}

}  // namespace

void paint_border(const BorderSide& side, std::vector<DisplayItem>& items) {
  if (side.rect.size.width <= LayoutUnit() || side.rect.size.height <= LayoutUnit() || side.color.is_transparent()) {
    return;
  }
  switch (side.style) {
    case BorderStyle::None:
    case BorderStyle::Hidden: return;
    case BorderStyle::Dashed: items.push_back(middle_line(side, LineStyle::Dashed)); return;
    case BorderStyle::Dotted: items.push_back(middle_line(side, LineStyle::Dotted)); return;
    case BorderStyle::Double: paint_double(side, items); return;
    // On paper the three-dimensional styles come to one line (css-backgrounds-3 §4.2 leaves their look open).
    case BorderStyle::Solid:
    case BorderStyle::Groove:
    case BorderStyle::Ridge:
    case BorderStyle::Inset:
    case BorderStyle::Outset: items.push_back(FillRect{side.rect, side.color, side.origin}); return;
  }
}

void paint_decorations(const Fragment& fragment, Point position, const ComputedStyle& style,
                       std::vector<DisplayItem>& items) {
  const Color background = style.background_color.resolve(style.color);
  const Rect box{position, fragment.size};
  if (!background.is_transparent()) items.push_back(FillRect{box, background, fragment.origin});
  const base::Edges& widths = fragment.borders;
  paint_border({{position, {box.size.width, widths.top}},
                style.border_top_style,
                style.border_top_color.resolve(style.color),
                true,
                fragment.origin},
               items);
  paint_border({{{position.x, box.bottom() - widths.bottom}, {box.size.width, widths.bottom}},
                style.border_bottom_style,
                style.border_bottom_color.resolve(style.color),
                true,
                fragment.origin},
               items);
  const LayoutUnit inner_top = position.y + widths.top;
  const LayoutUnit inner_height = box.size.height - widths.vertical();
  paint_border({{{position.x, inner_top}, {widths.left, inner_height}},
                style.border_left_style,
                style.border_left_color.resolve(style.color),
                false,
                fragment.origin},
               items);
  paint_border({{{box.right() - widths.right, inner_top}, {widths.right, inner_height}},
                style.border_right_style,
                style.border_right_color.resolve(style.color),
                false,
                fragment.origin},
               items);
}

void paint_collapsed_borders(const Fragment& table, Point position, std::vector<DisplayItem>& items) {
  if (table.collapsed_borders == nullptr) return;
  for (const layout::CollapsedBorder& border : *table.collapsed_borders) {
    paint_border({{position + border.rect.origin, border.rect.size},
                  border.style,
                  border.color,
                  border.horizontal,
                  table.origin},
                 items);
  }
}

}  // namespace gongwen::paint
