// GridPlan: where the items of a grid container are, and how large they are, as if there were no pages (css-grid-1
// sections 10 to 12). Pages are filled from it.
#pragma once

#include "layout/core/detail/layout_box.h"
#include "layout/grid/detail/grid_items.h"

namespace gongwen::layout {

// Subgrids (css-grid-2 section 9): a grid item that takes its tracks, in one axis or both, from the grid around it.
// Its items ask for room in those tracks as the items of the grid do, with the edges of the subgrid added.

/// Where tracks are in the content box of the container.
struct GridTrackPlace {
  LayoutUnit start;
  LayoutUnit size;
  LayoutUnit end() const { return start + size; }
};

/// What a subgrid is laid out with: the tracks it takes, in its own content box; nothing in an axis with its own
/// tracks.
struct SubgridTracks {
  std::shared_ptr<const GridPlacement> placement;
  std::optional<std::vector<GridTrackPlace>> columns;
  std::optional<std::vector<GridTrackPlace>> rows;
  LayoutUnit column_gap;  // of the grid around it
  LayoutUnit row_gap;
};

/// Columns follow each other in the direction of the grid: from the right where that is from right to left.
inline LayoutUnit start_edge(const Edges& edges, const style::ComputedStyle& grid) {
  return is_rtl(grid) ? edges.right : edges.left;
}
inline LayoutUnit end_edge(const Edges& edges, const style::ComputedStyle& grid) {
  return is_rtl(grid) ? edges.left : edges.right;
}

/// The tracks of a span as a subgrid sees them: they start and end with its content box, `before` and `after` inside
/// the span, and lie `gap` apart where that is not the gap `around` (section 9, "gaps").
std::vector<GridTrackPlace> taken_tracks(const std::vector<GridTrackPlace>& tracks, GridSpan span, LayoutUnit before,
                                         LayoutUnit after, LayoutUnit gap, LayoutUnit around);

/// Where in a grid the items of a subgrid ask for room, in one axis.
struct SubgridFrame {
  std::uint32_t first_track = 0;  // of the subgrid in that grid
  std::uint32_t tracks = 1;
  LayoutUnit before;  // margins, borders and paddings around it, those of other subgrids included
  LayoutUnit after;
  LayoutUnit inner;  // between tracks: half of what its gap is larger than the grid's

  /// Of a grid itself.
  static SubgridFrame whole(const GridTrackList& tracks) {
    return {0, static_cast<std::uint32_t>(tracks.sizes.size()), {}, {}, {}};
  }
  GridSpan mapped(GridSpan span) const { return {span.begin + first_track, span.end + first_track}; }
  LayoutUnit before_of(GridSpan span) const { return span.begin == 0 ? before : inner; }
  LayoutUnit after_of(GridSpan span) const { return span.end == tracks ? after : inner; }
  /// Of a subgrid in this one that spans these tracks, with its own edges.
  SubgridFrame inside(GridSpan span, LayoutUnit edge_before, LayoutUnit edge_after, LayoutUnit half_gap) const {
    return {span.begin + first_track, span.size(), before_of(span) + edge_before, after_of(span) + edge_after,
            half_gap};
  }
};

/// A subgrid itself asks for room for its edges, in its first and its last track (section 9, track sizing). `item`:
/// with the area that it has in the grid; `inside`: the frame in it.
void add_subgrid_frame(GridItem item, GridSpan GridItemArea::*axis, const SubgridFrame& inside,
                       std::vector<GridItem>& out);

/// The items that ask for room in the columns of a grid: its own, and those of its subgrids in its tracks.
std::vector<GridItem> column_contributors(const style::ComputedStyle& grid, const GridPlacement& placement,
                                          const std::vector<GridItem>& items, LayoutUnit gap, LayoutContext& context);

struct GridPlan {
  GridContainer container;
  std::shared_ptr<const GridPlacement> placement;
  std::vector<GridItem> items;
  std::vector<GridTrackPlace> columns;
  std::vector<GridTrackPlace> rows;
  std::vector<std::vector<std::size_t>> items_of_row;  // those that start in each
  Size size;                                           // of the content box
  LayoutUnit natural_height;                           // of the content box, if only the rows decided
  std::optional<std::size_t> baseline_item;            // whose first baseline is the container's (section 10.6)
  std::optional<std::size_t> last_baseline_item;
};

/// Remembered until the round ends. A container that continues keeps its `placement`; null where it starts.
const GridPlan& grid_plan(const GridContainer& container, std::shared_ptr<const GridPlacement> placement,
                          LayoutContext& context);

/// What an item is laid out with at its final size.
LayoutInput final_grid_item_input(const GridItem& item);

}  // namespace gongwen::layout
