// The explicit grid of one axis with the names of its lines, and where the lines of an item are in it (css-grid-1
// sections 7.1 to 7.3 and 8.3). Lines count from 0, the first explicit one; implicit lines before it are negative.
#pragma once

#include "layout/grid/detail/grid_placement.h"
#include "style/grid_template.h"

#include <string>
#include <unordered_map>

namespace gongwen::layout {

/// Lines farther from the explicit grid are taken for these (section 6.5).
inline constexpr std::int32_t kFarthestGridLine = 10'000;

/// Two lines, or a number of tracks that starts wherever there is room.
struct GridLines {
  bool is_auto = false;
  std::int32_t begin = 0;
  std::int32_t end = 1;
  std::int32_t span() const { return end - begin; }
};

class ExplicitGridAxis {
 public:
  enum class Axis : bool { Columns, Rows };
  ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const GridRepeatRoom& room);
  /// Of a subgrid, which takes its tracks.
  ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const TakenGridLines& taken);

  std::int32_t count() const { return static_cast<std::int32_t>(tracks_.size()); }
  /// There are no tracks around the explicit ones.
  bool is_taken() const { return is_taken_; }
  /// `auto_span` is what an item spans that does not say.
  GridLines lines_of(const style::ComputedStyle& item, std::int32_t auto_span = 1) const;
  /// The lines that a box out of flow names, whether they exist or not.
  std::pair<std::optional<std::int32_t>, std::optional<std::int32_t>> positioned_lines(
      const style::ComputedStyle& box) const;
  /// What a subgrid takes that spans these tracks; `begin` counts as lines do here.
  TakenGridLines taken_by(std::int32_t begin, std::int32_t end, const style::ComputedStyle& container) const;
  /// With implicit tracks around the explicit ones; `used` says which tracks have items.
  GridTrackList with_implicit(std::int32_t begin, std::int32_t end, const std::vector<bool>& used) const;

 private:
  using Names = std::vector<std::string>;
  enum class Side : bool { Start, End };

  void add_tracks(const style::GridTemplate& list, const GridRepeatRoom& room);
  void add_track(const style::TrackSize& size) { tracks_.push_back(size); }
  void add_names(const Names& names);
  void add_name(const std::string& name, std::int32_t line);
  void add_subgrid_names(const style::GridTemplate& list);
  void add_area_names(const style::GridAreas& areas);
  std::int32_t nth_named(const std::string& name, std::int32_t number) const;
  std::optional<std::int32_t> line_of(const style::Shared<style::GridLine>& line, Side side) const;
  std::int32_t spanned_line(const style::GridLine& line, std::int32_t from, Side side) const;
  const style::TrackSize& implicit_size(std::int32_t track) const;

  Axis axis_;
  const std::vector<style::TrackSize>* auto_tracks_ = nullptr;
  std::vector<style::TrackSize> tracks_;
  std::unordered_map<std::string, std::vector<std::int32_t>> named_;  // lines in rising order
  bool is_taken_ = false;
  std::size_t fit_begin_ = 0;  // tracks of `auto-fit`
  std::size_t fit_end_ = 0;
};

}  // namespace gongwen::layout
