// The track sizing algorithm (css-grid-1 section 12): one axis at a time, for columns and rows alike.
#pragma once

#include "base/geometry.h"
#include "layout/grid/detail/grid_placement.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gongwen::layout {

using base::LayoutUnit;

/// What the container's size is worked out for: itself, or its min-content or max-content contribution.
enum class GridConstraint : std::uint8_t { None, MinContent, MaxContent };

/// How much an item asks of the tracks that it spans: outer sizes (section 12.5).
class GridContributions {
 public:
  virtual ~GridContributions() = default;
  /// As small as it may become; `limit` is the maximum total size of its tracks, if that is definite.
  virtual LayoutUnit minimum(std::size_t item, bool has_automatic_minimum, std::optional<LayoutUnit> limit) = 0;
  virtual LayoutUnit min_content(std::size_t item) = 0;
  virtual LayoutUnit max_content(std::size_t item) = 0;
};

struct GridTrackRoom {
  /// Of the content box; percentages refer to it.
  std::optional<LayoutUnit> size;
  LayoutUnit least;  // limits of a size that is not known
  LayoutUnit most = LayoutUnit::max();
  LayoutUnit gap;
  GridConstraint constraint = GridConstraint::None;
  /// `auto` tracks share what is left (section 12.8).
  bool stretches = false;
};

/// The sizes of the tracks; `spans` are those of the items.
std::vector<LayoutUnit> size_grid_tracks(const GridTrackList& tracks, const std::vector<GridSpan>& spans,
                                         GridContributions& contributions, const GridTrackRoom& room);

/// What lies between tracks: gaps, but none beside collapsed ones.
LayoutUnit grid_gaps(const GridTrackList& tracks, GridSpan span, LayoutUnit gap);

/// The size of a track whatever is in it; nothing where that depends on its items or on what is not known.
std::optional<LayoutUnit> fixed_track_size(const style::TrackSize& size, std::optional<LayoutUnit> containing);

}  // namespace gongwen::layout
