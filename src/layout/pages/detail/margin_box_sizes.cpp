#include "layout/pages/detail/margin_box_sizes.h"

#include "layout/core/box_metrics.h"

#include <algorithm>
#include <array>

namespace gongwen::layout {
namespace {

/// Two boxes that share a length: by their max-content sizes when those fit, otherwise by how far they exceed
/// min-content (css-page-3 §5.3.2.2).
std::pair<LayoutUnit, LayoutUnit> share(const EdgeBoxSize& a, const EdgeBoxSize& b, LayoutUnit available) {
  if (a.fixed && b.fixed) return {*a.fixed, *b.fixed};
  if (a.fixed) return {*a.fixed, available - *a.fixed};
  if (b.fixed) return {available - *b.fixed, *b.fixed};
  const auto flex = [&](LayoutUnit base_a, LayoutUnit base_b, LayoutUnit weight_a, LayoutUnit weight_b) {
    const LayoutUnit rest = available - base_a - base_b;
    const LayoutUnit weights = weight_a + weight_b;
    const LayoutUnit part = weights.is_zero() ? rest / 2 : LayoutUnit::scaled(rest, weight_a.raw(), weights.raw());
    return std::pair(base_a + part, available - base_a - part);
  };
  if (a.max_content + b.max_content <= available) {
    return flex(a.max_content, b.max_content, a.max_content, b.max_content);
  }
  if (a.min_content + b.min_content <= available) {
    return flex(a.min_content, b.min_content, a.max_content - a.min_content, b.max_content - b.min_content);
  }
  return flex(a.min_content, b.min_content, a.min_content, b.min_content);
}

using Trio = std::array<EdgeBoxSize, 3>;

/// The box in the middle stays in the middle: both sides count as wide as the wider of them (§5.3.2.3).
EdgeSizes distribute(const Trio& boxes, LayoutUnit available) {
  const auto& [first, middle, last] = boxes;
  if (!middle.generated) {
    if (!last.generated) return {first.generated ? first.fixed.value_or(available) : LayoutUnit(), {}, {}};
    if (!first.generated) return {{}, {}, last.fixed.value_or(available)};
    const auto [left, right] = share(first, last, available);
    return {left, {}, right};
  }
  if (!first.generated && !last.generated) return {{}, middle.fixed.value_or(available), {}};
  EdgeBoxSize sides;
  sides.min_content = std::max(first.fixed.value_or(first.min_content), last.fixed.value_or(last.min_content)) * 2;
  sides.max_content = std::max(first.fixed.value_or(first.max_content), last.fixed.value_or(last.max_content)) * 2;
  const LayoutUnit center = share(middle, sides, available).first;
  const LayoutUnit side = (available - center) / 2;
  return {first.generated ? first.fixed.value_or(side) : LayoutUnit(), center,
          last.generated ? last.fixed.value_or(side) : LayoutUnit()};
}

std::array<LayoutUnit, 3> as_array(const EdgeSizes& sizes) { return {sizes.first, sizes.middle, sizes.last}; }

/// Boxes whose size is out of their bound get the bound as their size; true if there are any.
template <typename Exceeds>
bool fix_exceeding(Trio& boxes, const EdgeSizes& sizes, const Exceeds& exceeds) {
  bool any = false;
  const std::array<LayoutUnit, 3> found = as_array(sizes);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::optional<LayoutUnit> bound = boxes[i].generated ? exceeds(boxes[i], found[i]) : std::nullopt;
    if (!bound) continue;
    boxes[i].fixed = *bound;
    any = true;
  }
  return any;
}

}  // namespace

EdgeSizes distribute_edge(const EdgeBoxSize& first, const EdgeBoxSize& middle, const EdgeBoxSize& last,
                          LayoutUnit available) {
  Trio boxes{first, middle, last};
  EdgeSizes sizes = distribute(boxes, available);
  const auto above = [](const EdgeBoxSize& box, LayoutUnit size) {
    return size > box.most ? std::optional(box.most) : std::nullopt;
  };
  const auto below = [](const EdgeBoxSize& box, LayoutUnit size) {
    return size < box.least ? std::optional(box.least) : std::nullopt;
  };
  if (fix_exceeding(boxes, sizes, above)) sizes = distribute(boxes, available);
  if (fix_exceeding(boxes, sizes, below)) sizes = distribute(boxes, available);
  return sizes;
}

CrossSize resolve_cross_size(const CrossStyle& style, LayoutUnit available, LayoutUnit percent_base) {
  const auto margin = [&](const style::Margin& value) {
    return value.is_auto ? LayoutUnit() : value.value.resolve(percent_base);
  };
  const LayoutUnit before = margin(style.before);
  const LayoutUnit after = margin(style.after);
  std::optional<LayoutUnit> size = border_box_size(style.size, available, style.edges, style.sizing);
  const auto most = border_box_size(style.most, available, style.edges, style.sizing);
  const auto least = border_box_size(style.least, available, style.edges, style.sizing);
  const LayoutUnit filling = std::max(available - before - after, style.edges);
  if (most && size.value_or(filling) > *most) size = most;
  if (least && size.value_or(filling) < *least) size = least;
  if (!size) return {before, filling};
  const LayoutUnit free = available - *size;
  if (style.before.is_auto && style.after.is_auto) return {free / 2, *size};
  if (style.before.is_auto || (!style.after.is_auto && style.outer_is_before)) return {free - after, *size};
  return {before, *size};
}

}  // namespace gongwen::layout
