#include "layout/grid/detail/subgrid.h"

#include "layout/core/box_metrics.h"

#include <algorithm>

namespace gongwen::layout {

std::vector<GridTrackPlace> taken_tracks(const std::vector<GridTrackPlace>& tracks, GridSpan span, LayoutUnit before,
                                         LayoutUnit after, LayoutUnit gap, LayoutUnit around) {
  const LayoutUnit origin = tracks[span.begin].start + before;
  const LayoutUnit end = std::max(LayoutUnit(), tracks[span.end - 1].end() - after - origin);
  const LayoutUnit change = (gap - around) / 2;
  std::vector<GridTrackPlace> taken;
  for (std::uint32_t i = span.begin; i < span.end; ++i) {
    const LayoutUnit from = i == span.begin ? LayoutUnit() : tracks[i].start - origin + change;
    const LayoutUnit to = i + 1 == span.end ? end : tracks[i].end() - origin - change;
    taken.push_back({from, std::max(LayoutUnit(), to - from)});
  }
  return taken;
}

void add_subgrid_frame(GridItem item, GridSpan GridItemArea::*axis, const SubgridFrame& inside,
                       std::vector<GridItem>& out) {
  const GridSpan span = item.area.*axis;
  item.is_frame = true;
  item.around = inside.before + inside.after;
  if (span.size() > 1) {
    item.around = inside.before;
    item.area.*axis = {span.begin, span.begin + 1};
    out.push_back(item);
    item.around = inside.after;
    item.area.*axis = {span.end - 1, span.end};
  }
  out.push_back(std::move(item));
}

namespace {

class ColumnContributors {
 public:
  ColumnContributors(const style::ComputedStyle& grid, LayoutUnit gap, LayoutContext& context)
      : grid_(grid), gap_(gap), context_(context) {}

  void add(const GridPlacement& placement, const std::vector<GridItem>& items, const SubgridFrame& frame,
           LayoutUnit gap) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const GridSpan span = items[i].area.columns;
      GridItem item = items[i];
      item.area.columns = frame.mapped(span);
      item.around = frame.before_of(span) + frame.after_of(span);
      const GridPlacement* const subgrid = placement.subgrids[i].get();
      if (subgrid == nullptr || !subgrid->takes_columns) {
        found_.push_back(item);
        continue;
      }
      const Edges edges = margin_widths(*item.style, LayoutUnit()) + item_edges(item.box, LayoutUnit(), context_);
      const LayoutUnit own_gap = used_gap(item.style->column_gap, LayoutUnit(), gap);
      const SubgridFrame inside =
          frame.inside(span, start_edge(edges, grid_), end_edge(edges, grid_), (own_gap - gap_) / 2);
      add_subgrid_frame(item, &GridItemArea::columns, inside, found_);
      GridContainer container;
      container.box = item.box;
      container.style = item.style;
      add(*subgrid, collect_grid_items(container, *subgrid, context_), inside, own_gap);
    }
  }
  std::vector<GridItem> take() { return std::move(found_); }

 private:
  const style::ComputedStyle& grid_;
  LayoutUnit gap_;
  LayoutContext& context_;
  std::vector<GridItem> found_;
};

}  // namespace

std::vector<GridItem> column_contributors(const style::ComputedStyle& grid, const GridPlacement& placement,
                                          const std::vector<GridItem>& items, LayoutUnit gap, LayoutContext& context) {
  ColumnContributors contributors(grid, gap, context);
  contributors.add(placement, items, SubgridFrame::whole(placement.columns), gap);
  std::vector<GridItem> found = contributors.take();
  align_inline_baselines(found, context);
  return found;
}

}  // namespace gongwen::layout
