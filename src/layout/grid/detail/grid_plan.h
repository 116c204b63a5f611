// GridPlan: where the items of a grid container are, and how large they are, as if there were no pages (css-grid-1
// sections 10 to 12). Pages are filled from it.
#pragma once

#include "layout/grid/detail/subgrid.h"

namespace gongwen::layout {

struct GridPlan {
  GridContainer container;
  std::shared_ptr<const GridPlacement> placement;
  std::vector<GridItem> items;
  std::vector<GridTrackPlace> columns;
  std::vector<GridTrackPlace> rows;
  std::vector<std::vector<std::size_t>> items_of_row;  // those that start in each
  Size size;                                           // of the content box
  LayoutUnit natural_height;                           // of the content box, if nothing but the rows decided
  std::optional<std::size_t> baseline_item;            // whose first baseline is the container's (section 10.6)
  std::optional<std::size_t> last_baseline_item;
};

/// Remembered until the round ends. A container that continues keeps its `placement`; null where it starts.
const GridPlan& grid_plan(const GridContainer& container, std::shared_ptr<const GridPlacement> placement,
                          LayoutContext& context);

/// What an item is laid out with at its final size.
LayoutInput final_grid_item_input(const GridItem& item);

}  // namespace gongwen::layout
