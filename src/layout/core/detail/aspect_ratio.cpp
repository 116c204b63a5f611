#include "layout/core/detail/aspect_ratio.h"

#include "layout/core/box_metrics.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

std::int64_t whole_number(double value) {
  constexpr double kScale = 65536;
  constexpr double kMost = 1e6;
  return static_cast<std::int64_t>(std::clamp(value, 0.0, kMost) * kScale + 0.5);
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

std::optional<LayoutUnit> width_by_ratio(const style::ComputedStyle& style, std::optional<LayoutUnit> containing_height,
                                         const Edges& edges) {
  if (!style.width.is_auto() || !is_usable(style.aspect_ratio)) return std::nullopt;
  const auto height = content_height(style, containing_height, edges.vertical());
  if (!height) return std::nullopt;
  const style::AspectRatio& ratio = style.aspect_ratio;
  const auto wide = [&](LayoutUnit length) {
    return LayoutUnit::scaled(length, whole_number(ratio.width), whole_number(ratio.height));
  };
  if (is_of_border_box(style)) return std::max(wide(*height + edges.vertical()), edges.horizontal());
  return wide(*height) + edges.horizontal();
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
  return style.min_height.is_auto() && style.overflow == style::Overflow::Visible;
}

}  // namespace gongwen::layout
