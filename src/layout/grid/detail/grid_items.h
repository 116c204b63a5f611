// The items of a grid container: what they ask of its tracks, and how large they are in their areas (css-grid-1
// sections 6 and 10). All sizes are border-box sizes.
#pragma once

#include "layout/grid/detail/grid_tracks.h"
#include "layout/items/detail/item_layout.h"

namespace gongwen::layout {

struct GridContainer : ItemContainer {
  std::shared_ptr<const SubgridTracks> subgrid;  // tracks that a subgrid takes from its grid
};

struct GridItem {
  BoxId box;
  const style::ComputedStyle* style = nullptr;
  std::uint32_t source = 0;  // its place among the items in the source
  GridItemArea area;
  ItemAlignment justify{style::ItemAlignment::Stretch};  // neither `auto` nor `normal`
  ItemAlignment align{style::ItemAlignment::Stretch};
  bool aligns_baseline = false;
  bool stretches = false;  // in the block axis

  Size area_size;
  Edges margins;  // `auto` counts as 0
  LayoutUnit width;
  LayoutUnit height;
  LayoutUnit ascent;  // of the margin box above its first baseline, or below its last one, if it is aligned by that
  LayoutUnit baseline_shift;  // aligns its baseline with those of its row
  /// In the inline axis: the edge at which the item shares a baseline, and what its column gives it there.
  enum class BaselineEdge : std::uint8_t { None, Start, End };
  BaselineEdge inline_edge = BaselineEdge::None;
  LayoutUnit inline_shift;
  /// Of its area, as far as it is known when columns are sized.
  std::optional<LayoutUnit> known_area_height;
  Point place;            // of the border box in the container's content box
  bool may_grow = false;  // its rows do where pages make its content higher
  bool fits_area = true;  // otherwise it overflows, and rows do not follow it
  std::optional<LayoutUnit> fixed_height;

  // Of subgrids (grid_plan.h) and what is in them
  bool takes_columns = false;
  bool takes_rows = false;
  std::shared_ptr<const SubgridTracks> subgrid;
  LayoutUnit around;      // what an item in a subgrid asks for beside itself
  bool is_frame = false;  // it asks for nothing but that
};

/// In order-modified document order, as they are in the placement.
std::vector<GridItem> collect_grid_items(const GridContainer& container, const GridPlacement& placement,
                                         LayoutContext& context);

/// §10.6: moves items apart whose baselines are on one line in the inline axis, as those of vertical lines in a
/// horizontal grid are.
void align_inline_baselines(std::vector<GridItem>& items, LayoutContext& context);

/// Whether the width of an item follows the height of its area: by a ratio, where its own height is a percentage or
/// stretched.
bool width_follows_height(const GridItem& item, const LayoutContext& context);

/// The heights of the areas whose rows all have their own sizes. `height`: of the content box, if it is known.
std::vector<std::optional<LayoutUnit>> fixed_area_heights(const GridTrackList& rows, const std::vector<GridItem>& items,
                                                          std::optional<LayoutUnit> height, LayoutUnit gap);

/// Sets margins and width of an item in an area of its final width.
void set_grid_item_width(GridItem& item, LayoutUnit area_width, LayoutContext& context);

/// What an item is laid out with; its width is set, its height where it is stretched. The height of its area is what
/// percentages refer to.
LayoutInput grid_item_input(const GridItem& item, std::optional<LayoutUnit> area_height);

/// The item as high as its content or its own height asks for.
const Fragment* measured_grid_item(const GridItem& item, std::optional<LayoutUnit> area_height, LayoutContext& context);

/// Widths that items ask for.
class ColumnContributions : public GridContributions {
 public:
  ColumnContributions(const std::vector<GridItem>& items, LayoutContext& context) : items_(items), context_(context) {}
  LayoutUnit minimum(std::size_t item, bool has_automatic_minimum, std::optional<LayoutUnit> limit) override;
  LayoutUnit min_content(std::size_t item) override;
  LayoutUnit max_content(std::size_t item) override;

 private:
  LayoutUnit asked(std::size_t item, LayoutUnit IntrinsicSizes::*size);
  IntrinsicSizes contribution(const GridItem& item);

  const std::vector<GridItem>& items_;
  LayoutContext& context_;
};

/// Heights that items ask for, whose widths are set.
class RowContributions : public GridContributions {
 public:
  /// `area_heights` of items whose rows all have their own sizes.
  RowContributions(const std::vector<GridItem>& items, std::vector<std::optional<LayoutUnit>> area_heights,
                   LayoutContext& context)
      : items_(items), area_heights_(std::move(area_heights)), context_(context), heights_(items.size()) {}
  LayoutUnit minimum(std::size_t item, bool has_automatic_minimum, std::optional<LayoutUnit> limit) override;
  LayoutUnit min_content(std::size_t item) override { return height_of(item); }
  LayoutUnit max_content(std::size_t item) override { return height_of(item); }

 private:
  LayoutUnit height_of(std::size_t item);

  const std::vector<GridItem>& items_;
  std::vector<std::optional<LayoutUnit>> area_heights_;
  LayoutContext& context_;
  std::vector<std::optional<LayoutUnit>> heights_;
};

/// How a child is aligned in its area: neither `auto` nor `normal`.
ItemAlignment grid_alignment(BoxId child, GridAxis axis, const LayoutContext& context);

}  // namespace gongwen::layout
