#include "layout/grid/detail/grid_placement.h"

#include "layout/grid/detail/grid_lines.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace gongwen::layout {
namespace {

/// Which cells are taken. Tracks are those of the direction that is filled first (`minor`) within those of the other.
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

  /// Calls `handle` with each word and the bits of the range in it, until that returns false.
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

/// Auto-placement (§8.5), in terms of the direction that is filled first, the minor one: columns, or rows with
/// `grid-auto-flow: column`.
class GridPlacer {
 public:
  GridPlacer(const style::ComputedStyle& style, const ExplicitGridAxis& columns, const ExplicitGridAxis& rows)
      : flow_(style.grid_auto_flow),
        minor_axis_(flow_.in_columns ? rows : columns),
        major_axis_(flow_.in_columns ? columns : rows) {}

  void add(const style::ComputedStyle& item, std::int32_t auto_columns, std::int32_t auto_rows) {
    const std::int32_t minor = flow_.in_columns ? auto_rows : auto_columns;
    const std::int32_t major = flow_.in_columns ? auto_columns : auto_rows;
    items_.push_back({minor_axis_.lines_of(item, minor), major_axis_.lines_of(item, major)});
  }

  void run() {
    find_begins();
    for (Entry& item : items_) {
      if (!item.minor.is_auto && !item.major.is_auto) take(item);
    }
    for (Entry& item : items_) {
      if (item.minor.is_auto && !item.major.is_auto) place_in_major(item);
    }
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

  std::shared_ptr<GridPlacement> result(std::vector<BoxId> boxes) {
    keep_in_taken_tracks();
    auto made = std::make_shared<GridPlacement>();
    made->boxes = std::move(boxes);
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

  /// A subgrid has no tracks but those it takes: what has no room there is in the last one.
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

  /// From here on tracks count from the first implicit one.
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

  bool is_free(const Entry& item) const {
    const GridSpan minor = span_of(item.minor);
    const GridSpan major = span_of(item.major);
    return cells_.are_free(major.begin, major.end, minor.begin, minor.end);
  }

  void take(const Entry& item) {
    const GridSpan minor = span_of(item.minor);
    const GridSpan major = span_of(item.major);
    cells_.take(major.begin, major.end, minor.begin, minor.end);
    minor_end_ = std::max(minor_end_, item.minor.end);
    major_end_ = std::max(major_end_, item.major.end);
  }

  /// So that spans do not add up to more tracks than anything can hold: there they are 1.
  void limit_span(Entry& item) const {
    constexpr std::int32_t kMany = 50'000;
    if (major_end_ > kMany) item.major.end = item.major.begin + 1;
  }

  /// After what this step has placed in the same tracks; with `dense` wherever there is room. Cells are never freed, so
  /// items of the same span do not search again where an earlier one found none.
  void place_in_major(Entry& item) {
    const auto span_key = flow_.dense ? item.minor.span() : 0;
    std::int32_t& from = major_cursors_[{item.major.begin, flow_.dense ? item.major.end : 0, span_key}];
    move(item.minor, from);
    while (!is_free(item)) move(item.minor, item.minor.begin + 1);
    from = flow_.dense ? item.minor.begin : item.minor.end;
    take(item);
  }

  void place_in_minor(Entry& item) {
    limit_span(item);
    if (flow_.dense) {
      std::int32_t& from = minor_cursors_[{item.minor.begin, item.minor.end, item.major.span()}];
      move(item.major, from);
      while (!is_free(item)) move(item.major, item.major.begin + 1);
      from = item.major.begin;
    } else {
      if (item.minor.begin < cursor_minor_) ++cursor_major_;
      cursor_minor_ = item.minor.begin;
      move(item.major, cursor_major_);
      while (!is_free(item)) move(item.major, item.major.begin + 1);
      cursor_major_ = item.major.begin;
    }
    take(item);
  }

  void place_anywhere(Entry& item) {
    limit_span(item);
    std::int32_t minor = cursor_minor_;
    std::int32_t major = cursor_major_;
    std::pair<std::int32_t, std::int32_t>& dense_from = dense_cursors_[{item.minor.span(), item.major.span()}];
    if (flow_.dense) std::tie(minor, major) = dense_from;
    while (true) {
      if (minor + item.minor.span() > minor_end_) {
        ++major;
        minor = 0;
      }
      move(item.minor, minor);
      move(item.major, major);
      if (is_free(item)) break;
      ++minor;
    }
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

/// The lines of a box out of flow, those of the implicit grid included.
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

/// What a subgrid spans that does not say: as many tracks as it names lines for.
std::int32_t automatic_span(BoxId box, GridAxis axis, const LayoutContext& context) {
  if (!is_subgrid(box, axis, context)) return 1;
  const style::ComputedStyle& style = context.style_of(box);
  const style::GridTemplate& list = axis == GridAxis::Inline ? *style.grid_template_columns : *style.grid_template_rows;
  const std::size_t lines = list.names.size() + list.repeated_names.size();
  return std::clamp(static_cast<std::int32_t>(lines) - 1, 1, kFarthestGridLine);
}

std::shared_ptr<const GridPlacement> place_in(BoxId container, const ExplicitGridAxis& column_axis,
                                              const ExplicitGridAxis& row_axis, const LayoutContext& context);

/// A subgrid in an area of the grid.
std::shared_ptr<const GridPlacement> place_subgrid(BoxId box, const GridItemArea& area, const GridPlacement& outer,
                                                   const ExplicitGridAxis& column_axis,
                                                   const ExplicitGridAxis& row_axis, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const style::ComputedStyle& around = context.style_of(context.box(box).parent);
  const auto axis_of = [&](GridAxis axis, const ExplicitGridAxis& of_outer, const GridSpan& span,
                           const GridTrackList& tracks) {
    const auto kind = axis == GridAxis::Inline ? ExplicitGridAxis::Axis::Columns : ExplicitGridAxis::Axis::Rows;
    if (!is_subgrid(box, axis, context)) return ExplicitGridAxis(style, kind, GridRepeatRoom());
    const auto offset = static_cast<std::int32_t>(tracks.explicit_begin);
    return ExplicitGridAxis(style, kind,
                            of_outer.taken_by(static_cast<std::int32_t>(span.begin) - offset,
                                              static_cast<std::int32_t>(span.end) - offset, around));
  };
  return place_in(box, axis_of(GridAxis::Inline, column_axis, area.columns, outer.columns),
                  axis_of(GridAxis::Block, row_axis, area.rows, outer.rows), context);
}

std::shared_ptr<const GridPlacement> place_in(BoxId container, const ExplicitGridAxis& column_axis,
                                              const ExplicitGridAxis& row_axis, const LayoutContext& context) {
  std::vector<BoxId> boxes;
  std::vector<BoxId> positioned;
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
  for (std::size_t i = 0; i < made->boxes.size(); ++i) {
    const BoxId box = made->boxes[i];
    const bool is_any = is_subgrid(box, GridAxis::Inline, context) || is_subgrid(box, GridAxis::Block, context);
    made->subgrids.push_back(is_any ? place_subgrid(box, made->areas[i], *made, column_axis, row_axis, context)
                                    : nullptr);
  }
  for (const BoxId box : positioned) {
    const style::ComputedStyle& style = context.style_of(box);
    made->positioned.push_back(
        {box, existing_lines(column_axis, made->columns, style), existing_lines(row_axis, made->rows, style)});
  }
  return made;
}

}  // namespace

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
