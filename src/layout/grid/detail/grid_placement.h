// Which tracks a grid has, and which of them each item occupies (css-grid-1 sections 7 and 8). Nothing is measured
// here, so the result holds on all pages.
#pragma once

#include "layout/core/context.h"
#include "style/computed_style.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::layout {

/// Tracks of one axis, counted over the whole grid, including implicit tracks.
struct GridSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 1;
  std::uint32_t size() const { return end - begin; }
};

struct GridItemArea {
  GridSpan columns;
  GridSpan rows;
};

struct GridTrackList {
  std::vector<style::TrackSize> sizes;
  std::vector<bool> collapsed;       // by `auto-fit`, with their gaps; empty if no track is
  std::uint32_t explicit_begin = 0;  // implicit tracks before the explicit ones
  bool is_collapsed(std::size_t track) const { return !collapsed.empty() && collapsed[track]; }
};

/// The lines that a box out of flow names in one axis; nullopt for a side that names no existing line (section 9.1).
struct GridLineRange {
  std::optional<std::uint32_t> begin;
  std::optional<std::uint32_t> end;
  bool is_auto() const { return !begin && !end; }
};

struct PositionedGridChild {
  BoxId box;
  GridLineRange columns;
  GridLineRange rows;
};

/// The tracks that a subgrid takes from its parent grid: their number, and the names of their lines there.
struct TakenGridLines {
  std::uint32_t tracks = 1;
  std::vector<std::pair<std::string, std::int32_t>> names;
};

struct GridPlacement {
  std::vector<BoxId> boxes;         // the items in order-modified document order
  std::vector<GridItemArea> areas;  // of each box
  /// For items that are subgrids, the placement of their items; null for other items.
  std::vector<std::shared_ptr<const GridPlacement>> subgrids;
  std::vector<PositionedGridChild> positioned;
  GridTrackList columns;
  GridTrackList rows;
  bool takes_columns = false;  // from its parent grid
  bool takes_rows = false;
};

/// The space that `repeat(auto-fill)` may fill in one axis; percentages refer to `size`.
struct GridRepeatRoom {
  std::optional<base::LayoutUnit> size;   // of the content box, or its upper limit
  std::optional<base::LayoutUnit> least;  // its lower limit, if there is no size
  base::LayoutUnit gap;
};

std::shared_ptr<const GridPlacement> place_grid_items(BoxId container, const GridRepeatRoom& columns,
                                                      const GridRepeatRoom& rows, const LayoutContext& context);

/// Whether a child of a grid container takes the container's tracks in an axis (css-grid-2 section 9).
enum class GridAxis : bool { Inline, Block };
bool is_subgrid(BoxId child, GridAxis axis, const LayoutContext& context);

}  // namespace gongwen::layout
