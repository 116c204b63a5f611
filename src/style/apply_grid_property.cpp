#include "style/detail/converters.h"

#include <algorithm>

// Properties of grids (css-grid-1): templates of tracks, repetitions, areas, and lines of items. Repetitions by number
// are expanded here; those that fill the box are kept for layout.
namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;

/// The maximum number of tracks, more than any page can show; further repetitions are left out (css-grid-1 §6.5).
constexpr std::size_t kMaxTracks = 10'000;

TrackBreadth breadth_of(const Value& value, const LengthContext& context) {
  using Kind = TrackBreadth::Kind;
  if (value.kind == ValueKind::Number) return {Kind::Flex, {}, value.number};
  if (value.kind != ValueKind::Keyword) return {Kind::Length, resolve_length_percentage(value, context), 0};
  switch (value.keyword) {
    case Keyword::MinContent: return {Kind::MinContent, {}, 0};
    case Keyword::MaxContent: return {Kind::MaxContent, {}, 0};
    default: return {};  // auto
  }
}

TrackSize track_size_of(const Value& value, const LengthContext& context) {
  if (value.is_function(Keyword::FitContent)) {
    TrackSize size;
    size.most.kind = TrackBreadth::Kind::MaxContent;
    size.is_fit_content = true;
    size.limit = resolve_length_percentage(value.arguments.front(), context);
    return size;
  }
  if (value.is_function(Keyword::Minmax)) {
    return {breadth_of(value.arguments.front(), context), breadth_of(value.arguments.back(), context), false, {}};
  }
  const TrackBreadth breadth = breadth_of(value, context);
  // A flexible track is at least as wide as its items (§7.2.4).
  return {breadth.is_flex() ? TrackBreadth() : breadth, breadth, false, {}};
}

std::vector<TrackSize> track_sizes_of(const std::vector<Value>& values, const LengthContext& context) {
  std::vector<TrackSize> sizes;
  for (const Value& value : values) {
    if (sizes.size() < kMaxTracks) sizes.push_back(track_size_of(value, context));
  }
  return sizes;
}

Shared<std::vector<TrackSize>> auto_tracks_of(const std::vector<Value>& values, const LengthContext& context) {
  std::vector<TrackSize> sizes = track_sizes_of(values, context);
  if (sizes.size() == 1 && sizes.front() == TrackSize()) return {};
  return Shared<std::vector<TrackSize>>::of(std::move(sizes));
}

void append_names(const Value& value, GridLineNames& names) {
  for (const Value& name : value.arguments) names.push_back(name.text);
}

/// A list of tracks with the names of their lines.
struct TrackListWriter {
  std::vector<TrackSize>& tracks;
  std::vector<GridLineNames>& names;

  void add(const TrackSize& size) {
    if (tracks.size() == kMaxTracks) return;
    tracks.push_back(size);
    names.emplace_back();
  }
};

void append_tracks(std::span<const Value> values, const LengthContext& context, TrackListWriter& out) {
  for (const Value& value : values) {
    if (value.kind == ValueKind::LineNames) {
      append_names(value, out.names.back());
    } else {
      out.add(track_size_of(value, context));
    }
  }
}

/// The arguments of repeat() after the count and its comma.
std::span<const Value> repeated_values(const Value& repeat) {
  const std::span<const Value> values(repeat.arguments);
  const auto comma =
      std::find_if(values.begin(), values.end(), [](const Value& value) { return value.kind == ValueKind::Comma; });
  return values.subspan(static_cast<std::size_t>(comma - values.begin()) + 1);
}

void append_repeated(const Value& repeat, const LengthContext& context, TrackListWriter& out) {
  std::vector<TrackSize> tracks;
  std::vector<GridLineNames> names(1);
  TrackListWriter once{tracks, names};
  append_tracks(repeated_values(repeat), context, once);
  const double count = repeat.arguments.front().number;
  for (double i = 0; i < count && out.tracks.size() < kMaxTracks; ++i) {
    for (std::size_t track = 0; track < tracks.size(); ++track) {
      GridLineNames& here = out.names.back();
      here.insert(here.end(), names[track].begin(), names[track].end());
      out.add(tracks[track]);
    }
    out.names.back().insert(out.names.back().end(), names.back().begin(), names.back().end());
  }
}

/// Names of lines without tracks; grid_template.h explains them.
Shared<GridTemplate> subgrid_of(const std::vector<Value>& values) {
  GridTemplate made;
  const auto append = [](const Value& names, std::vector<GridLineNames>& lines) {
    if (lines.size() == kMaxTracks) return;
    lines.emplace_back();
    append_names(names, lines.back());
  };
  for (const Value& value : std::span(values).subspan(1)) {
    if (value.kind == ValueKind::LineNames) {
      append(value, made.names);
      continue;
    }
    const bool fills = value.arguments.front().is(Keyword::AutoFill);
    if (fills) {
      made.repeat = GridTemplate::Repeat::Fill;
      made.repeat_at = made.names.size();
    }
    const double count = fills ? 1 : std::min(value.arguments.front().number, static_cast<double>(kMaxTracks));
    std::vector<GridLineNames>& lines = fills ? made.repeated_names : made.names;
    for (double i = 0; i < count && lines.size() < kMaxTracks; ++i) {
      for (const Value& names : repeated_values(value)) append(names, lines);
    }
  }
  return Shared<GridTemplate>::of(std::move(made));
}

Shared<GridTemplate> grid_template_of(const std::vector<Value>& values, const LengthContext& context) {
  if (values.front().is(Keyword::None)) return {};
  if (values.front().kind == ValueKind::Ident) return subgrid_of(values);
  GridTemplate made;
  made.names.emplace_back();
  TrackListWriter out{made.tracks, made.names};
  for (const Value& value : values) {
    const bool is_behind_repeat = made.repeat != GridTemplate::Repeat::None && made.tracks.size() == made.repeat_at;
    if (value.kind == ValueKind::LineNames) {
      append_names(value, is_behind_repeat ? made.names_after_repeat : made.names.back());
    } else if (!value.is_function(Keyword::Repeat)) {
      out.add(track_size_of(value, context));
    } else if (value.arguments.front().kind == ValueKind::Integer) {
      append_repeated(value, context, out);
    } else {
      const bool fits = value.arguments.front().is(Keyword::AutoFit);
      made.repeat = fits ? GridTemplate::Repeat::Fit : GridTemplate::Repeat::Fill;
      made.repeat_at = made.tracks.size();
      made.repeated_names.emplace_back();
      TrackListWriter once{made.repeated, made.repeated_names};
      append_tracks(repeated_values(value), context, once);
    }
  }
  return Shared<GridTemplate>::of(std::move(made));
}

Shared<GridAreas> grid_areas_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::None)) return {};
  std::vector<std::string_view> rows;
  for (const Value& value : values) rows.push_back(value.text);
  auto areas = css::read_grid_areas(rows);
  return areas ? Shared<GridAreas>::of(std::move(*areas)) : Shared<GridAreas>();
}

GridAutoFlow grid_auto_flow_of(const std::vector<Value>& values) {
  GridAutoFlow flow;
  for (const Value& value : values) {
    flow.in_columns = flow.in_columns || value.is(Keyword::Column);
    flow.dense = flow.dense || value.is(Keyword::Dense);
  }
  return flow;
}

Shared<GridLine> grid_line_of(const std::vector<Value>& values) {
  GridLine line;
  for (const Value& value : values) {
    if (value.is(Keyword::Auto)) return {};
    line.is_span = line.is_span || value.is(Keyword::Span);
    if (value.kind == ValueKind::Integer) {
      constexpr double kFarthest = static_cast<double>(kMaxTracks);
      line.number = static_cast<std::int32_t>(std::clamp(value.number, -kFarthest, kFarthest));
    }
    if (value.kind == ValueKind::Ident) line.name = value.text;
  }
  return Shared<GridLine>::of(std::move(line));
}

}  // namespace

GONGWEN_CONVERT(GridTemplateColumns, grid_template_of(values, lengths))
GONGWEN_CONVERT(GridTemplateRows, grid_template_of(values, lengths))
GONGWEN_CONVERT(GridTemplateAreas, grid_areas_of(values))
GONGWEN_CONVERT(GridAutoColumns, auto_tracks_of(values, lengths))
GONGWEN_CONVERT(GridAutoRows, auto_tracks_of(values, lengths))
GONGWEN_CONVERT(GridAutoFlow, grid_auto_flow_of(values))
GONGWEN_CONVERT(GridRowStart, grid_line_of(values))
GONGWEN_CONVERT(GridRowEnd, grid_line_of(values))
GONGWEN_CONVERT(GridColumnStart, grid_line_of(values))
GONGWEN_CONVERT(GridColumnEnd, grid_line_of(values))

}  // namespace gongwen::style
