#include "layout/grid/detail/grid_lines.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using base::LayoutUnit;
using style::TrackSize;

/// §7.2.3.2: what a track counts for when repetitions are counted: its definite size, the larger one of two.
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

LayoutUnit counted_sum(const std::vector<TrackSize>& tracks, std::optional<LayoutUnit> containing) {
  LayoutUnit sum;
  for (const TrackSize& track : tracks) sum += counted_size(track, containing);
  return sum;
}

/// How often the repetition fits in the room, at least once.
std::size_t repetitions(const style::GridTemplate& list, const GridRepeatRoom& room) {
  const std::size_t each = list.repeated.size();
  const std::size_t limit =
      std::max<std::size_t>(1, (static_cast<std::size_t>(kFarthestGridLine) - list.tracks.size()) / each);
  const auto room_for = room.size ? room.size : room.least;
  if (!room_for) return 1;
  const LayoutUnit one =
      std::max(counted_sum(list.repeated, room.size), LayoutUnit::from_px(1)) + room.gap * static_cast<int>(each);
  LayoutUnit fixed = counted_sum(list.tracks, room.size) + room.gap * static_cast<int>(list.tracks.size());
  // One gap fewer than tracks.
  fixed -= room.gap;
  const std::int64_t left = std::int64_t{room_for->raw()} - fixed.raw();
  if (left <= 0) return 1;
  std::int64_t count = left / one.raw();
  if (!room.size && left % one.raw() != 0) ++count;
  return std::clamp<std::size_t>(static_cast<std::size_t>(count), 1, limit);
}

std::int32_t nearest(std::int64_t line) {
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(line, -std::int64_t{kFarthestGridLine}, std::int64_t{kFarthestGridLine}));
}

}  // namespace

ExplicitGridAxis::ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const GridRepeatRoom& room)
    : axis_(axis) {
  const bool columns = axis == Axis::Columns;
  const auto& tracks = columns ? container.grid_auto_columns : container.grid_auto_rows;
  if (tracks) auto_tracks_ = tracks.value.get();
  const auto& list = columns ? container.grid_template_columns : container.grid_template_rows;
  if (list && !list->is_subgrid()) add_tracks(*list, room);
  if (container.grid_template_areas) {
    const style::GridAreas& areas = *container.grid_template_areas;
    const std::size_t wanted = columns ? areas.columns : areas.rows;
    const std::int32_t listed = count();
    while (tracks_.size() < wanted) add_track(implicit_size(static_cast<std::int32_t>(tracks_.size()) - listed));
    add_area_names(areas);
  }
}

ExplicitGridAxis::ExplicitGridAxis(const style::ComputedStyle& container, Axis axis, const TakenGridLines& taken)
    : axis_(axis), tracks_(taken.tracks), is_taken_(true) {
  for (const auto& [name, line] : taken.names) add_name(name, line);
  const auto& list = axis == Axis::Columns ? container.grid_template_columns : container.grid_template_rows;
  if (list) add_subgrid_names(*list);
  if (container.grid_template_areas) add_area_names(*container.grid_template_areas);
}

/// css-grid-2 §9: names of one line after the other; those of `auto-fill` as often as they fit as a whole.
void ExplicitGridAxis::add_subgrid_names(const style::GridTemplate& list) {
  std::int32_t line = 0;
  const std::int32_t lines = count() + 1;
  const auto add = [&](const Names& names) {
    for (const std::string& name : names) {
      if (line < lines) add_name(name, line);
    }
    ++line;
  };
  for (std::size_t i = 0; i <= list.names.size(); ++i) {
    if (list.repeat != style::GridTemplate::Repeat::None && i == list.repeat_at) {
      const std::int32_t left = lines - static_cast<std::int32_t>(list.names.size());
      const auto each = static_cast<std::int32_t>(list.repeated_names.size());
      for (std::int32_t times = left / each; times > 0; --times) {
        for (const Names& names : list.repeated_names) add(names);
      }
    }
    if (i < list.names.size()) add(list.names[i]);
  }
}

void ExplicitGridAxis::add_name(const std::string& name, std::int32_t line) {
  std::vector<std::int32_t>& lines = named_[name];
  const auto place = std::lower_bound(lines.begin(), lines.end(), line);
  if (place == lines.end() || *place != line) lines.insert(place, line);
}

TakenGridLines ExplicitGridAxis::taken_by(std::int32_t begin, std::int32_t end,
                                          const style::ComputedStyle& container) const {
  TakenGridLines taken;
  taken.tracks = static_cast<std::uint32_t>(end - begin);
  for (const auto& [name, lines] : named_) {
    for (const std::int32_t line : lines) {
      if (line >= begin && line <= end) taken.names.emplace_back(name, line - begin);
    }
  }
  // Of an area that reaches into the subgrid the part in it counts.
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

void ExplicitGridAxis::add_names(const Names& names) {
  for (const std::string& name : names) add_name(name, count());
}

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
    if (is_taken_ && begin >= count()) continue;
    add_name(area.name + "-start", begin);
    add_name(area.name + "-end", is_taken_ ? std::min(end, count()) : end);
  }
}

/// All implicit lines bear every name (§8.3).
std::int32_t ExplicitGridAxis::nth_named(const std::string& name, std::int32_t number) const {
  const auto found = named_.find(name);
  const std::vector<std::int32_t> none;
  const std::vector<std::int32_t>& lines = found == named_.end() ? none : found->second;
  const auto known = static_cast<std::int32_t>(lines.size());
  if (number > 0) {
    return number <= known ? lines[static_cast<std::size_t>(number - 1)] : nearest(count() + number - known);
  }
  const std::int32_t from_end = -number;
  return from_end <= known ? lines[static_cast<std::size_t>(known - from_end)] : nearest(known - from_end);
}

/// The line that a value names; nothing for `auto` and spans.
std::optional<std::int32_t> ExplicitGridAxis::line_of(const style::Shared<style::GridLine>& line, Side side) const {
  if (!line || line->is_span) return std::nullopt;
  if (line->name.empty()) {
    return nearest(line->number > 0 ? line->number - 1 : count() + 1 + line->number);
  }
  if (line->number != 0) return nth_named(line->name, line->number);
  const auto edge = named_.find(line->name + (side == Side::Start ? "-start" : "-end"));
  if (edge != named_.end()) return edge->second.front();
  return nth_named(line->name, 1);
}

/// The other line of a span that starts or ends at `from`.
std::int32_t ExplicitGridAxis::spanned_line(const style::GridLine& line, std::int32_t from, Side side) const {
  const std::int32_t number = std::max(1, line.number);
  const bool forward = side == Side::End;
  if (line.name.empty()) return nearest(std::int64_t{from} + (forward ? number : -number));
  const auto found = named_.find(line.name);
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

std::pair<std::optional<std::int32_t>, std::optional<std::int32_t>> ExplicitGridAxis::positioned_lines(
    const style::ComputedStyle& box) const {
  const bool columns = axis_ == Axis::Columns;
  const auto& start = columns ? box.grid_column_start : box.grid_row_start;
  const auto& end = columns ? box.grid_column_end : box.grid_row_end;
  auto begin_line = line_of(start, Side::Start);
  auto end_line = line_of(end, Side::End);
  if (end_line && start && start->is_span) begin_line = spanned_line(*start, *end_line, Side::Start);
  if (begin_line && end && end->is_span) end_line = spanned_line(*end, *begin_line, Side::End);
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
    // §8.3.1: of two spans the end's is ignored; one to a named line alone is 1.
    const auto& span = is_span(start) ? start : end;
    const bool counts = is_span(span) && span->name.empty();
    std::int32_t size = is_span(span) ? 1 : auto_span;
    if (counts) size = std::min(std::max(1, span->number), kFarthestGridLine);
    return {true, 0, is_taken_ ? std::min(size, count()) : size};
  }
  if (!begin_line) begin_line = is_span(start) ? spanned_line(*start, *end_line, Side::Start) : *end_line - auto_span;
  if (!end_line) end_line = is_span(end) ? spanned_line(*end, *begin_line, Side::End) : *begin_line + auto_span;
  if (*begin_line > *end_line) std::swap(begin_line, end_line);
  if (*begin_line == *end_line) end_line = *begin_line + 1;
  if (is_taken_) {
    // There are no other tracks (css-grid-2 §9).
    begin_line = std::clamp(*begin_line, 0, count() - 1);
    end_line = std::clamp(*end_line, *begin_line + 1, count());
  }
  return {false, *begin_line, *end_line};
}

/// §7.6: implicit tracks take the sizes of grid-auto-* in turn, away from the explicit grid.
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
  for (std::size_t track = fit_begin_; track < fit_end_; ++track) {
    if (used[track + list.explicit_begin]) continue;
    if (list.collapsed.empty()) list.collapsed.resize(list.sizes.size());
    list.collapsed[track + list.explicit_begin] = true;
  }
  return list;
}

}  // namespace gongwen::layout
