// The sizes of boxes around their content: margins, borders, paddings, widths and heights (CSS 2.2 sections 8 and 10).
#pragma once

#include "base/geometry.h"
#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "style/computed_style.h"

#include <optional>

namespace gongwen::layout {

/// Percentages of paddings and margins refer to the width of the containing block.
Edges border_widths(const style::ComputedStyle& style);
Edges padding_widths(const style::ComputedStyle& style, LayoutUnit containing_width);
/// `auto` counts as 0.
Edges margin_widths(const style::ComputedStyle& style, LayoutUnit containing_width);

/// A size property as a border-box length; nullopt for `auto`, `none`, and percentages of an unknown length.
std::optional<LayoutUnit> border_box_size(const style::Size& size, std::optional<LayoutUnit> containing,
                                          LayoutUnit edges, style::BoxSizing sizing);

/// A gap between rows, columns or items (css-align-3 section 8). Percentages refer to `base`, which is 0 if it is not
/// known. `normal` is the value of that keyword in this container; in a subgrid it is the gap of the outer grid.
LayoutUnit used_gap(const std::optional<style::LengthPercentage>& gap, LayoutUnit base, LayoutUnit normal = {});

/// Whether the width, or the height, of a box does not depend on its content (css-contain-2 section 3.1). Tables and
/// their parts are not contained.
bool contains_width(BoxId box, const LayoutContext& context);
bool contains_height(BoxId box, const LayoutContext& context);

/// Whether a box whose width comes from its ratio or its container is at least as wide as its content. This is not so
/// if it has a `min-width`, nor for scroll containers and replaced boxes (css-sizing-4 section 5.3).
bool keeps_content_width(BoxId box, const LayoutContext& context);

/// Border-box width of a block-level box in normal flow (CSS 2.2 §10.3.3, §10.4).
LayoutUnit block_width(const LayoutInput& input, LayoutContext& context);
/// Shrink-to-fit width (CSS 2.2 §10.3.9).
LayoutUnit shrink_to_fit_width(BoxId box, LayoutUnit available, LayoutContext& context);

/// Border-box width of a float or of a box in a line: shrunk to fit, between its minimum and maximum widths (CSS 2.2
/// §10.3.5, §10.3.9, §10.4). Returns nullopt if its own width or its image decides.
std::optional<LayoutUnit> shrunk_width(BoxId box, LayoutUnit containing_width, LayoutContext& context);

/// Left margin of a box of this `width`, after `auto` margins have shared the remaining space.
LayoutUnit used_left_margin(const style::ComputedStyle& style, LayoutUnit containing_width, LayoutUnit width);

/// By how much `position: relative` moves a box from its place (CSS 2.2 §9.4.3).
Point relative_shift(const style::ComputedStyle& style, LayoutUnit containing_width,
                     std::optional<LayoutUnit> containing_height);

/// Clamps a border-box width between min-width and max-width, if these are lengths.
LayoutUnit clamp_width(LayoutUnit width, const style::ComputedStyle& style, LayoutUnit containing_width,
                       LayoutUnit edges);
/// The same, including limits that depend on the content, such as `max-content`.
LayoutUnit clamp_width(LayoutUnit width, BoxId box, LayoutUnit containing_width, LayoutUnit edges,
                       LayoutContext& context);

/// Content-box height that the style asks for; nullopt for `auto`.
std::optional<LayoutUnit> content_height(const style::ComputedStyle& style, std::optional<LayoutUnit> containing,
                                         LayoutUnit edges);
LayoutUnit clamp_content_height(LayoutUnit height, const style::ComputedStyle& style,
                                std::optional<LayoutUnit> containing, LayoutUnit edges);

/// The border-box width for a content height, by the ratio of the style; nullopt if it has none.
std::optional<LayoutUnit> width_of_height(const style::ComputedStyle& style, LayoutUnit content_height,
                                          const Edges& edges);
/// The border-box width of a box whose content height is known, by its own ratio or that of its image. At least as wide
/// as its content if the minimum is automatic (css-sizing-4 sections 5.1, 5.3 and 6.1); nullopt without a ratio.
std::optional<LayoutUnit> ratio_width(BoxId box, LayoutUnit content_height, const Edges& edges, LayoutContext& context);

/// A border-box width limited by `max-height` and `min-height` through the ratio; unchanged if there is no ratio
/// (css-sizing-4 section 5.2).
LayoutUnit transferred_width(LayoutUnit width, const style::ComputedStyle& style,
                             std::optional<LayoutUnit> containing_height, const Edges& edges);

/// The content height for a border-box width, by the ratio; nullopt if absent.
std::optional<LayoutUnit> content_height_by_ratio(const style::ComputedStyle& style, LayoutUnit border_box_width,
                                                  const Edges& edges);

/// Whether content may make the box higher than its ratio does (css-sizing-4 section 5.3, automatic minimum sizes).
bool grows_beyond_ratio(const style::ComputedStyle& style);

/// The blank room that a box may give up: one of several blank lines stays, so that the box does not look cramped.
LayoutUnit without_one_line(LayoutUnit blank, const style::ComputedStyle& style);

}  // namespace gongwen::layout
