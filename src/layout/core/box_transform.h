// Where a transformed box is drawn (css-transforms-1). Layout itself does not see transforms.
#pragma once

#include "base/path.h"
#include "base/space_transform.h"
#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <optional>

namespace gongwen::layout {

// Maps of space (css-transforms-2): where boxes with depth come to lie on the page, which has none.

using base::SpaceTransform;

/// Where the plane of a box comes to lie on the page.
struct PlaneOnPage {
  base::Transform transform;  // where it is not exact, that of the middle of the box and around it
  double depth = 0;           // of the middle, towards the reader
  bool is_seen = true;        // in front of the eye
  bool is_exact = true;       // the sides of the box stay parallel
};
PlaneOnPage plane_on_page(const SpaceTransform& transform, const Rect& box);

/// Whether the back of a plane is turned to the reader (css-transforms-2 section 8).
bool is_turned_away(const SpaceTransform& transform);

/// One function; percentages refer to `box`.
SpaceTransform space_transform(const style::TransformFunction& function, const Size& box);

/// What `perspective` of a box at `box` does to its children (section 5).
SpaceTransform perspective_transform(const style::ComputedStyle& style, const Rect& box);

/// Whether the children of a box are in one space with it: `preserve-3d`, unless something makes one picture of them
/// (section 3).
bool preserves_depth(const style::ComputedStyle& style);

/// The style whose opacity and transforms a fragment has: those of a table are the wrapper's, which has captions in it,
/// though its grid has the table's style.
const style::ComputedStyle& effect_style(const Fragment& fragment, const LayoutContext& context);

/// Whether what is drawn of a box depends on more than its own flat transform: it has depth, or a back that is hidden.
bool has_depth(const style::ComputedStyle& style);

/// Whether a style makes one picture of a box and what is in it, and gives its place to positioned ones inside: it is
/// transformed, or holds what is in perspective (css-transforms-2 sections 3 and 5).
bool transforms_content(const style::ComputedStyle& style);

/// The map of space of a transformed fragment whose border box is at `position`, in px of the page; nothing without a
/// transform.
std::optional<SpaceTransform> box_space_transform(const Fragment& fragment, Point position,
                                                  const LayoutContext& context);

/// Whether the layout or the paint of a box is contained (css-contain-2 sections 3.2 and 3.3). Neither applies to boxes
/// that lines are made of, nor to the inner boxes of tables except cells.
bool is_contained(const boxes::Box& box, const style::ComputedStyle& style);
/// Whether its layout is.
bool contains_layout(const boxes::Box& box, const style::ComputedStyle& style);
/// Whether either is of a fragment.
bool is_contained(const Fragment& fragment, const LayoutContext& context);

/// The map of a transformed fragment whose border box is at `position`, in px of the page; nothing without a transform,
/// and of boxes that have none: those of lines and of columns (css-transforms-1 section 2). Depth is projected.
std::optional<base::Transform> box_transform(const Fragment& fragment, Point position, const LayoutContext& context);

/// The map of a transformed group of rows, which on a page lie in `rows`; nothing without a transform.
std::optional<base::Transform> group_transform(BoxId group, const Rect& rows, const LayoutContext& context);

/// The smallest upright rectangle around a transformed one.
Rect transformed_bounds(const base::Transform& transform, const Rect& rect);

// What boxes show of themselves and of their content: `overflow`, `contain: paint` and `clip` cut off the rest.

/// The directions in which a box cuts off what overflows it (css-overflow-3 section 3, css-contain-2 section 3.3).
struct OverflowCut {
  bool across = false;
  bool down = false;
  bool any() const { return across || down; }
};

OverflowCut overflow_cut(const boxes::Box& box, const style::ComputedStyle& style);
OverflowCut overflow_cut(const Fragment& fragment, const LayoutContext& context);

/// Where the content of a box shows: its padding box, without an end in a direction in which nothing is cut off.
/// Nothing for a box that shows all of it.
std::optional<Rect> shown_content(const Fragment& fragment, Point position, const LayoutContext& context);

/// What `clip` leaves of a positioned box (css-masking-1 section 9, CSS 2.2 section 11.1.2); nothing for boxes that it
/// leaves whole, such as all that are in the flow. The lengths count from the upper left corner of the border box; a
/// side that is `auto` is that of the border box. AD-HOC: each part of a box that pages cut is clipped by itself.
std::optional<Rect> clip_rect(const Fragment& fragment, Point position, const LayoutContext& context);

/// Both of a fragment; nothing for what is not a box.
struct ShownPart {
  std::optional<Rect> content;
  std::optional<Rect> clip;
};
ShownPart shown_part(const Fragment& fragment, Point position, const LayoutContext& context);

/// What two rectangles have in common; of no size where that is nothing.
Rect common_part(const Rect& a, const Rect& b);

}  // namespace gongwen::layout
