// The computed values of grids (css-grid-1 sections 7 and 8). Most boxes have none of them, so a style stores them by
// pointer.
#pragma once

#include "style/css/grid_area_names.h"
#include "style/detail/length.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::style {

using css::GridArea;
using css::GridAreas;

/// A value that several styles share; null for the initial one.
template <typename Value>
struct Shared {
  std::shared_ptr<const Value> value;

  static Shared of(Value made) { return {std::make_shared<const Value>(std::move(made))}; }
  explicit operator bool() const { return value != nullptr; }
  const Value& operator*() const { return *value; }
  const Value* operator->() const { return value.get(); }
  friend bool operator==(const Shared& a, const Shared& b) {
    if (a.value == nullptr || b.value == nullptr) return a.value == b.value;
    return *a.value == *b.value;
  }
};

struct TrackBreadth {
  enum class Kind : std::uint8_t { Auto, MinContent, MaxContent, Length, Flex };
  Kind kind = Kind::Auto;
  LengthPercentage length;
  double flex = 0;

  bool is_length() const { return kind == Kind::Length; }
  bool is_flex() const { return kind == Kind::Flex; }
  friend bool operator==(const TrackBreadth&, const TrackBreadth&) = default;
};

/// minmax(); a single breadth is both. fit-content(): `auto` to `max-content`, but at most `limit`.
struct TrackSize {
  TrackBreadth least;
  TrackBreadth most;
  bool is_fit_content = false;
  LengthPercentage limit;
  friend bool operator==(const TrackSize&, const TrackSize&) = default;
};

using GridLineNames = std::vector<std::string>;

/// The tracks of one axis. repeat() with a number is expanded; an automatic one is stored separately. A subgrid has
/// only the names of its lines, in order: it takes the tracks of its parent grid.
struct GridTemplate {
  enum class Repeat : std::uint8_t { None, Fill, Fit };
  std::vector<TrackSize> tracks;
  std::vector<GridLineNames> names;  // one more than tracks: of the line before each, and of the last one
  Repeat repeat = Repeat::None;
  std::size_t repeat_at = 0;  // index of the track that the repetition precedes
  std::vector<TrackSize> repeated;
  std::vector<GridLineNames> repeated_names;  // one more than `repeated`
  GridLineNames names_after_repeat;           // of the line after it; those before it are names[repeat_at]

  bool is_subgrid() const { return tracks.empty() && repeated.empty(); }
  friend bool operator==(const GridTemplate&, const GridTemplate&) = default;
};

/// grid-row-start and the like: a line by number, by name or by both, or a span.
struct GridLine {
  bool is_span = false;
  std::int32_t number = 0;  // 0: none
  std::string name;
  friend bool operator==(const GridLine&, const GridLine&) = default;
};

struct GridAutoFlow {
  bool in_columns = false;
  bool dense = false;
  friend bool operator==(const GridAutoFlow&, const GridAutoFlow&) = default;
};

}  // namespace gongwen::style
