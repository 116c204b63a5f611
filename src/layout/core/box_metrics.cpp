#include "layout/core/box_metrics.h"

#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "style/apply_property.h"

#include <algorithm>

namespace gongwen::layout {
// Used widths, heights and margins of boxes (CSS 2.2 sections 10.3 to 10.7, css-sizing-3 and -4). `edges` is always the
// sum of borders and paddings of both sides in the direction concerned; sizes are those of the border box unless named
// `content`.

using style::ComputedStyle;

Edges border_widths(const ComputedStyle& style) {
  return {style.border_top_width, style.border_right_width, style.border_bottom_width, style.border_left_width};
}

/// Percentages of paddings and margins refer to the width of the containing block on all four sides (CSS 2.2 §8.3,
/// §8.4).
Edges padding_widths(const ComputedStyle& style, LayoutUnit containing_width) {
  return {style.padding_top.resolve(containing_width), style.padding_right.resolve(containing_width),
          style.padding_bottom.resolve(containing_width), style.padding_left.resolve(containing_width)};
}

Edges margin_widths(const ComputedStyle& style, LayoutUnit containing_width) {
  const auto used = [&](const style::Margin& margin) {
    return margin.is_auto ? LayoutUnit() : margin.value.resolve(containing_width);
  };
  return {used(style.margin_top), used(style.margin_right), used(style.margin_bottom), used(style.margin_left)};
}

/// nullopt for values that are not lengths, and for percentages of an unknown size: both count as `auto`.
std::optional<LayoutUnit> border_box_size(const style::Size& size, std::optional<LayoutUnit> containing,
                                          LayoutUnit edges, style::BoxSizing sizing) {
  if (!size.is_length()) return std::nullopt;
  if (size.value.has_percent() && !containing) return std::nullopt;
  const LayoutUnit length = std::max(LayoutUnit(), size.value.resolve(containing.value_or(LayoutUnit())));
  return sizing == style::BoxSizing::BorderBox ? std::max(length, edges) : length + edges;
}

/// `row-gap` and `column-gap`: nullopt is `normal`, whose length depends on the kind of container. A negative result of
/// `calc()` counts as 0.
LayoutUnit used_gap(const std::optional<style::LengthPercentage>& gap, LayoutUnit base, LayoutUnit normal) {
  return gap ? std::max(LayoutUnit(), gap->resolve(base)) : normal;
}

namespace {

/// Size containment has no effect on boxes of tables, whose sizes depend on one another (css-contain-2 §3.1).
bool is_part_of_table(const boxes::Box& box) {
  using enum boxes::BoxKind;
  switch (box.kind) {
    case Table:
    case TableGrid:
    case ColumnGroup:
    case Column:
    case RowGroup:
    case Row:
    case Cell: return true;
    default: return false;
  }
}

}  // namespace

/// `contain: inline-size` contains the width alone, `contain: size` both directions (css-contain-2 §3.1).
bool contains_width(BoxId id, const LayoutContext& context) {
  const style::Containment& contain = context.style_of(id).contain;
  return (contain.size || contain.inline_size) && !is_part_of_table(context.box(id));
}

bool contains_height(BoxId id, const LayoutContext& context) {
  return context.style_of(id).contain.size && !is_part_of_table(context.box(id));
}

/// Whether `min-width: auto` means the content's minimum (css-sizing-4 §5): not in boxes that scroll.
bool keeps_content_width(BoxId id, const LayoutContext& context) {
  const ComputedStyle& style = context.style_of(id);
  return style.min_width.is_auto() && !style.is_scroll_container() && context.box(id).kind != boxes::BoxKind::Replaced;
}

namespace {

/// The width that a limit derives from the content; nullopt for other limits. `fit-content` fills `available`, but is
/// never wider than max-content.
std::optional<LayoutUnit> content_limit(const style::Size& limit, BoxId box, LayoutUnit containing,
                                        LayoutUnit available, LayoutContext& context) {
  switch (limit.kind) {
    case style::Size::Kind::MinContent: return content_based_sizes(box, context).min_content;
    case style::Size::Kind::MaxContent: return content_based_sizes(box, context).max_content;
    case style::Size::Kind::FitContent: return content_based_sizes(box, context).fit(available);
    // `fit-content(…)` is fitted like `fit-content`, with its argument in place of the available width.
    case style::Size::Kind::FitContentLength: {
      const ComputedStyle& style = context.style_of(box);
      const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, containing).horizontal();
      return content_based_sizes(box, context)
          .fit(*border_box_size({style::Size::Kind::Length, limit.value}, containing, edges, style.box_sizing));
    }
    case style::Size::Kind::Auto:
    case style::Size::Kind::None:
    case style::Size::Kind::Length: break;
  }
  return std::nullopt;
}

}  // namespace

/// `min-width` wins over `max-width` (CSS 2.2 §10.4), and no box is narrower than its borders and paddings.
LayoutUnit clamp_width(LayoutUnit width, const ComputedStyle& style, LayoutUnit containing_width, LayoutUnit edges) {
  const auto most = border_box_size(style.max_width, containing_width, edges, style.box_sizing);
  const auto least = border_box_size(style.min_width, containing_width, edges, style.box_sizing);
  if (most) width = std::min(width, *most);
  if (least) width = std::max(width, *least);
  return std::max(width, edges);
}

/// Limits that refer to content need the box itself, not only its style.
LayoutUnit clamp_width(LayoutUnit width, BoxId box, LayoutUnit containing, LayoutUnit edges, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit available = containing - margin_widths(style, containing).horizontal();
  if (const auto max = content_limit(style.max_width, box, containing, available, context)) {
    width = std::min(width, *max);
  }
  width = clamp_width(width, style, containing, edges);
  if (const auto min = content_limit(style.min_width, box, containing, available, context)) {
    width = std::max(width, *min);
  }
  return width;
}

/// The width by a height and an aspect ratio; a box that keeps its content's width is at least as wide as that.
std::optional<LayoutUnit> ratio_width(BoxId box, LayoutUnit height, const Edges& edges, LayoutContext& context) {
  if (context.box(box).kind == boxes::BoxKind::Replaced) {
    // An image has a ratio of its file, whether or not the style sets one.
    const auto width = replaced_width_of_height(box, height, context);
    return width ? std::optional(*width + edges.horizontal()) : std::nullopt;
  }
  const auto width = width_of_height(context.style_of(box), height, edges);
  // The automatic minimum keeps the content from overflowing a box that its ratio would make narrow.
  if (!width || !keeps_content_width(box, context)) return width;
  return std::max(*width, content_based_sizes(box, context).min_content);
}

namespace {

/// The width of a box whose style sets both height and ratio.
std::optional<LayoutUnit> own_ratio_width(BoxId box, const AvailableSize& available, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  if (!style.aspect_ratio.has_ratio() || context.box(box).part == boxes::BoxPart::Anonymous) return std::nullopt;
  const Edges around = border_widths(style) + padding_widths(style, available.inline_size);
  const auto height = content_height(style, available.block_size, around.vertical());
  return height ? ratio_width(box, *height, around, context) : std::nullopt;
}

}  // namespace

/// CSS 2.2 §10.3.5: as wide as the content without line breaks, but no wider than `available`, unless the longest
/// unbreakable part needs more.
LayoutUnit shrink_to_fit_width(BoxId box, LayoutUnit available, LayoutContext& context) {
  return intrinsic_sizes(box, context).fit(available);
}

/// Width of floats, cells and other boxes that shrink to fit (CSS 2.2 §10.3.5); nullopt if the width of the box or its
/// image decides.
std::optional<LayoutUnit> shrunk_width(BoxId box, LayoutUnit containing_width, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  if (!style.width.is_auto() || context.box(box).kind == boxes::BoxKind::Replaced) return std::nullopt;
  const LayoutUnit available = containing_width - margin_widths(style, containing_width).horizontal();
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, containing_width).horizontal();
  return clamp_width(shrink_to_fit_width(box, available, context), box, containing_width, edges, context);
}

/// Used width of a block (CSS 2.2 §10.3.3): set from outside, by the style, or by height and ratio; otherwise the space
/// that the container leaves.
LayoutUnit block_width(const LayoutInput& input, LayoutContext& context) {
  // Containers that size their items have applied the limits themselves.
  if (input.fixed_inline_size) return *input.fixed_inline_size;
  const ComputedStyle& style = context.style_of(input.box);
  const LayoutUnit containing = input.available.inline_size;
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, containing).horizontal();
  LayoutUnit width = containing - margin_widths(style, containing).horizontal();
  if (const auto fixed = border_box_size(style.width, containing, edges, style.box_sizing)) {
    width = *fixed;
  } else if (const auto by_ratio = own_ratio_width(input.box, input.available, context)) {
    width = *by_ratio;
  } else {
    // Widths by keyword are derived from the content; `auto` takes the rest of the containing block.
    if (style.width.kind == style::Size::Kind::MinContent) {
      width = intrinsic_sizes(input.box, context).min_content;
    } else if (style.width.kind == style::Size::Kind::MaxContent) {
      width = intrinsic_sizes(input.box, context).max_content;
    } else if (style.width.kind == style::Size::Kind::FitContent) {
      width = shrink_to_fit_width(input.box, width, context);
    } else if (const auto limited = content_limit(style.width, input.box, containing, width, context)) {
      width = *limited;
    }
    if (style.aspect_ratio.has_ratio()) {
      const Edges around = border_widths(style) + padding_widths(style, containing);
      width = transferred_width(width, style, input.available.block_size, around);
    }
  }
  return clamp_width(width, input.box, containing, edges, context);
}

/// Free space goes to `auto` margins: all of it to the left one, or half if both are auto (CSS 2.2 §10.3.3).
LayoutUnit used_left_margin(const ComputedStyle& style, LayoutUnit containing_width, LayoutUnit width) {
  const Edges margins = margin_widths(style, containing_width);
  const LayoutUnit left = containing_width - width - margins.horizontal();
  // An overfull line of boxes has no free space: auto margins count as 0.
  if (!style.margin_left.is_auto || left < LayoutUnit()) return margins.left;
  return style.margin_right.is_auto ? left / 2 : left;
}

/// How far `position: relative` moves a box (CSS 2.2 §9.4.3): `left` wins over `right`, `top` over `bottom`;
/// percentages of an unknown height count as auto.
Point relative_shift(const ComputedStyle& style, LayoutUnit containing_width,
                     std::optional<LayoutUnit> containing_height) {
  if (style.position.kind != style::PositionKind::Relative) return {};
  const auto vertical = [&](const style::Margin& offset) -> std::optional<LayoutUnit> {
    if (offset.is_auto || (offset.value.has_percent() && !containing_height)) return std::nullopt;
    return offset.value.resolve(containing_height.value_or(LayoutUnit()));
  };
  Point shift;
  if (!style.left.is_auto) {
    shift.x = style.left.value.resolve(containing_width);
  } else if (!style.right.is_auto) {
    shift.x = -style.right.value.resolve(containing_width);
  }
  if (const auto top = vertical(style.top)) {
    shift.y = *top;
  } else if (const auto bottom = vertical(style.bottom)) {
    shift.y = -*bottom;
  }
  return shift;
}

/// nullopt: the content decides. `border_box_size` includes the edges, so they are subtracted again.
std::optional<LayoutUnit> content_height(const ComputedStyle& style, std::optional<LayoutUnit> containing,
                                         LayoutUnit edges) {
  const auto height = border_box_size(style.height, containing, edges, style.box_sizing);
  if (!height) return std::nullopt;
  return clamp_content_height(*height - edges, style, containing, edges);
}

/// `min-height` wins over `max-height` (CSS 2.2 §10.7). All heights are those of the content box.
LayoutUnit clamp_content_height(LayoutUnit height, const ComputedStyle& style, std::optional<LayoutUnit> containing,
                                LayoutUnit edges) {
  const auto most = border_box_size(style.max_height, containing, edges, style.box_sizing);
  const auto least = border_box_size(style.min_height, containing, edges, style.box_sizing);
  if (most) height = std::min(height, *most - edges);
  if (least) height = std::max(height, *least - edges);
  return std::max(height, LayoutUnit());
}

namespace {

/// A ratio as a fixed-point number with 16 fractional bits, so that the same document is laid out alike on all
/// machines.
std::int64_t whole_number(double value) {
  constexpr double kScale = 65536;
  constexpr double kMax = 1e6;
  return static_cast<std::int64_t>(std::clamp(value, 0.0, kMax) * kScale + 0.5);
}

/// Whether the ratio is that of the border box: the box that `box-sizing` names; with `auto` it is always the content
/// box.
bool is_of_border_box(const style::ComputedStyle& style) {
  return style.box_sizing == style::BoxSizing::BorderBox && !style.aspect_ratio.is_auto;
}

/// Whether both numbers are still positive in fixed point.
bool is_usable(const style::AspectRatio& ratio) {
  return ratio.has_ratio() && whole_number(ratio.width) > 0 && whole_number(ratio.height) > 0;
}

}  // namespace

/// The border-box width for a content-box height: with `aspect-ratio: 2 / 1` and no edges, 20pt for 10pt. nullopt
/// without a usable ratio.
std::optional<LayoutUnit> width_of_height(const style::ComputedStyle& style, LayoutUnit height, const Edges& edges) {
  const style::AspectRatio& ratio = style.aspect_ratio;
  if (!is_usable(ratio)) return std::nullopt;
  const auto wide = [&](LayoutUnit length) {
    return LayoutUnit::scaled(length, whole_number(ratio.width), whole_number(ratio.height));
  };
  if (is_of_border_box(style)) return std::max(wide(height + edges.vertical()), edges.horizontal());
  return wide(height) + edges.horizontal();
}

/// Limits of the height carry over to the width through the ratio (css-sizing-4 §5).
LayoutUnit transferred_width(LayoutUnit width, const style::ComputedStyle& style,
                             std::optional<LayoutUnit> containing_height, const Edges& edges) {
  const auto transferred = [&](const style::Size& size) -> std::optional<LayoutUnit> {
    const auto height = border_box_size(size, containing_height, edges.vertical(), style.box_sizing);
    return height ? width_of_height(style, *height - edges.vertical(), edges) : std::nullopt;
  };
  if (const auto max = transferred(style.max_height)) width = std::min(width, *max);
  if (const auto min = transferred(style.min_height)) width = std::max(width, *min);
  return width;
}

/// The inverse of `width_of_height`, from the border-box width to the height of the content box.
std::optional<LayoutUnit> content_height_by_ratio(const style::ComputedStyle& style, LayoutUnit border_box_width,
                                                  const Edges& edges) {
  if (!is_usable(style.aspect_ratio)) return std::nullopt;
  const style::AspectRatio& ratio = style.aspect_ratio;
  const auto high = [&](LayoutUnit length) {
    return LayoutUnit::scaled(length, whole_number(ratio.height), whole_number(ratio.width));
  };
  if (is_of_border_box(style)) return std::max(high(border_box_width) - edges.vertical(), LayoutUnit());
  return std::max(high(border_box_width - edges.horizontal()), LayoutUnit());
}

/// Content may make a box higher than its ratio does, since `min-height: auto`
/// is the height of the content (css-sizing-4 §5). Boxes that scroll keep the
/// ratio.
bool grows_beyond_ratio(const style::ComputedStyle& style) {
  return style.min_height.is_auto() && !style.is_scroll_container();
}

/// A form that gives up blank room keeps at least one line to write in.
LayoutUnit without_one_line(LayoutUnit blank, const style::ComputedStyle& style) {
  const LayoutUnit line = style::line_height_length(style.line_height, style.font_size);
  return blank > line ? blank - line : blank;
}

}  // namespace gongwen::layout
