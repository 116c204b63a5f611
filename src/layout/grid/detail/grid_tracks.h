// The track sizing algorithm (css-grid-1 section 12): one axis at a time, for columns and rows alike.
#pragma once

#include "base/geometry.h"
#include "layout/grid/detail/grid_placement.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gongwen::layout {

using base::LayoutUnit;

/// Whether the size of the container is computed, or its min-content or max-content contribution.
enum class GridConstraint : std::uint8_t { None, MinContent, MaxContent };

/// The contributions of an item to the tracks that it spans: outer sizes (section 12.5).
class GridContributions {
 public:
  virtual ~GridContributions() = default;
  /// The minimum contribution; `limit` is the maximum total size of its tracks, if that is definite.
  virtual LayoutUnit minimum(std::size_t item, bool has_automatic_minimum, std::optional<LayoutUnit> limit) = 0;
  virtual LayoutUnit min_content(std::size_t item) = 0;
  virtual LayoutUnit max_content(std::size_t item) = 0;
};

struct GridTrackRoom {
  /// Size of the content box; percentages refer to it.
  std::optional<LayoutUnit> size;
  LayoutUnit least;  // limits of the size if it is not known
  LayoutUnit most = LayoutUnit::max();
  LayoutUnit gap;
  GridConstraint constraint = GridConstraint::None;
  /// Whether `auto` tracks share the remaining space (section 12.8).
  bool stretches = false;
};

/// The sizes of the tracks; `spans` are those of the items.
std::vector<LayoutUnit> size_grid_tracks(const GridTrackList& tracks, const std::vector<GridSpan>& spans,
                                         GridContributions& contributions, const GridTrackRoom& room);

/// The total of the gaps in a span: there are none beside collapsed tracks.
LayoutUnit grid_gaps(const GridTrackList& tracks, GridSpan span, LayoutUnit gap);

/// The size of a track if independent of its content; nullopt if it depends on its items or on an unknown length.
std::optional<LayoutUnit> fixed_track_size(const style::TrackSize& size, std::optional<LayoutUnit> containing);

}  // namespace gongwen::layout
