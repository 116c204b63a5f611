// Where a transformed box is drawn (css-transforms-1). Layout itself does not see transforms.
#pragma once

#include "base/path.h"
#include "layout/core/context.h"
#include "layout/core/fragment.h"
#include "layout/core/space_transform.h"

#include <optional>

namespace gongwen::layout {

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

}  // namespace gongwen::layout
