#include "layout/core/box_metrics.h"
#include "layout/grid/detail/grid_layout.h"
#include "layout/grid/detail/grid_plan.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

/// The minimum width that `min-height` asks for by the ratio (css-sizing-4 §5.2).
std::optional<LayoutUnit> transferred_least(const style::ComputedStyle& style) {
  if (!style.width.is_auto() || !style.aspect_ratio.has_ratio()) return std::nullopt;
  const Edges edges = border_widths(style) + padding_widths(style, LayoutUnit());
  const LayoutUnit least = transferred_width(LayoutUnit(), style, std::nullopt, edges) - edges.horizontal();
  return least > LayoutUnit() ? std::optional(least) : std::nullopt;
}

void know_fixed_areas(const style::ComputedStyle& style, const GridPlacement& placement, std::vector<GridItem>& items) {
  const LayoutUnit edges = border_widths(style).vertical() + padding_widths(style, LayoutUnit()).vertical();
  const auto height = content_height(style, std::nullopt, edges);
  const LayoutUnit gap = used_gap(style.row_gap, height.value_or(LayoutUnit()));
  const auto heights = fixed_area_heights(placement.rows, items, height, gap);
  for (std::size_t i = 0; i < items.size(); ++i) items[i].known_area_height = heights[i];
}

}  // namespace

/// §5.2: what the columns come to under each constraint; percentages of the width that is asked for count as `auto`.
IntrinsicSizes grid_content_sizes(BoxId box, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const LayoutUnit gap = used_gap(style.column_gap, LayoutUnit());
  GridContainer container;
  container.box = box;
  container.style = &style;
  GridRepeatRoom columns{std::nullopt, std::nullopt, gap};
  const auto limit = [&](const style::Size& size) -> std::optional<LayoutUnit> {
    const auto width = border_box_size(size, std::nullopt, edges, style.box_sizing);
    return width ? std::optional(std::max(LayoutUnit(), *width - edges)) : std::nullopt;
  };
  columns.size = limit(style.width);
  if (!columns.size) columns.size = limit(style.max_width);
  columns.least = limit(style.min_width);
  if (const auto least = transferred_least(style)) columns.least = std::max(columns.least.value_or(*least), *least);
  const auto placement = place_grid_items(box, columns, {}, context);
  std::vector<GridItem> items;
  if (!contains_width(box, context)) {
    items = collect_grid_items(container, *placement, context);
    align_inline_baselines(items, context);
    know_fixed_areas(style, *placement, items);
    items = column_contributors(style, *placement, items, gap, context);
  }
  std::vector<GridSpan> spans;
  for (const GridItem& item : items) spans.push_back(item.area.columns);
  ColumnContributions contributions(items, context);
  const auto sum_under = [&](GridConstraint constraint) {
    GridTrackRoom room;
    room.gap = gap;
    room.constraint = constraint;
    const GridTrackList& tracks = placement->columns;
    LayoutUnit sum = grid_gaps(tracks, {0, static_cast<std::uint32_t>(tracks.sizes.size())}, gap);
    for (const LayoutUnit size : size_grid_tracks(tracks, spans, contributions, room)) sum += size;
    return sum;
  };
  const LayoutUnit least = sum_under(GridConstraint::MinContent);
  return {least, std::max(least, sum_under(GridConstraint::MaxContent))};
}

}  // namespace gongwen::layout
