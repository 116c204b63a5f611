#include "layout/core/box_metrics.h"

#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "style/apply_property.h"

#include <algorithm>

namespace gongwen::layout {

using style::ComputedStyle;

Edges border_widths(const ComputedStyle& style) {
  return {style.border_top_width, style.border_right_width, style.border_bottom_width, style.border_left_width};
}

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

std::optional<LayoutUnit> border_box_size(const style::Size& size, std::optional<LayoutUnit> containing,
                                          LayoutUnit edges, style::BoxSizing sizing) {
  if (!size.is_length()) return std::nullopt;
  if (size.value.has_percent() && !containing) return std::nullopt;
  const LayoutUnit length = std::max(LayoutUnit(), size.value.resolve(containing.value_or(LayoutUnit())));
  return sizing == style::BoxSizing::BorderBox ? std::max(length, edges) : length + edges;
}

LayoutUnit used_gap(const std::optional<style::LengthPercentage>& gap, LayoutUnit base, LayoutUnit normal) {
  return gap ? std::max(LayoutUnit(), gap->resolve(base)) : normal;
}

namespace {

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

bool contains_width(BoxId id, const LayoutContext& context) {
  const style::Containment& contain = context.style_of(id).contain;
  return (contain.size || contain.inline_size) && !is_part_of_table(context.box(id));
}

bool contains_height(BoxId id, const LayoutContext& context) {
  return context.style_of(id).contain.size && !is_part_of_table(context.box(id));
}

bool keeps_content_width(BoxId id, const LayoutContext& context) {
  const ComputedStyle& style = context.style_of(id);
  return style.min_width.is_auto() && !style.is_scroll_container() && context.box(id).kind != boxes::BoxKind::Replaced;
}

namespace {

/// A limit of the width that its content gives; nothing for other limits. `fit-content` fills what is `available`.
std::optional<LayoutUnit> content_limit(const style::Size& limit, BoxId box, LayoutUnit containing,
                                        LayoutUnit available, LayoutContext& context) {
  switch (limit.kind) {
    case style::Size::Kind::MinContent: return content_based_sizes(box, context).min_content;
    case style::Size::Kind::MaxContent: return content_based_sizes(box, context).max_content;
    case style::Size::Kind::FitContent: return content_based_sizes(box, context).fit(available);
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

LayoutUnit clamp_width(LayoutUnit width, const ComputedStyle& style, LayoutUnit containing_width, LayoutUnit edges) {
  const auto most = border_box_size(style.max_width, containing_width, edges, style.box_sizing);
  const auto least = border_box_size(style.min_width, containing_width, edges, style.box_sizing);
  if (most) width = std::min(width, *most);
  if (least) width = std::max(width, *least);
  return std::max(width, edges);
}

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

std::optional<LayoutUnit> ratio_width(BoxId box, LayoutUnit height, const Edges& edges, LayoutContext& context) {
  if (context.box(box).kind == boxes::BoxKind::Replaced) {
    const auto width = replaced_width_of_height(box, height, context);
    return width ? std::optional(*width + edges.horizontal()) : std::nullopt;
  }
  const auto width = width_of_height(context.style_of(box), height, edges);
  if (!width || !keeps_content_width(box, context)) return width;
  return std::max(*width, content_based_sizes(box, context).min_content);
}

namespace {

/// The width of a box whose height and ratio are its own.
std::optional<LayoutUnit> own_ratio_width(BoxId box, const AvailableSize& available, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  if (!style.aspect_ratio.has_ratio() || context.box(box).part == boxes::BoxPart::Anonymous) return std::nullopt;
  const Edges around = border_widths(style) + padding_widths(style, available.inline_size);
  const auto height = content_height(style, available.block_size, around.vertical());
  return height ? ratio_width(box, *height, around, context) : std::nullopt;
}

}  // namespace

LayoutUnit shrink_to_fit_width(BoxId box, LayoutUnit available, LayoutContext& context) {
  return intrinsic_sizes(box, context).fit(available);
}

std::optional<LayoutUnit> shrunk_width(BoxId box, LayoutUnit containing_width, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  if (!style.width.is_auto() || context.box(box).kind == boxes::BoxKind::Replaced) return std::nullopt;
  const LayoutUnit available = containing_width - margin_widths(style, containing_width).horizontal();
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, containing_width).horizontal();
  return clamp_width(shrink_to_fit_width(box, available, context), box, containing_width, edges, context);
}

LayoutUnit block_width(const LayoutInput& input, LayoutContext& context) {
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

LayoutUnit used_left_margin(const ComputedStyle& style, LayoutUnit containing_width, LayoutUnit width) {
  const Edges margins = margin_widths(style, containing_width);
  const LayoutUnit left = containing_width - width - margins.horizontal();
  if (!style.margin_left.is_auto || left < LayoutUnit()) return margins.left;
  return style.margin_right.is_auto ? left / 2 : left;
}

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

std::optional<LayoutUnit> content_height(const ComputedStyle& style, std::optional<LayoutUnit> containing,
                                         LayoutUnit edges) {
  const auto height = border_box_size(style.height, containing, edges, style.box_sizing);
  if (!height) return std::nullopt;
  return clamp_content_height(*height - edges, style, containing, edges);
}

LayoutUnit clamp_content_height(LayoutUnit height, const ComputedStyle& style, std::optional<LayoutUnit> containing,
                                LayoutUnit edges) {
  const auto most = border_box_size(style.max_height, containing, edges, style.box_sizing);
  const auto least = border_box_size(style.min_height, containing, edges, style.box_sizing);
  if (most) height = std::min(height, *most - edges);
  if (least) height = std::max(height, *least - edges);
  return std::max(height, LayoutUnit());
}

namespace {

std::int64_t whole_number(double value) {
  constexpr double kScale = 65536;
  constexpr double kMax = 1e6;
  return static_cast<std::int64_t>(std::clamp(value, 0.0, kMax) * kScale + 0.5);
}

/// The ratio is that of the box which `box-sizing` names, with `auto` that of the content box.
bool is_of_border_box(const style::ComputedStyle& style) {
  return style.box_sizing == style::BoxSizing::BorderBox && !style.aspect_ratio.is_auto;
}

/// Neither number may have become 0.
bool is_usable(const style::AspectRatio& ratio) {
  return ratio.has_ratio() && whole_number(ratio.width) > 0 && whole_number(ratio.height) > 0;
}

}  // namespace

std::optional<LayoutUnit> width_of_height(const style::ComputedStyle& style, LayoutUnit height, const Edges& edges) {
  const style::AspectRatio& ratio = style.aspect_ratio;
  if (!is_usable(ratio)) return std::nullopt;
  const auto wide = [&](LayoutUnit length) {
    return LayoutUnit::scaled(length, whole_number(ratio.width), whole_number(ratio.height));
  };
  if (is_of_border_box(style)) return std::max(wide(height + edges.vertical()), edges.horizontal());
  return wide(height) + edges.horizontal();
}

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

bool grows_beyond_ratio(const style::ComputedStyle& style) {
  return style.min_height.is_auto() && !style.is_scroll_container();
}

LayoutUnit without_one_line(LayoutUnit blank, const style::ComputedStyle& style) {
  const LayoutUnit line = style::line_height_length(style.line_height, style.font_size);
  return blank > line ? blank - line : blank;
}

}  // namespace gongwen::layout
