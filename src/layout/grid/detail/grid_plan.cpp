#include "layout/grid/detail/grid_plan.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>
#include <array>

namespace gongwen::layout {

// The grid sizing algorithm (css-grid-1 section 12.1) without pages: columns, then rows, then places. Columns may
// depend on row heights through ratios; then both are done once more. Subgrids ask for room in the tracks of the grid
// around them, recursively.
/// The tracks of a subgrid, counted from its content edge: its own edges take room from the first and the last track,
/// and a gap that differs from that of the grid around changes each inner edge by half of the difference (css-grid-2
/// §9).
std::vector<GridTrackPlace> taken_tracks(const std::vector<GridTrackPlace>& tracks, GridSpan span, LayoutUnit before,
                                         LayoutUnit after, LayoutUnit gap, LayoutUnit around) {
  const LayoutUnit origin = tracks[span.begin].start + before;
  const LayoutUnit end = std::max(LayoutUnit(), tracks[span.end - 1].end() - after - origin);
  // Half of a larger gap is taken from the track on each side.
  const LayoutUnit change = (gap - around) / 2;
  std::vector<GridTrackPlace> taken;
  for (std::uint32_t i = span.begin; i < span.end; ++i) {
    const LayoutUnit from = i == span.begin ? LayoutUnit() : tracks[i].start - origin + change;
    const LayoutUnit to = i + 1 == span.end ? end : tracks[i].end() - origin - change;
    taken.push_back({from, std::max(LayoutUnit(), to - from)});
  }
  return taken;
}

/// A subgrid without items still needs space for its own edges: in its first and its last track.
void add_subgrid_frame(GridItem item, GridSpan GridItemArea::*axis, const SubgridFrame& inside,
                       std::vector<GridItem>& out) {
  const GridSpan span = item.area.*axis;
  item.is_frame = true;
  item.around = inside.before + inside.after;
  // One track has both edges, so only one item is needed for it.
  if (span.size() > 1) {
    item.around = inside.before;
    item.area.*axis = {span.begin, span.begin + 1};
    out.push_back(item);
    item.around = inside.after;
    item.area.*axis = {span.end - 1, span.end};
  }
  out.push_back(std::move(item));
}

namespace {

/// Collects the items that contribute to columns, with those of subgrids mapped to the outermost grid.
class ColumnContributors {
 public:
  ColumnContributors(const style::ComputedStyle& grid, LayoutUnit gap, LayoutContext& context)
      : grid_(grid), gap_(gap), context_(context) {}

  void add(const GridPlacement& placement, const std::vector<GridItem>& items, const SubgridFrame& frame,
           LayoutUnit gap) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const GridSpan span = items[i].area.columns;
      GridItem item = items[i];
      item.area.columns = frame.mapped(span);
      // At the edges of a subgrid, its margins, borders and paddings are added to the contributions of its items.
      item.around = frame.before_of(span) + frame.after_of(span);
      const GridPlacement* const subgrid = placement.subgrids[i].get();
      if (subgrid == nullptr || !subgrid->takes_columns) {
        // Other items contribute themselves.
        found_.push_back(item);
        continue;
      }
      const Edges edges = margin_widths(*item.style, LayoutUnit()) + item_edges(item.box, LayoutUnit(), context_);
      const LayoutUnit own_gap = used_gap(item.style->column_gap, LayoutUnit(), gap);
      const SubgridFrame inside =
          frame.inside(span, start_edge(edges, grid_), end_edge(edges, grid_), (own_gap - gap_) / 2);
      add_subgrid_frame(item, &GridItemArea::columns, inside, found_);
      GridContainer container;
      // The items of the subgrid are collected without its size, which depends on the columns that are being sized.
      container.box = item.box;
      container.style = item.style;
      add(*subgrid, collect_grid_items(container, *subgrid, context_), inside, own_gap);
    }
  }
  std::vector<GridItem> take() { return std::move(found_); }

 private:
  const style::ComputedStyle& grid_;
  LayoutUnit gap_;
  LayoutContext& context_;
  std::vector<GridItem> found_;
};

}  // namespace

/// Baselines are shared by all items of a column, whether or not they are in a subgrid, so they are aligned afterwards.
std::vector<GridItem> column_contributors(const style::ComputedStyle& grid, const GridPlacement& placement,
                                          const std::vector<GridItem>& items, LayoutUnit gap, LayoutContext& context) {
  ColumnContributors contributors(grid, gap, context);
  contributors.add(placement, items, SubgridFrame::whole(placement.columns), gap);
  std::vector<GridItem> found = contributors.take();
  align_inline_baselines(found, context);
  return found;
}

namespace {

using style::ComputedStyle;
using Content = style::ContentAlignment;
using Position = style::ItemAlignment;

/// `normal` behaves as `stretch` for tracks.
bool shares_tracks(const style::Alignment<Content>& alignment) {
  return alignment.position == Content::Normal || alignment.position == Content::Stretch;
}

/// Makes the plan of one container.
class GridPlanner {
 public:
  GridPlanner(const GridContainer& container, std::shared_ptr<const GridPlacement> placement, LayoutContext& context)
      : context_(context), style_(*container.style) {
    plan_.container = container;
    plan_.placement = std::move(placement);
  }

  GridPlan make() {
    prepare();
    find_rows();
    if (learn_area_heights()) {
      // §12.1 step 3, once: the widths of items have changed with their heights.
      size_columns();
      find_rows();
    }
    // From here on tracks are final.
    for (GridItem& item : plan_.items) place_item(item);
    plan_.items_of_row.resize(plan_.rows.size());
    for (std::size_t i = 0; i < plan_.items.size(); ++i) {
      plan_.items_of_row[plan_.items[i].area.rows.begin].push_back(i);
    }
    choose_baselines();
    return std::move(plan_);
  }

  /// Up to the widths of the items.
  void prepare() {
    // Percentages of gaps refer to the content box; a subgrid has the gaps of the grid around unless it sets its own.
    column_gap_ = used_gap(style_.column_gap, plan_.container.width, taken() ? taken()->column_gap : LayoutUnit());
    row_gap_ = row_gap(plan_.container.definite_height());
    if (plan_.placement == nullptr) place();
    plan_.items = collect_grid_items(plan_.container, *plan_.placement, context_);
    align_inline_baselines(plan_.items, context_);
    know_fixed_areas();
    size_columns();
  }

  /// Collects the items that contribute to rows: its own, and those of its subgrids in its tracks (grid_plan.h). A
  /// subgrid has to size its columns first, since heights depend on widths.
  void add_row_contributors(const SubgridFrame& frame, LayoutUnit gap_of_grid, std::vector<GridItem>& out) {
    for (std::size_t i = 0; i < plan_.items.size(); ++i) {
      GridItem item = plan_.items[i];
      const GridSpan span = item.area.rows;
      item.area.rows = frame.mapped(span);
      item.around = frame.before_of(span) + frame.after_of(span);
      if (!item.takes_rows) {
        out.push_back(std::move(item));
        continue;
      }
      const Edges edges = item_edges(item.box, item.area_size.width, context_);
      // The subgrid's columns must be sized before the heights of its items are known.
      GridPlanner inside(subgrid_container(item, edges), plan_.placement->subgrids[i], context_);
      inside.prepare();
      const SubgridFrame within = frame.inside(span, item.margins.top + edges.top, item.margins.bottom + edges.bottom,
                                               (inside.row_gap_ - gap_of_grid) / 2);
      add_subgrid_frame(std::move(item), &GridItemArea::rows, within, out);
      // Baselines inside are shared before heights contribute to rows, since shifts increase them.
      inside.align_baselines();
      inside.add_row_contributors(within, gap_of_grid, out);
    }
  }

 private:
  /// Row sizes; a subgrid takes them from the grid around.
  void find_rows() {
    if (takes_rows()) {
      take_rows();
      return;
    }
    const std::optional<LayoutUnit> height = plan_.container.definite_height();
    size_rows(height);
    if (!height && depends_on_height()) {
      // Percentages of an unknown height count as `auto` at first, and then refer to the height that results (§12.1).
      // The gap may be a percentage as well.
      const LayoutUnit found = content_height();
      row_gap_ = row_gap(found);
      size_rows(found);
      plan_.size.height = plan_.container.height.value_or(found);
    }
    place_rows();
  }

  bool any_width_follows_height() const {
    return std::any_of(plan_.items.begin(), plan_.items.end(),
                       [this](const GridItem& item) { return width_follows_height(item, context_); });
  }

  /// Widths that follow heights can use the areas whose rows have definite sizes from the start.
  void know_fixed_areas() {
    if (takes_rows() || !any_width_follows_height()) return;
    const auto heights =
        fixed_area_heights(plan_.placement->rows, plan_.items, plan_.container.definite_height(), row_gap_);
    for (std::size_t i = 0; i < plan_.items.size(); ++i) plan_.items[i].known_area_height = heights[i];
  }

  /// Takes over the heights of areas for items whose width follows them. Returns whether a width may change.
  bool learn_area_heights() {
    bool any = false;
    for (GridItem& item : plan_.items) {
      if (!width_follows_height(item, context_)) continue;
      const LayoutUnit height = extent(plan_.rows, item.area.rows);
      any = any || item.known_area_height != height;
      item.known_area_height = height;
    }
    return any;
  }

  /// The tracks taken from the grid around; null for a grid that is not a subgrid.
  const SubgridTracks* taken() const { return plan_.container.subgrid.get(); }
  bool takes_rows() const { return taken() != nullptr && taken()->rows.has_value(); }

  LayoutUnit row_gap(std::optional<LayoutUnit> height) const {
    return used_gap(style_.row_gap, height.value_or(LayoutUnit()), taken() ? taken()->row_gap : LayoutUnit());
  }

  /// A subgrid as a container, to measure its content.
  GridContainer subgrid_container(const GridItem& item, const Edges& edges) const {
    GridContainer made;
    made.box = item.box;
    made.style = item.style;
    made.width = std::max(LayoutUnit(), item.width - edges.horizontal());
    made.subgrid = item.subgrid;
    return made;
  }

  /// Sets the tracks of a subgrid for its layout: columns as soon as they are sized, rows only when these are final.
  void set_subgrid(GridItem& item, std::size_t index, bool with_rows) const {
    const Edges edges = item_edges(item.box, item.area_size.width, context_);
    auto made = std::make_shared<SubgridTracks>();
    made->placement = plan_.placement->subgrids[index];
    // Gaps are passed on, for subgrids that do not set their own.
    if (item.takes_columns) made->column_gap = column_gap_;
    if (item.takes_rows) made->row_gap = row_gap_;
    if (item.takes_columns) {
      const Edges around = item.margins + edges;
      made->columns =
          taken_tracks(plan_.columns, item.area.columns, start_edge(around, style_), end_edge(around, style_),
                       used_gap(item.style->column_gap, item.width - edges.horizontal(), column_gap_), column_gap_);
    }
    if (item.takes_rows && with_rows) {
      made->rows =
          taken_tracks(plan_.rows, item.area.rows, item.margins.top + edges.top, item.margins.bottom + edges.bottom,
                       used_gap(item.style->row_gap, LayoutUnit(), row_gap_), row_gap_);
    }
    item.subgrid = std::move(made);
  }

  /// The rows of a subgrid are those of the grid around; only alignment is left to do.
  void take_rows() {
    plan_.rows = *taken()->rows;
    plan_.natural_height = plan_.rows.back().end();
    // A subgrid is as high as its tracks unless its style says otherwise.
    plan_.size.height = plan_.container.height.value_or(content_height());
    align_baselines();
  }

  /// Placement needs sizes only for `repeat(auto-fill)`.
  void place() {
    const GridContainer& container = plan_.container;
    // With `max-height` alone, repetitions fill it; with `min-height` alone, they reach it.
    GridRepeatRoom rows{container.definite_height(), std::nullopt, row_gap_};
    if (!rows.size && container.max_height != LayoutUnit::max()) rows.size = container.max_height;
    if (!rows.size && container.min_height > LayoutUnit()) rows.least = container.min_height;
    plan_.placement = place_grid_items(container.box, {container.width, std::nullopt, column_gap_}, rows, context_);
  }

  static std::vector<GridSpan> row_spans(const std::vector<GridItem>& items) {
    std::vector<GridSpan> found;
    found.reserve(items.size());
    for (const GridItem& item : items) found.push_back(item.area.rows);
    return found;
  }

  /// Sizes columns, then the widths of all items in them.
  void size_columns() {
    plan_.size.width = plan_.container.width;
    if (taken() != nullptr && taken()->columns) {
      plan_.columns = *taken()->columns;
    } else {
      plan_.columns = sized_columns();
    }
    for (std::size_t i = 0; i < plan_.items.size(); ++i) {
      GridItem& item = plan_.items[i];
      // Subgrids are measured with their columns, so these are passed on at once.
      set_grid_item_width(item, extent(plan_.columns, item.area.columns), context_);
      if (item.takes_columns || item.takes_rows) set_subgrid(item, i, false);
    }
  }

  /// Track sizing for columns (from section 12.3 on). With size containment, items contribute nothing.
  std::vector<GridTrackPlace> sized_columns() {
    std::vector<GridItem> collected;
    const bool asks_nothing = contains_width(plan_.container.box, context_);
    // Items of subgrids contribute to the columns of this grid, so they are collected as well.
    const bool has_subgrids =
        std::any_of(plan_.items.begin(), plan_.items.end(), [](const GridItem& item) { return item.takes_columns; });
    if (has_subgrids && !asks_nothing) {
      collected = column_contributors(style_, *plan_.placement, plan_.items, column_gap_, context_);
    }
    const std::vector<GridItem>& asking = has_subgrids || asks_nothing ? collected : plan_.items;
    std::vector<GridSpan> spans;
    spans.reserve(asking.size());
    for (const GridItem& item : asking) spans.push_back(item.area.columns);
    ColumnContributions contributions(asking, context_);
    GridTrackRoom room;
    room.size = plan_.container.width;
    room.gap = column_gap_;
    room.stretches = shares_tracks(style_.justify_content);
    const auto sizes = size_grid_tracks(plan_.placement->columns, spans, contributions, room);
    return places(sizes, plan_.placement->columns, justify_content(), plan_.container.width, column_gap_);
  }

  /// Track sizing for rows. Natural sizes are found without stretching first: they are what the height of the container
  /// is computed from.
  void size_rows(std::optional<LayoutUnit> height) {
    const GridTrackList& rows = plan_.placement->rows;
    // Baseline shifts make rows higher, so they come first.
    align_baselines();
    std::vector<GridItem> collected;
    const bool asks_nothing = contains_height(plan_.container.box, context_);
    const bool has_subgrids =
        std::any_of(plan_.items.begin(), plan_.items.end(), [](const GridItem& item) { return item.takes_rows; });
    if (has_subgrids && !asks_nothing) add_row_contributors(SubgridFrame::whole(rows), row_gap_, collected);
    const std::vector<GridItem>& asking = has_subgrids || asks_nothing ? collected : plan_.items;
    const std::vector<GridSpan> spans = row_spans(asking);
    RowContributions contributions(asking, fixed_area_heights(rows, asking, height, row_gap_), context_);
    GridTrackRoom room;
    room.size = height;
    room.least = plan_.container.min_height;
    room.most = plan_.container.max_height;
    // A height that is set but not definite for percentages still limits the rows.
    if (!height && plan_.container.height) room.least = room.most = *plan_.container.height;
    room.gap = row_gap_;
    row_sizes_ = size_grid_tracks(rows, spans, contributions, room);
    // Without stretching: an unlimited container is exactly as high as this.
    plan_.natural_height = grid_gaps(rows, {0, static_cast<std::uint32_t>(rows.sizes.size())}, row_gap_);
    for (const LayoutUnit size : row_sizes_) plan_.natural_height += size;
    // Stretching needs the final size; tracks are sized again, now with their share of the rest.
    if (shares_tracks(style_.align_content)) {
      room.stretches = true;
      if (!height && plan_.container.height) room.size = plan_.container.height;
      row_sizes_ = size_grid_tracks(rows, spans, contributions, room);
    }
    plan_.size.height = plan_.container.height.value_or(content_height());
  }

  /// The height of the content box by the rows, between its limits.
  LayoutUnit content_height() const {
    return std::max(std::min(plan_.natural_height, plan_.container.max_height), plan_.container.min_height);
  }

  /// Whether row sizes change once the height of the container is known.
  bool depends_on_height() const {
    const auto has_percent = [](const style::TrackSize& size) {
      return size.least.length.has_percent() || size.most.length.has_percent() || size.limit.has_percent();
    };
    const auto& sizes = plan_.placement->rows.sizes;
    double factors = 0;
    for (const style::TrackSize& size : sizes) factors += size.most.is_flex() ? size.most.flex : 0;
    // Factors that sum to less than 1 leave some of the height empty (§12.7.1).
    if (factors > 0 && factors < 1) return true;
    return (style_.row_gap && style_.row_gap->has_percent()) || std::any_of(sizes.begin(), sizes.end(), has_percent);
  }

  /// §10.6: moves items aligned by their first baselines down to the lowest baseline in their row, and those aligned by
  /// last baselines up to the highest in the row in which they end. The shift counts for the height of the row.
  void align_baselines() {
    const auto row_of = [](const GridItem& item) {
      return item.align.is_last ? item.area.rows.end - 1 : item.area.rows.begin;
    };
    std::array<std::vector<LayoutUnit>, 2> farthest;
    for (GridItem& item : plan_.items) {
      if (!item.aligns_baseline) continue;
      const Fragment& fragment = *measured_grid_item(item, std::nullopt, context_);
      const LayoutUnit baseline = item_baseline(fragment, item.align.is_last, style_);
      item.ascent =
          item.align.is_last ? item.margins.bottom + fragment.size.height - baseline : item.margins.top + baseline;
      std::vector<LayoutUnit>& rows = farthest[item.align.is_last ? 1 : 0];
      if (rows.size() <= row_of(item)) rows.resize(row_of(item) + 1, LayoutUnit::min());
      rows[row_of(item)] = std::max(rows[row_of(item)], item.ascent);
    }
    for (GridItem& item : plan_.items) {
      if (item.aligns_baseline) item.baseline_shift = farthest[item.align.is_last ? 1 : 0][row_of(item)] - item.ascent;
    }
  }

  /// `justify-content` with `left` and `right` turned into `start` and `end` of the lines.
  ContentAlignment justify_content() const {
    ContentAlignment alignment = style_.justify_content;
    using enum style::ContentAlignment;
    // In a left-to-right grid `left` is `start` already.
    if (!is_rtl(style_)) return alignment;
    if (alignment.position == Left) {
      alignment.position = End;
    } else if (alignment.position == Right) {
      alignment.position = Start;
    }
    return alignment;
  }

  void place_rows() {
    plan_.rows = places(row_sizes_, plan_.placement->rows, style_.align_content, plan_.size.height, row_gap_);
  }

  /// §12.1 step 6: distributes the free space before, between and after tracks. Collapsed tracks have neither gaps nor
  /// shares.
  static std::vector<GridTrackPlace> places(const std::vector<LayoutUnit>& sizes, const GridTrackList& tracks,
                                            const ContentAlignment& alignment, LayoutUnit room, LayoutUnit gap) {
    const GridSpan all{0, static_cast<std::uint32_t>(sizes.size())};
    // Free space is negative if tracks overflow; alignment then decides the side.
    LayoutUnit free = room - grid_gaps(tracks, all, gap);
    std::size_t shown = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      free -= sizes[i];
      shown += tracks.is_collapsed(i) ? 0 : 1;
    }
    const SpaceShares shares = shown == 0 ? SpaceShares() : share_space(alignment, free, shown, false);
    std::vector<GridTrackPlace> found;
    found.reserve(sizes.size());
    LayoutUnit at = shares.before;
    bool any = false;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (!tracks.is_collapsed(i) && any) at += gap + shares.between;
      any = any || !tracks.is_collapsed(i);
      found.push_back({at, sizes[i]});
      at += sizes[i];
    }
    return found;
  }

  static LayoutUnit extent(const std::vector<GridTrackPlace>& tracks, GridSpan span) {
    return tracks[span.end - 1].end() - tracks[span.begin].start;
  }

  /// Whether pages may make the rows of an item higher: any row without a fixed size.
  bool grows(const GridItem& item) const {
    if (takes_rows()) return true;
    const auto& sizes = plan_.placement->rows.sizes;
    for (std::uint32_t row = item.area.rows.begin; row < item.area.rows.end; ++row) {
      if (!fixed_track_size(sizes[row], plan_.size.height)) return true;
    }
    return false;
  }

  /// The final size and place of an item in its area.
  void place_item(GridItem& item) {
    const LayoutUnit area_height = extent(plan_.rows, item.area.rows);
    item.area_size.height = area_height;
    item.may_grow = grows(item);
    // `stretch` needs the area's height, so it is decided only now.
    if (item.stretches) {
      const Edges edges = item_edges(item.box, item.area_size.width, context_);
      const LayoutUnit room = area_height - item.margins.vertical() - edges.vertical();
      const LayoutUnit clamped = clamp_content_height(room, *item.style, area_height, edges.vertical());
      item.fixed_height = (item.takes_rows ? std::max(room, LayoutUnit()) : clamped) + edges.vertical();
    }
    if (item.takes_rows) set_subgrid(item, static_cast<std::size_t>(&item - plan_.items.data()), true);
    // The final measurement: percentages of heights refer to the area from here on.
    const Fragment& fragment = *measured_box(final_grid_item_input(item), context_).fragment;
    item.width = fragment.size.width;
    item.height = fragment.size.height;
    const LayoutUnit free_width = item.area_size.width - item.margins.horizontal() - item.width;
    const LayoutUnit free_height = area_height - item.margins.vertical() - item.height;
    item.fits_area = free_height >= LayoutUnit();
    const ComputedStyle& style = *item.style;
    const LayoutUnit start = plan_.columns[item.area.columns.begin].start;
    // Items aligned by a baseline are placed by its shift; all others by their alignment or their `auto` margins.
    if (item.inline_edge != GridItem::BaselineEdge::None) {
      const bool is_from_end = item.inline_edge == GridItem::BaselineEdge::End;
      const LayoutUnit shift = is_from_end ? free_width - item.inline_shift : item.inline_shift;
      item.place.x = is_rtl(style_) ? plan_.size.width - start - item.margins.right - shift - item.width
                                    : start + item.margins.left + shift;
    } else if (is_rtl(style_)) {
      // Columns follow each other from the right.
      const LayoutUnit before =
          offset_in(item.justify, free_width, style.margin_right.is_auto, style.margin_left.is_auto);
      item.place.x = plan_.size.width - start - item.margins.right - before - item.width;
    } else {
      item.place.x = start + item.margins.left +
                     offset_in(item.justify, free_width, style.margin_left.is_auto, style.margin_right.is_auto);
    }
    LayoutUnit down = item.align.is_last ? free_height - item.baseline_shift : item.baseline_shift;
    if (!item.aligns_baseline) {
      down = offset_in(item.align, free_height, style.margin_top.is_auto, style.margin_bottom.is_auto);
    }
    item.place.y = plan_.rows[item.area.rows.begin].start + item.margins.top + down;
  }

  /// The offset of an item in free space (§10.1 to §10.4). An item that shares no baseline is at the start, with
  /// last-baseline alignment at the end.
  static LayoutUnit offset_in(const ItemAlignment& alignment, LayoutUnit free, bool auto_before, bool auto_after) {
    if (auto_before || auto_after) {
      // Overflow goes to the end side, even with `auto` margins.
      if (free <= LayoutUnit() || !auto_before) return {};
      return auto_after ? free / 2 : free;
    }
    return aligned_offset(alignment, free, false);
  }

  /// §10.6: baselines of the container come from its first, and last, row with items: from an item that shares its
  /// baseline, otherwise from the first in grid order.
  void choose_baselines() {
    const auto choose = [&](bool last) {
      std::optional<std::size_t> best;
      const auto row_of = [&](const GridItem& item) {
        return last ? item.area.rows.end : item.area.rows.begin;
      };
      const auto comes_first = [&](const GridItem& a, const GridItem& b) {
        if (row_of(a) != row_of(b)) return last ? row_of(a) > row_of(b) : row_of(a) < row_of(b);
        const auto shares = [last](const GridItem& item) {
          return item.aligns_baseline && item.align.is_last == last;
        };
        if (shares(a) != shares(b)) return shares(a);
        return last ? a.area.columns.begin > b.area.columns.begin : a.area.columns.begin < b.area.columns.begin;
      };
      for (std::size_t i = 0; i < plan_.items.size(); ++i) {
        if (!best || comes_first(plan_.items[i], plan_.items[*best])) best = i;
      }
      return best;
    };
    plan_.baseline_item = choose(false);
    plan_.last_baseline_item = choose(true);
  }

  LayoutContext& context_;
  const ComputedStyle& style_;
  GridPlan plan_;
  LayoutUnit column_gap_;
  LayoutUnit row_gap_;
  std::vector<LayoutUnit> row_sizes_;
};

/// Everything that a plan depends on. Placement and subgrid tracks are shared and compared by address.
struct GridPlanKey {
  MeasureKey measures;
  const GridPlacement* placement = nullptr;
  const SubgridTracks* subgrid = nullptr;
  friend bool operator==(const GridPlanKey&, const GridPlanKey&) = default;
};
struct GridPlanKeyHash {
  std::size_t operator()(const GridPlanKey& key) const { return MeasureKeyHash()(key.measures); }
};

struct GridPlans : LayoutCache {
  std::unordered_map<GridPlanKey, std::unique_ptr<const GridPlan>, GridPlanKeyHash> plans;
  void begin_round() override { plans.clear(); }
};

}  // namespace

const GridPlan& grid_plan(const GridContainer& container, std::shared_ptr<const GridPlacement> placement,
                          LayoutContext& context) {
  const GridPlanKey key{container.key(), placement.get(), container.subgrid.get()};
  const auto& known = context.cache<GridPlans>().plans;
  const auto found = known.find(key);
  if (found != known.end()) return *found->second;
  // The plan keeps the placement alive, so its address cannot be reused while the key exists.
  auto plan = std::make_unique<const GridPlan>(GridPlanner(container, std::move(placement), context).make());
  return *context.cache<GridPlans>().plans.emplace(key, std::move(plan)).first->second;
}

LayoutInput final_grid_item_input(const GridItem& item) { return grid_item_input(item, item.area_size.height); }

}  // namespace gongwen::layout
