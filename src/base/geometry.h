// Physical geometry in LayoutUnit: x grows to the right, y grows down.
#pragma once

#include "base/layout_unit.h"

namespace gongwen::base {

struct Point {
  LayoutUnit x;
  LayoutUnit y;
  friend constexpr bool operator==(const Point&, const Point&) = default;
  friend constexpr Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
  friend constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
};

struct Size {
  LayoutUnit width;
  LayoutUnit height;
  friend constexpr bool operator==(const Size&, const Size&) = default;
};

struct Rect {
  Point origin;  // top left
  Size size;
  friend constexpr bool operator==(const Rect&, const Rect&) = default;

  constexpr LayoutUnit left() const { return origin.x; }
  constexpr LayoutUnit top() const { return origin.y; }
  constexpr LayoutUnit right() const { return origin.x + size.width; }
  constexpr LayoutUnit bottom() const { return origin.y + size.height; }
};

/// Four lengths, one for each side of a box.
struct Edges {
  LayoutUnit top;
  LayoutUnit right;
  LayoutUnit bottom;
  LayoutUnit left;
  friend constexpr bool operator==(const Edges&, const Edges&) = default;

  constexpr LayoutUnit horizontal() const { return left + right; }
  constexpr LayoutUnit vertical() const { return top + bottom; }
  friend constexpr Edges operator+(const Edges& a, const Edges& b) {
    return {a.top + b.top, a.right + b.right, a.bottom + b.bottom, a.left + b.left};
  }
};

}  // namespace gongwen::base
