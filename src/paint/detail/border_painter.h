// Borders as areas and lines (css-backgrounds-3 sections 3 and 4).
#pragma once

#include "layout/core/context.h"
#include "paint/display_list.h"

#include <vector>

namespace gongwen::paint {

/// Background and borders of a fragment that stands at `position`.
void paint_decorations(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                       const layout::LayoutContext& context, std::vector<DisplayItem>& items);

/// The borders alone.
void paint_borders(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                   std::vector<DisplayItem>& items);

/// The collapsed borders of a table.
void paint_collapsed_borders(const layout::Fragment& table, Point position, std::vector<DisplayItem>& items);

/// One straight border as an area between two edges of a box.
struct BorderSide {
  Rect rect;
  style::BorderStyle style = style::BorderStyle::None;
  Color color;
  bool horizontal = true;
  OriginId origin;
};
void paint_border(const BorderSide& side, std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
