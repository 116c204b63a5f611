// The items of a grid container: the sizes that they contribute to its tracks, and their sizes in their areas
// (css-grid-1 sections 6 and 10). All sizes are border-box sizes.
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
  std::uint32_t source = 0;  // its index among the items in the source
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
  /// In the inline axis: the edge at which the item shares a baseline, and the space that its column adds there.
  enum class BaselineEdge : std::uint8_t { None, Start, End };
  BaselineEdge inline_edge = BaselineEdge::None;
  LayoutUnit inline_shift;
  /// Height of its area, if known when columns are sized.
  std::optional<LayoutUnit> known_area_height;
  Point place;            // of the border box in the container's content box
  bool may_grow = false;  // its rows grow if pages make its content higher
  bool fits_area = true;  // otherwise it overflows, and its rows do not grow with it
  std::optional<LayoutUnit> fixed_height;

  // For subgrids (grid_plan.h) and the items in them
  bool takes_columns = false;
  bool takes_rows = false;
  std::shared_ptr<const SubgridTracks> subgrid;
  LayoutUnit around;      // space that an item in a subgrid needs besides its own size
  bool is_frame = false;  // only that space counts, not the item
};

/// The items in order-modified document order, as in the placement.
std::vector<GridItem> collect_grid_items(const GridContainer& container, const GridPlacement& placement,
                                         LayoutContext& context);

/// §10.6: moves items apart whose baselines share a line in the inline axis, such as those of vertical lines in a
/// horizontal grid.
void align_inline_baselines(std::vector<GridItem>& items, LayoutContext& context);

/// Whether the width of an item depends on the height of its area: through a ratio, if its own height is a percentage
/// or stretched.
bool width_follows_height(const GridItem& item, const LayoutContext& context);

/// The heights of the areas whose rows all have fixed sizes. `height`: that of the content box, if known.
std::vector<std::optional<LayoutUnit>> fixed_area_heights(const GridTrackList& rows, const std::vector<GridItem>& items,
                                                          std::optional<LayoutUnit> height, LayoutUnit gap);

/// Sets margins and width of an item in an area of its final width.
void set_grid_item_width(GridItem& item, LayoutUnit area_width, LayoutContext& context);

/// The input for laying out an item. Its width is set, and its height if it is stretched. Percentages refer to the
/// height of its area.
LayoutInput grid_item_input(const GridItem& item, std::optional<LayoutUnit> area_height);

/// The item at the height of its content or at its own height.
const Fragment* measured_grid_item(const GridItem& item, std::optional<LayoutUnit> area_height, LayoutContext& context);

/// The widths that items contribute.
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

/// The heights that items contribute; their widths are already set.
class RowContributions : public GridContributions {
 public:
  /// `area_heights`: of the items whose rows all have fixed sizes.
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

/// The alignment of a child in its area: neither `auto` nor `normal`.
ItemAlignment grid_alignment(BoxId child, GridAxis axis, const LayoutContext& context);

}  // namespace gongwen::layout
