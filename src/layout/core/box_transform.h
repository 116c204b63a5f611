// Computes where a transformed box is drawn (css-transforms-1). Layout itself ignores transforms.
#pragma once

#include "base/path.h"
#include "base/space_transform.h"
#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <optional>

namespace gongwen::layout {

// Transforms in space (css-transforms-2): where boxes with depth are drawn on the flat page.

using base::SpaceTransform;

/// The position of the plane of a box on the page.
struct PlaneOnPage {
  base::Transform transform;  // if not exact, an approximation around the middle of the box
  double depth = 0;           // of the middle, towards the reader
  bool is_seen = true;        // in front of the eye
  bool is_exact = true;       // the sides of the box stay parallel
};
PlaneOnPage plane_on_page(const SpaceTransform& transform, const Rect& box);

/// Whether the back of a plane is turned to the reader (css-transforms-2 section 8).
bool is_turned_away(const SpaceTransform& transform);

/// One function; percentages refer to `box`.
SpaceTransform space_transform(const style::TransformFunction& function, const Size& box);

/// The effect of `perspective` on the children of a box at `box` (section 5).
SpaceTransform perspective_transform(const style::ComputedStyle& style, const Rect& box);

/// Whether the children of a box share one space with it: `preserve-3d`, unless another property flattens them into one
/// picture (section 3).
bool preserves_depth(const style::ComputedStyle& style);

/// The style whose opacity and transforms apply to a fragment. The grid of a table has the table's style, but the
/// effects apply to the wrapper, which includes the captions.
const style::ComputedStyle& effect_style(const Fragment& fragment, const LayoutContext& context);

/// Whether drawing a box takes more than its own flat transform: it has depth, or its back is hidden.
bool has_depth(const style::ComputedStyle& style);

/// Whether a style makes one picture of a box and its content, and makes it the containing block of positioned boxes
/// inside: it is transformed, or its content is in perspective (css-transforms-2 sections 3 and 5).
bool transforms_content(const style::ComputedStyle& style);

/// The transform in space of a fragment whose border box is at `position`, in px of the page; nullopt if it is not
/// transformed.
std::optional<SpaceTransform> box_space_transform(const Fragment& fragment, Point position,
                                                  const LayoutContext& context);

/// Whether the layout or the paint of a box is contained (css-contain-2 sections 3.2 and 3.3). Neither applies to boxes
/// that lines are made of, nor to the inner boxes of tables except cells.
bool is_contained(const boxes::Box& box, const style::ComputedStyle& style);
/// Whether its layout is contained.
bool contains_layout(const boxes::Box& box, const style::ComputedStyle& style);
/// Whether the layout or the paint of a fragment is contained.
bool is_contained(const Fragment& fragment, const LayoutContext& context);

/// The transform of a fragment whose border box is at `position`, in px of the page. Depth is projected. Returns
/// nullopt without a transform, and for boxes that cannot have one: those of lines and of columns (css-transforms-1
/// section 2).
std::optional<base::Transform> box_transform(const Fragment& fragment, Point position, const LayoutContext& context);

/// The transform of a group of rows whose rows on a page are in `rows`; nullopt if it is not transformed.
std::optional<base::Transform> group_transform(BoxId group, const Rect& rows, const LayoutContext& context);

/// The smallest upright rectangle around a transformed one.
Rect transformed_bounds(const base::Transform& transform, const Rect& rect);

// The visible part of boxes and of their content: `overflow`, `contain: paint` and `clip` cut off the rest.

/// The directions in which a box cuts off what overflows it (css-overflow-3 section 3, css-contain-2 section 3.3).
struct OverflowCut {
  bool across = false;
  bool down = false;
  bool any() const { return across || down; }
};

OverflowCut overflow_cut(const boxes::Box& box, const style::ComputedStyle& style);
OverflowCut overflow_cut(const Fragment& fragment, const LayoutContext& context);

/// The rectangle in which the content of a box is visible: its padding box, unbounded in a direction in which the box
/// does not clip. Returns nullopt if it does not clip at all.
std::optional<Rect> shown_content(const Fragment& fragment, Point position, const LayoutContext& context);

/// The rectangle that `clip` leaves of a positioned box (css-masking-1 section 9, CSS 2.2 section 11.1.2); nullopt if
/// nothing is clipped, as for all boxes in flow. The lengths count from the upper left corner of the border box; a side
/// that is `auto` is that of the border box. AD-HOC: each part of a box that pages cut is clipped by itself.
std::optional<Rect> clip_rect(const Fragment& fragment, Point position, const LayoutContext& context);

/// Both rectangles for a fragment; empty for fragments that are not boxes.
struct ShownPart {
  std::optional<Rect> content;
  std::optional<Rect> clip;
};
ShownPart shown_part(const Fragment& fragment, Point position, const LayoutContext& context);

/// The intersection of two rectangles; of zero size if they do not overlap.
Rect common_part(const Rect& a, const Rect& b);

}  // namespace gongwen::layout
