// GridPlan: the positions and sizes of the items of a grid container, as if there were no pages (css-grid-1 sections 10
// to 12). Pages are filled from it.
#pragma once

#include "layout/core/detail/layout_box.h"
#include "layout/grid/detail/grid_items.h"

namespace gongwen::layout {

// Subgrids (css-grid-2 section 9): a subgrid is a grid item that takes its tracks, in one axis or both, from its parent
// grid. Its items contribute to those tracks like items of the parent, with the edges of the subgrid added.

/// Position of a track in the content box of the container.
struct GridTrackPlace {
  LayoutUnit start;
  LayoutUnit size;
  LayoutUnit end() const { return start + size; }
};

/// The tracks that a subgrid takes over, in its own content box; nullopt in an axis in which it has its own
/// tracks.
struct SubgridTracks {
  std::shared_ptr<const GridPlacement> placement;
  std::optional<std::vector<GridTrackPlace>> columns;
  std::optional<std::vector<GridTrackPlace>> rows;
  LayoutUnit column_gap;  // of the parent grid
  LayoutUnit row_gap;
};

/// Columns follow each other in the direction of the grid: the first one is on the right if it runs from right to left.
inline LayoutUnit start_edge(const Edges& edges, const style::ComputedStyle& grid) {
  return is_rtl(grid) ? edges.right : edges.left;
}
inline LayoutUnit end_edge(const Edges& edges, const style::ComputedStyle& grid) {
  return is_rtl(grid) ? edges.left : edges.right;
}

/// The tracks of a span as a subgrid sees them: they start and end with its content box, `before` and `after` inside
/// the span, and have the distance `gap` if that differs from the parent's gap `around` (section 9, "gaps").
std::vector<GridTrackPlace> taken_tracks(const std::vector<GridTrackPlace>& tracks, GridSpan span, LayoutUnit before,
                                         LayoutUnit after, LayoutUnit gap, LayoutUnit around);

/// The tracks of a grid to which the items of a subgrid contribute, in one axis.
struct SubgridFrame {
  std::uint32_t first_track = 0;  // of the subgrid in that grid
  std::uint32_t tracks = 1;
  LayoutUnit before;  // margins, borders and paddings around it, including those of subgrids in between
  LayoutUnit after;
  LayoutUnit inner;  // between tracks: half of the difference of its gap to the grid's

  /// The frame of the grid itself.
  static SubgridFrame whole(const GridTrackList& tracks) {
    return {0, static_cast<std::uint32_t>(tracks.sizes.size()), {}, {}, {}};
  }
  GridSpan mapped(GridSpan span) const { return {span.begin + first_track, span.end + first_track}; }
  LayoutUnit before_of(GridSpan span) const { return span.begin == 0 ? before : inner; }
  LayoutUnit after_of(GridSpan span) const { return span.end == tracks ? after : inner; }
  /// The frame of a subgrid inside this one that spans these tracks and has its own edges.
  SubgridFrame inside(GridSpan span, LayoutUnit edge_before, LayoutUnit edge_after, LayoutUnit half_gap) const {
    return {span.begin + first_track, span.size(), before_of(span) + edge_before, after_of(span) + edge_after,
            half_gap};
  }
};

/// Adds the contribution of a subgrid's edges to its first and its last track (section 9, track sizing). `item` has the
/// area that it has in the grid; `inside` is the frame in it.
void add_subgrid_frame(GridItem item, GridSpan GridItemArea::*axis, const SubgridFrame& inside,
                       std::vector<GridItem>& out);

/// The items that contribute to the columns of a grid: its own, and those of subgrids that take its columns.
std::vector<GridItem> column_contributors(const style::ComputedStyle& grid, const GridPlacement& placement,
                                          const std::vector<GridItem>& items, LayoutUnit gap, LayoutContext& context);

struct GridPlan {
  GridContainer container;
  std::shared_ptr<const GridPlacement> placement;
  std::vector<GridItem> items;
  std::vector<GridTrackPlace> columns;
  std::vector<GridTrackPlace> rows;
  std::vector<std::vector<std::size_t>> items_of_row;  // those that start in each row
  Size size;                                           // of the content box
  LayoutUnit natural_height;                           // of the content box, if only the rows decided
  std::optional<std::size_t> baseline_item;            // its first baseline is that of the container (section 10.6)
  std::optional<std::size_t> last_baseline_item;
};

/// Cached until the round ends. `placement` is that of a container that continues; null if it starts here.
const GridPlan& grid_plan(const GridContainer& container, std::shared_ptr<const GridPlacement> placement,
                          LayoutContext& context);

/// The input for laying out an item at its final size.
LayoutInput final_grid_item_input(const GridItem& item);

}  // namespace gongwen::layout
