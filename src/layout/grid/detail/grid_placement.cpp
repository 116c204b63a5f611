#include "layout/grid/detail/grid_placement.h"

#include "style/grid_template.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

namespace gongwen::layout {

namespace {

// The explicit grid of one axis with the names of its lines, and the position of an item's lines in it (css-grid-1
// sections 7.1 to 7.3 and 8.3). Lines count from 0, the first explicit one; implicit lines before it are negative.

/// Lines farther from the explicit grid are clamped to this distance (section 6.5): `grid-row: 2000000000` must not
/// exhaust memory.
inline constexpr std::int32_t kFarthestGridLine = 10'000;

/// Two lines, or a number of tracks (`end - begin`) with an automatic position.
struct GridLines {
  bool is_auto = false;
  std::int32_t begin = 0;
  std::int32_t end = 1;
  std::int32_t span() const { return end - begin; }
};

/// Tracks and named lines of one axis. Two kinds: a grid's own, from its template, and a subgrid's, taken from the grid
/// around it.
class ExplicitGridAxis {
 public:
  enum class Axis : bool { Columns, Rows };
  ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const GridRepeatRoom& room);
  /// The axis of a subgrid, which takes its tracks from the grid around it.
  ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const TakenGridLines& taken);

  std::int32_t count() const { return static_cast<std::int32_t>(tracks_.size()); }
  /// Whether the explicit tracks are all there are: a subgrid has no implicit ones.
  bool is_taken() const { return is_taken_; }
  /// The lines of an item; `auto_span` is the span of an item whose style does not set one.
  GridLines lines_of(const style::ComputedStyle& item, std::int32_t auto_span = 1) const;
  /// The lines that a box out of flow names, whether or not they exist.
  std::pair<std::optional<std::int32_t>, std::optional<std::int32_t>> positioned_lines(
      const style::ComputedStyle& box) const;
  /// The lines taken by a subgrid that spans these tracks; `begin` and `end` count lines as here.
  TakenGridLines taken_by(std::int32_t begin, std::int32_t end, const style::ComputedStyle& container) const;
  /// The track list with implicit tracks around the explicit ones; `used` says which tracks have items (auto-fit).
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

using base::LayoutUnit;
using style::TrackSize;

/// §7.2.3.2: the size of a track when repetitions are counted: its definite size, the larger one of two.
LayoutUnit counted_size(const TrackSize& track, std::optional<LayoutUnit> containing) {
  const auto length_of = [&](const style::TrackBreadth& breadth) -> std::optional<LayoutUnit> {
    if (!breadth.is_length() || (breadth.length.has_percent() && !containing)) return std::nullopt;
    return breadth.length.resolve(containing.value_or(LayoutUnit()));
  };
  const auto least = length_of(track.least);
  const auto most = length_of(track.most);
  if (most) return std::max(*most, least.value_or(LayoutUnit()));
  return least.value_or(LayoutUnit());
}

/// The total size of the tracks of a template list.
LayoutUnit counted_sum(const std::vector<TrackSize>& tracks, std::optional<LayoutUnit> containing) {
  LayoutUnit sum;
  for (const TrackSize& track : tracks) sum += counted_size(track, containing);
  return sum;
}

/// The number of repetitions that fit, at least 1 (§7.2.3.2). With a minimum size instead of a size, the tracks repeat
/// until they fill it.
std::size_t repetitions(const style::GridTemplate& list, const GridRepeatRoom& room) {
  const std::size_t each = list.repeated.size();
  // The farthest line limits how many tracks a repetition may make.
  const std::size_t limit =
      std::max<std::size_t>(1, (static_cast<std::size_t>(kFarthestGridLine) - list.tracks.size()) / each);
  const auto room_for = room.size ? room.size : room.least;
  if (!room_for) return 1;
  const LayoutUnit one =
      // A repetition of tracks without size would fit infinitely often, so each counts as at least 1 px.
      std::max(counted_sum(list.repeated, room.size), LayoutUnit::from_px(1)) + room.gap * static_cast<int>(each);
  LayoutUnit fixed = counted_sum(list.tracks, room.size) + room.gap * static_cast<int>(list.tracks.size());
  // One gap fewer than tracks.
  fixed -= room.gap;
  // The space left for repetitions after the fixed tracks.
  const std::int64_t left = std::int64_t{room_for->raw()} - fixed.raw();
  if (left <= 0) return 1;
  std::int64_t count = left / one.raw();
  // Only with a minimum, the last repetition may be a partial one.
  if (!room.size && left % one.raw() != 0) ++count;
  return std::clamp<std::size_t>(static_cast<std::size_t>(count), 1, limit);
}

/// Clamps a line to the range that the grid supports.
std::int32_t nearest(std::int64_t line) {
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(line, -std::int64_t{kFarthestGridLine}, std::int64_t{kFarthestGridLine}));
}

/// Template tracks first; named areas may add more (§7.3.2), with sizes of `grid-auto-*`.
ExplicitGridAxis::ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const GridRepeatRoom& room)
    : axis_(axis) {
  const bool columns = axis == Axis::Columns;
  const auto& tracks = columns ? container.grid_auto_columns : container.grid_auto_rows;
  if (tracks) auto_tracks_ = tracks.value.get();
  const auto& list = columns ? container.grid_template_columns : container.grid_template_rows;
  if (list && !list->is_subgrid()) add_tracks(*list, room);
  if (container.grid_template_areas) {
    const style::GridAreas& areas = *container.grid_template_areas;
    // Areas may need more tracks than the template lists.
    const std::size_t wanted = columns ? areas.columns : areas.rows;
    const std::int32_t listed = count();
    while (tracks_.size() < wanted) add_track(implicit_size(static_cast<std::int32_t>(tracks_.size()) - listed));
    add_area_names(areas);
  }
}

/// Names from the parent grid, then those of the `subgrid` list and the areas.
ExplicitGridAxis::ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const TakenGridLines& taken)
    : axis_(axis), tracks_(taken.tracks), is_taken_(true) {
  for (const auto& [name, line] : taken.names) add_name(name, line);
  const auto& list = axis == Axis::Columns ? container.grid_template_columns : container.grid_template_rows;
  if (list) add_subgrid_names(*list);
  if (container.grid_template_areas) add_area_names(*container.grid_template_areas);
}

/// css-grid-2 §9: the list names one line after the other; names of `repeat(auto-fill)` repeat as often as they fit as
/// a whole.
void ExplicitGridAxis::add_subgrid_names(const style::GridTemplate& list) {
  std::int32_t line = 0;
  const std::int32_t lines = count() + 1;
  const auto add = [&](const Names& names) {
    for (const std::string& name : names) {
      if (line < lines) add_name(name, line);
    }
    ++line;
  };
  // `list.names.size()` places: one before, between and after the entries.
  for (std::size_t i = 0; i <= list.names.size(); ++i) {
    if (list.repeat != style::GridTemplate::Repeat::None && i == list.repeat_at) {
      // Whole repetitions fill the lines that the other names leave.
      const std::int32_t left = lines - static_cast<std::int32_t>(list.names.size());
      const auto each = static_cast<std::int32_t>(list.repeated_names.size());
      for (std::int32_t times = left / each; times > 0; --times) {
        for (const Names& names : list.repeated_names) add(names);
      }
    }
    if (i < list.names.size()) add(list.names[i]);
  }
}

/// Keeps the lines of a name in rising order, without duplicates, for binary search.
void ExplicitGridAxis::add_name(const std::string& name, std::int32_t line) {
  std::vector<std::int32_t>& lines = named_[name];
  const auto place = std::lower_bound(lines.begin(), lines.end(), line);
  if (place == lines.end() || *place != line) lines.insert(place, line);
}

/// The lines inside the span, counted from its start, with their names.
TakenGridLines ExplicitGridAxis::taken_by(std::int32_t begin, std::int32_t end,
                                          const style::ComputedStyle& container) const {
  TakenGridLines taken;
  taken.tracks = static_cast<std::uint32_t>(end - begin);
  for (const auto& [name, lines] : named_) {
    for (const std::int32_t line : lines) {
      if (line >= begin && line <= end) taken.names.emplace_back(name, line - begin);
    }
  }
  // An area that extends into the subgrid counts with the part inside.
  if (container.grid_template_areas) {
    for (const style::GridArea& area : container.grid_template_areas->areas) {
      const bool columns = axis_ == Axis::Columns;
      const auto from = static_cast<std::int32_t>(columns ? area.column_begin : area.row_begin);
      const auto to = static_cast<std::int32_t>(columns ? area.column_end : area.row_end);
      if (from >= end || to <= begin) continue;
      taken.names.emplace_back(area.name + "-start", std::max(from, begin) - begin);
      taken.names.emplace_back(area.name + "-end", std::min(to, end) - begin);
    }
  }
  return taken;
}

/// Adds names to the next line.
void ExplicitGridAxis::add_names(const Names& names) {
  for (const std::string& name : names) add_name(name, count());
}

/// Adds tracks and names in their order, with the repetition at its place in the list.
void ExplicitGridAxis::add_tracks(const style::GridTemplate& list, const GridRepeatRoom& room) {
  for (std::size_t i = 0; i <= list.tracks.size(); ++i) {
    add_names(list.names[i]);
    if (list.repeat != style::GridTemplate::Repeat::None && i == list.repeat_at) {
      fit_begin_ = tracks_.size();
      for (std::size_t times = repetitions(list, room); times > 0; --times) {
        for (std::size_t track = 0; track < list.repeated.size(); ++track) {
          add_names(list.repeated_names[track]);
          add_track(list.repeated[track]);
        }
        // The names at the end of one repetition and those at the start of the next are on the same line.
        add_names(list.repeated_names.back());
      }
      fit_end_ = list.repeat == style::GridTemplate::Repeat::Fit ? tracks_.size() : fit_begin_;
      add_names(list.names_after_repeat);
    }
    if (i < list.tracks.size()) add_track(list.tracks[i]);
  }
}

/// §7.3.2: an area names its lines `…-start` and `…-end`.
void ExplicitGridAxis::add_area_names(const style::GridAreas& areas) {
  for (const style::GridArea& area : areas.areas) {
    const bool columns = axis_ == Axis::Columns;
    const auto begin = static_cast<std::int32_t>(columns ? area.column_begin : area.row_begin);
    const auto end = static_cast<std::int32_t>(columns ? area.column_end : area.row_end);
    // Areas of a subgrid are cut to the tracks that it has.
    if (is_taken_ && begin >= count()) continue;
    add_name(area.name + "-start", begin);
    add_name(area.name + "-end", is_taken_ ? std::min(end, count()) : end);
  }
}

/// The n-th line of a name, from the end for negative numbers. All implicit lines count as having every name (§8.3).
std::int32_t ExplicitGridAxis::nth_named(const std::string& name, std::int32_t number) const {
  const auto found = named_.find(name);
  const std::vector<std::int32_t> none;
  const std::vector<std::int32_t>& lines = found == named_.end() ? none : found->second;
  const auto known = static_cast<std::int32_t>(lines.size());
  // Beyond the known lines, the implicit ones count.
  if (number > 0) {
    return number <= known ? lines[static_cast<std::size_t>(number - 1)] : nearest(count() + number - known);
  }
  const std::int32_t from_end = -number;
  return from_end <= known ? lines[static_cast<std::size_t>(known - from_end)] : nearest(known - from_end);
}

/// The line that a value names; nullopt for `auto` and spans. A name alone first means the edge of an area, then a line
/// of that name.
std::optional<std::int32_t> ExplicitGridAxis::line_of(const style::Shared<style::GridLine>& line, Side side) const {
  if (!line || line->is_span) return std::nullopt;
  if (line->name.empty()) {
    return nearest(line->number > 0 ? line->number - 1 : count() + 1 + line->number);
  }
  // A name with a number is never the edge of an area.
  if (line->number != 0) return nth_named(line->name, line->number);
  const auto edge = named_.find(line->name + (side == Side::Start ? "-start" : "-end"));
  if (edge != named_.end()) return edge->second.front();
  return nth_named(line->name, 1);
}

/// The other line of a span that starts or ends at `from`. A span to a named line counts lines of that name; beyond the
/// explicit grid every line has it.
std::int32_t ExplicitGridAxis::spanned_line(const style::GridLine& line, std::int32_t from, Side side) const {
  const std::int32_t number = std::max(1, line.number);
  const bool forward = side == Side::End;
  if (line.name.empty()) return nearest(std::int64_t{from} + (forward ? number : -number));
  const auto found = named_.find(line.name);
  // Counts known lines of the name first, then continues on implicit lines.
  std::int32_t left = number;
  std::int32_t at = from;
  if (found != named_.end()) {
    const std::vector<std::int32_t>& lines = found->second;
    if (forward) {
      for (auto next = std::upper_bound(lines.begin(), lines.end(), from); next != lines.end() && left > 0; ++next) {
        at = *next;
        --left;
      }
    } else {
      for (auto next = std::lower_bound(lines.begin(), lines.end(), from); next != lines.begin() && left > 0; --left) {
        at = *--next;
      }
    }
  }
  if (left == 0) return at;
  return nearest(forward ? std::int64_t{std::max(from, count())} + left : std::int64_t{std::min(from, 0)} - left);
}

/// §9.1: spans and swapped lines resolve as for items, but a missing line is the edge of the padding box.
std::pair<std::optional<std::int32_t>, std::optional<std::int32_t>> ExplicitGridAxis::positioned_lines(
    const style::ComputedStyle& box) const {
  const bool columns = axis_ == Axis::Columns;
  const auto& start = columns ? box.grid_column_start : box.grid_row_start;
  const auto& end = columns ? box.grid_column_end : box.grid_row_end;
  auto begin_line = line_of(start, Side::Start);
  auto end_line = line_of(end, Side::End);
  if (end_line && start && start->is_span) begin_line = spanned_line(*start, *end_line, Side::Start);
  if (begin_line && end && end->is_span) end_line = spanned_line(*end, *begin_line, Side::End);
  // Swapped lines are put in order; equal lines leave the end to be the edge.
  if (begin_line && end_line && *begin_line > *end_line) std::swap(begin_line, end_line);
  if (begin_line && begin_line == end_line) end_line.reset();
  return {begin_line, end_line};
}

GridLines ExplicitGridAxis::lines_of(const style::ComputedStyle& item, std::int32_t auto_span) const {
  const bool columns = axis_ == Axis::Columns;
  const auto& start = columns ? item.grid_column_start : item.grid_row_start;
  const auto& end = columns ? item.grid_column_end : item.grid_row_end;
  auto begin_line = line_of(start, Side::Start);
  auto end_line = line_of(end, Side::End);
  const auto is_span = [](const style::Shared<style::GridLine>& line) {
    return line && line->is_span;
  };
  if (!begin_line && !end_line) {
    // §8.3.1: of two spans the one at the end is ignored; a span to a named line alone is 1.
    const auto& span = is_span(start) ? start : end;
    const bool counts = is_span(span) && span->name.empty();
    std::int32_t size = is_span(span) ? 1 : auto_span;
    if (counts) size = std::min(std::max(1, span->number), kFarthestGridLine);
    return {true, 0, is_taken_ ? std::min(size, count()) : size};
  }
  // One line is known: the other follows from the span.
  if (!begin_line) begin_line = is_span(start) ? spanned_line(*start, *end_line, Side::Start) : *end_line - auto_span;
  if (!end_line) end_line = is_span(end) ? spanned_line(*end, *begin_line, Side::End) : *begin_line + auto_span;
  // Lines in the wrong order are swapped, equal ones span one track (§8.3.1).
  if (*begin_line > *end_line) std::swap(begin_line, end_line);
  if (*begin_line == *end_line) end_line = *begin_line + 1;
  if (is_taken_) {
    // A subgrid has no other tracks (css-grid-2 §9).
    begin_line = std::clamp(*begin_line, 0, count() - 1);
    end_line = std::clamp(*end_line, *begin_line + 1, count());
  }
  return {false, *begin_line, *end_line};
}

/// §7.6: implicit tracks take the sizes of `grid-auto-*` in turn, counted away from the explicit grid on both sides.
const TrackSize& ExplicitGridAxis::implicit_size(std::int32_t track) const {
  static const TrackSize kAuto;
  if (auto_tracks_ == nullptr || auto_tracks_->empty()) return kAuto;
  const auto sizes = static_cast<std::int32_t>(auto_tracks_->size());
  const std::int32_t index = track >= 0 ? track % sizes : sizes - 1 - (-track - 1) % sizes;
  return (*auto_tracks_)[static_cast<std::size_t>(index)];
}

GridTrackList ExplicitGridAxis::with_implicit(std::int32_t begin, std::int32_t end,
                                              const std::vector<bool>& used) const {
  GridTrackList list;
  // `explicit_begin` is the number of implicit tracks before.
  list.explicit_begin = static_cast<std::uint32_t>(-begin);
  list.sizes.reserve(static_cast<std::size_t>(end - begin));
  for (std::int32_t track = begin; track < end; ++track) {
    if (track < 0) {
      list.sizes.push_back(implicit_size(track));
    } else if (track < count()) {
      list.sizes.push_back(tracks_[static_cast<std::size_t>(track)]);
    } else {
      list.sizes.push_back(implicit_size(track - count()));
    }
  }
  // `auto-fit` collapses repeated tracks without items (§7.2.3.2).
  for (std::size_t track = fit_begin_; track < fit_end_; ++track) {
    if (used[track + list.explicit_begin]) continue;
    if (list.collapsed.empty()) list.collapsed.resize(list.sizes.size());
    list.collapsed[track + list.explicit_begin] = true;
  }
  return list;
}

/// The occupied cells, as bits. A cell is a track of the direction that is filled first (`minor`) within a track of the
/// other one (`major`).
class TakenCells {
 public:
  void take(std::uint32_t major, std::uint32_t major_end, std::uint32_t minor, std::uint32_t minor_end) {
    if (rows_.size() < major_end) rows_.resize(major_end);
    const std::size_t words = (minor_end + kBits - 1) / kBits;
    for (std::uint32_t row = major; row < major_end; ++row) {
      if (rows_[row].size() < words) rows_[row].resize(words);
      for_words(minor, minor_end, [&](std::size_t word, std::uint64_t mask) {
        rows_[row][word] |= mask;
        return true;
      });
    }
  }

  /// Whether a range of cells is free; cells beyond the stored ones are.
  bool are_free(std::uint32_t major, std::uint32_t major_end, std::uint32_t minor, std::uint32_t minor_end) const {
    for (std::uint32_t row = major; row < major_end && row < rows_.size(); ++row) {
      const bool free = for_words(minor, minor_end, [&](std::size_t word, std::uint64_t mask) {
        return word >= rows_[row].size() || (rows_[row][word] & mask) == 0;
      });
      if (!free) return false;
    }
    return true;
  }

 private:
  static constexpr std::uint32_t kBits = 64;

  /// Calls `handle` with each 64-bit word of the range and the mask of its bits in it, until that returns false.
  template <typename Handle>
  static bool for_words(std::uint32_t begin, std::uint32_t end, const Handle& handle) {
    while (begin < end) {
      const std::uint32_t first = begin % kBits;
      const std::uint32_t count = std::min(kBits - first, end - begin);
      const std::uint64_t ones = count == kBits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
      if (!handle(begin / kBits, ones << first)) return false;
      begin += count;
    }
    return true;
  }

  std::vector<std::vector<std::uint64_t>> rows_;
};

/// Auto-placement (§8.5), in terms of the direction that is filled first: `minor` is columns, or rows with
/// `grid-auto-flow: column`. The steps are those of the specification: fixed items, items with a fixed major track,
/// then all others in order.
class GridPlacer {
 public:
  GridPlacer(const style::ComputedStyle& style, const ExplicitGridAxis& columns, const ExplicitGridAxis& rows)
      : flow_(style.grid_auto_flow),
        minor_axis_(flow_.in_columns ? rows : columns),
        major_axis_(flow_.in_columns ? columns : rows) {}

  /// Adds an item, in the order of placement.
  void add(const style::ComputedStyle& item, std::int32_t auto_columns, std::int32_t auto_rows) {
    const std::int32_t minor = flow_.in_columns ? auto_rows : auto_columns;
    const std::int32_t major = flow_.in_columns ? auto_columns : auto_rows;
    items_.push_back({minor_axis_.lines_of(item, minor), major_axis_.lines_of(item, major)});
  }

  /// Items with both positions fixed are never moved; those with a fixed major track come next, as in the
  /// specification.
  void run() {
    find_begins();
    for (Entry& item : items_) {
      if (!item.minor.is_auto && !item.major.is_auto) take(item);
    }
    for (Entry& item : items_) {
      if (item.minor.is_auto && !item.major.is_auto) place_in_major(item);
    }
    // The grid must be wide enough for the widest item before the others are placed.
    for (const Entry& item : items_) {
      if (item.major.is_auto)
        minor_end_ = std::max(minor_end_, item.minor.is_auto ? item.minor.span() : item.minor.end);
    }
    for (Entry& item : items_) {
      if (!item.major.is_auto) continue;
      if (item.minor.is_auto) {
        place_anywhere(item);
      } else {
        place_in_minor(item);
      }
    }
  }

  /// The placement in terms of columns and rows again, with all tracks.
  std::shared_ptr<GridPlacement> result(std::vector<BoxId> boxes) {
    keep_in_taken_tracks();
    auto made = std::make_shared<GridPlacement>();
    made->boxes = std::move(boxes);
    // Tracks with items are noted for `auto-fit`.
    std::vector<bool> minor_used(static_cast<std::size_t>(minor_end_));
    std::vector<bool> major_used(static_cast<std::size_t>(major_end_));
    for (const Entry& item : items_) {
      const GridSpan minor = span_of(item.minor);
      const GridSpan major = span_of(item.major);
      std::fill(minor_used.begin() + minor.begin, minor_used.begin() + minor.end, true);
      std::fill(major_used.begin() + major.begin, major_used.begin() + major.end, true);
      made->areas.push_back(flow_.in_columns ? GridItemArea{major, minor} : GridItemArea{minor, major});
    }
    GridTrackList minor = minor_axis_.with_implicit(-minor_offset_, minor_end_ - minor_offset_, minor_used);
    GridTrackList major = major_axis_.with_implicit(-major_offset_, major_end_ - major_offset_, major_used);
    made->columns = flow_.in_columns ? std::move(major) : std::move(minor);
    made->rows = flow_.in_columns ? std::move(minor) : std::move(major);
    return made;
  }

 private:
  struct Entry {
    GridLines minor;
    GridLines major;
  };

  /// A subgrid has only the tracks that it takes: items that do not fit go into the last one.
  void keep_in_taken_tracks() {
    const auto keep = [](GridLines& lines, std::int32_t count) {
      lines.begin = std::min(lines.begin, count - 1);
      lines.end = std::min(lines.end, count);
    };
    for (Entry& item : items_) {
      if (minor_axis_.is_taken()) keep(item.minor, minor_axis_.count());
      if (major_axis_.is_taken()) keep(item.major, major_axis_.count());
    }
    if (minor_axis_.is_taken()) minor_end_ = minor_axis_.count();
    if (major_axis_.is_taken()) major_end_ = major_axis_.count();
  }

  static GridSpan span_of(const GridLines& lines) {
    return {static_cast<std::uint32_t>(lines.begin), static_cast<std::uint32_t>(lines.end)};
  }

  /// Finds the first implicit tracks before the grid. From here on tracks are counted from them, so that no number is
  /// negative.
  void find_begins() {
    minor_end_ = minor_axis_.count();
    major_end_ = major_axis_.count();
    for (const Entry& item : items_) {
      if (!item.minor.is_auto) minor_offset_ = std::max(minor_offset_, -item.minor.begin);
      if (!item.major.is_auto) major_offset_ = std::max(major_offset_, -item.major.begin);
    }
    minor_end_ += minor_offset_;
    major_end_ += major_offset_;
    for (Entry& item : items_) {
      if (!item.minor.is_auto) move(item.minor, item.minor.begin + minor_offset_);
      if (!item.major.is_auto) move(item.major, item.major.begin + major_offset_);
      if (!item.minor.is_auto) minor_end_ = std::max(minor_end_, item.minor.end);
    }
  }

  static void move(GridLines& lines, std::int32_t begin) {
    const std::int32_t span = lines.span();
    lines.begin = begin;
    lines.end = begin + span;
  }

  /// Whether all cells of an item are free.
  bool is_free(const Entry& item) const {
    const GridSpan minor = span_of(item.minor);
    const GridSpan major = span_of(item.major);
    return cells_.are_free(major.begin, major.end, minor.begin, minor.end);
  }

  /// Occupies the cells of an item and extends the grid if needed.
  void take(const Entry& item) {
    const GridSpan minor = span_of(item.minor);
    const GridSpan major = span_of(item.major);
    cells_.take(major.begin, major.end, minor.begin, minor.end);
    minor_end_ = std::max(minor_end_, item.minor.end);
    major_end_ = std::max(major_end_, item.major.end);
  }

  /// Limits spans once there are many tracks, so that a document of huge spans cannot exhaust memory: from there on
  /// they are 1.
  void limit_span(Entry& item) const {
    constexpr std::int32_t kMany = 50'000;
    if (major_end_ > kMany) item.major.end = item.major.begin + 1;
  }

  /// Places an item with a fixed major track: after what this step has placed in the same track; with `dense` wherever
  /// there is room. Cells are never freed, so items of the same span continue the search where an earlier one found
  /// room.
  void place_in_major(Entry& item) {
    const auto span_key = flow_.dense ? item.minor.span() : 0;
    std::int32_t& from = major_cursors_[{item.major.begin, flow_.dense ? item.major.end : 0, span_key}];
    // Sparse packing continues after the last item of the track; dense packing looks for holes.
    move(item.minor, from);
    while (!is_free(item)) move(item.minor, item.minor.begin + 1);
    from = flow_.dense ? item.minor.begin : item.minor.end;
    take(item);
  }

  /// Places an item with a fixed minor track: below the cursor; with `dense` at the first place from the start.
  void place_in_minor(Entry& item) {
    limit_span(item);
    if (flow_.dense) {
      std::int32_t& from = minor_cursors_[{item.minor.begin, item.minor.end, item.major.span()}];
      move(item.major, from);
      while (!is_free(item)) move(item.major, item.major.begin + 1);
      from = item.major.begin;
    } else {
      // Moving backwards in the minor direction means the next major track.
      if (item.minor.begin < cursor_minor_) ++cursor_major_;
      cursor_minor_ = item.minor.begin;
      move(item.major, cursor_major_);
      while (!is_free(item)) move(item.major, item.major.begin + 1);
      cursor_major_ = item.major.begin;
    }
    take(item);
  }

  /// Places an item without fixed tracks: row by row from the cursor; with `dense` from the start.
  void place_anywhere(Entry& item) {
    limit_span(item);
    std::int32_t minor = cursor_minor_;
    std::int32_t major = cursor_major_;
    std::pair<std::int32_t, std::int32_t>& dense_from = dense_cursors_[{item.minor.span(), item.major.span()}];
    if (flow_.dense) std::tie(minor, major) = dense_from;
    while (true) {
      // The item does not fit into this track any more: the next one.
      if (minor + item.minor.span() > minor_end_) {
        ++major;
        minor = 0;
      }
      move(item.minor, minor);
      move(item.major, major);
      if (is_free(item)) break;
      ++minor;
    }
    // The cursors never move back, except with `dense`, where each size of item has its own.
    if (flow_.dense) {
      dense_from = {minor, major};
    } else {
      cursor_minor_ = minor;
      cursor_major_ = major;
    }
    take(item);
  }

  const style::GridAutoFlow flow_;
  const ExplicitGridAxis& minor_axis_;
  const ExplicitGridAxis& major_axis_;
  std::vector<Entry> items_;
  TakenCells cells_;
  std::int32_t minor_offset_ = 0;
  std::int32_t major_offset_ = 0;
  std::int32_t minor_end_ = 0;
  std::int32_t major_end_ = 0;
  std::int32_t cursor_minor_ = 0;
  std::int32_t cursor_major_ = 0;
  using Key = std::tuple<std::int32_t, std::int32_t, std::int32_t>;
  std::map<Key, std::int32_t> major_cursors_;
  std::map<Key, std::int32_t> minor_cursors_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::pair<std::int32_t, std::int32_t>> dense_cursors_;
};

/// The lines of a box out of flow that exist, implicit ones included, counted from the first implicit line.
GridLineRange existing_lines(const ExplicitGridAxis& axis, const GridTrackList& tracks,
                             const style::ComputedStyle& box) {
  const auto [begin, end] = axis.positioned_lines(box);
  const auto existing = [&](std::optional<std::int32_t> line) -> std::optional<std::uint32_t> {
    if (!line) return std::nullopt;
    const std::int64_t at = std::int64_t{*line} + tracks.explicit_begin;
    if (at < 0 || at > static_cast<std::int64_t>(tracks.sizes.size())) return std::nullopt;
    return static_cast<std::uint32_t>(at);
  };
  return {existing(begin), existing(end)};
}

/// The span of a subgrid whose style does not set one: as many tracks as it names lines for.
std::int32_t automatic_span(BoxId box, GridAxis axis, const LayoutContext& context) {
  if (!is_subgrid(box, axis, context)) return 1;
  const style::ComputedStyle& style = context.style_of(box);
  const style::GridTemplate& list = axis == GridAxis::Inline ? *style.grid_template_columns : *style.grid_template_rows;
  const std::size_t lines = list.names.size() + list.repeated_names.size();
  return std::clamp(static_cast<std::int32_t>(lines) - 1, 1, kFarthestGridLine);
}

std::shared_ptr<const GridPlacement> place_in(BoxId container, const ExplicitGridAxis& column_axis,
                                              const ExplicitGridAxis& row_axis, const LayoutContext& context);

/// Places the items of a subgrid in the tracks that its area spans.
std::shared_ptr<const GridPlacement> place_subgrid(BoxId box, const GridItemArea& area, const GridPlacement& outer,
                                                   const ExplicitGridAxis& column_axis,
                                                   const ExplicitGridAxis& row_axis, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const style::ComputedStyle& around = context.style_of(context.box(box).parent);
  const auto axis_of = [&](GridAxis axis, const ExplicitGridAxis& of_outer, const GridSpan& span,
                           const GridTrackList& tracks) {
    const auto kind = axis == GridAxis::Inline ? ExplicitGridAxis::Axis::Columns : ExplicitGridAxis::Axis::Rows;
    // An axis that is not a subgrid has its own tracks.
    if (!is_subgrid(box, axis, context)) return ExplicitGridAxis(style, kind, GridRepeatRoom());
    // Lines count from the first explicit one.
    const auto offset = static_cast<std::int32_t>(tracks.explicit_begin);
    return ExplicitGridAxis(style, kind,
                            of_outer.taken_by(static_cast<std::int32_t>(span.begin) - offset,
                                              static_cast<std::int32_t>(span.end) - offset, around));
  };
  return place_in(box, axis_of(GridAxis::Inline, column_axis, area.columns, outer.columns),
                  axis_of(GridAxis::Block, row_axis, area.rows, outer.rows), context);
}

/// Places all items of a container, recursively for subgrids. `order` sorts them first, as layout does (css-grid-1
/// §6.3).
std::shared_ptr<const GridPlacement> place_in(BoxId container, const ExplicitGridAxis& column_axis,
                                              const ExplicitGridAxis& row_axis, const LayoutContext& context) {
  std::vector<BoxId> boxes;
  std::vector<BoxId> positioned;
  // Markers are placed by the list item, boxes out of flow by their containing block.
  for (BoxId child = context.box(container).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& box = context.box(child);
    if (box.kind == boxes::BoxKind::Marker) continue;
    if (boxes::is_in_flow(box)) boxes.push_back(child);
    if (box.flow == boxes::BoxFlow::Absolute) positioned.push_back(child);
  }
  std::stable_sort(boxes.begin(), boxes.end(),
                   [&](BoxId a, BoxId b) { return context.style_of(a).order < context.style_of(b).order; });
  GridPlacer placer(context.style_of(container), column_axis, row_axis);
  for (const BoxId box : boxes) {
    placer.add(context.style_of(box), automatic_span(box, GridAxis::Inline, context),
               automatic_span(box, GridAxis::Block, context));
  }
  placer.run();
  const std::shared_ptr<GridPlacement> made = placer.result(std::move(boxes));
  made->takes_columns = column_axis.is_taken();
  made->takes_rows = row_axis.is_taken();
  // Subgrids are placed when the area of their container is known.
  for (std::size_t i = 0; i < made->boxes.size(); ++i) {
    const BoxId box = made->boxes[i];
    const bool is_any = is_subgrid(box, GridAxis::Inline, context) || is_subgrid(box, GridAxis::Block, context);
    made->subgrids.push_back(is_any ? place_subgrid(box, made->areas[i], *made, column_axis, row_axis, context)
                                    : nullptr);
  }
  // Boxes out of flow do not make tracks: only existing lines count.
  for (const BoxId box : positioned) {
    const style::ComputedStyle& style = context.style_of(box);
    made->positioned.push_back(
        {box, existing_lines(column_axis, made->columns, style), existing_lines(row_axis, made->rows, style)});
  }
  return made;
}

}  // namespace

/// A subgrid needs a grid around it; otherwise `subgrid` has no effect (css-grid-2 §9).
bool is_subgrid(BoxId child, GridAxis axis, const LayoutContext& context) {
  const boxes::Box& box = context.box(child);
  if (box.kind != boxes::BoxKind::Grid || !boxes::is_in_flow(box) || !box.parent) return false;
  if (context.box(box.parent).kind != boxes::BoxKind::Grid) return false;
  const style::ComputedStyle& style = context.styles.style(box.style);
  const auto& list = axis == GridAxis::Inline ? style.grid_template_columns : style.grid_template_rows;
  return list && list->is_subgrid();
}

std::shared_ptr<const GridPlacement> place_grid_items(BoxId container, const GridRepeatRoom& columns,
                                                      const GridRepeatRoom& rows, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(container);
  return place_in(container, ExplicitGridAxis(style, ExplicitGridAxis::Axis::Columns, columns),
                  ExplicitGridAxis(style, ExplicitGridAxis::Axis::Rows, rows), context);
}

}  // namespace gongwen::layout
