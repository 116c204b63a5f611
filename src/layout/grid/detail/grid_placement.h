// Which tracks a grid has, and which of them each item is in (css-grid-1 sections 7 and 8). Nothing is measured here;
// what comes out holds on all pages.
#pragma once

#include "layout/core/context.h"
#include "style/computed_style.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace gongwen::layout {

/// Tracks of one axis, counted over the whole grid, implicit tracks included.
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
  std::vector<bool> collapsed;       // by `auto-fit`, with their gaps; empty where none is
  std::uint32_t explicit_begin = 0;  // implicit tracks before the explicit ones
  bool is_collapsed(std::size_t track) const { return !collapsed.empty() && collapsed[track]; }
};

struct GridPlacement {
  std::vector<BoxId> boxes;         // the items in order-modified document order
  std::vector<GridItemArea> areas;  // of each
  GridTrackList columns;
  GridTrackList rows;
};

/// What `repeat(auto-fill)` may fill in one axis; percentages refer to `size`.
struct GridRepeatRoom {
  std::optional<base::LayoutUnit> size;   // of the content box, or its upper limit
  std::optional<base::LayoutUnit> least;  // its lower limit, where there is no size
  base::LayoutUnit gap;
};

std::shared_ptr<const GridPlacement> place_grid_items(BoxId container, const GridRepeatRoom& columns,
                                                      const GridRepeatRoom& rows, const LayoutContext& context);

/// The area that the lines of a box out of flow name, for the children of a grid container that is its containing
/// block (section 9); a side without a line is nothing.
struct GridLineRange {
  std::optional<std::uint32_t> begin;
  std::optional<std::uint32_t> end;
};

}  // namespace gongwen::layout
