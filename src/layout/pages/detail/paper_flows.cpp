#include "layout/pages/detail/paper_flows.h"

#include "layout/block/detail/columns.h"
#include "layout/core/detail/layout_box.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <limits>

namespace gongwen::layout {
namespace {

// No limit of columns: they continue as far as the paper reaches.
constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

}  // namespace

FlowAxes::FlowAxes(style::WritingMode mode)
    : is_turned_(style::is_vertical(mode)), from_right_(style::starts_at_right(mode)) {}

/// Distances have no origin, so from-right flows only change sign.
Point FlowAxes::of(Point distance) const {
  if (!is_turned_) return distance;
  return {distance.y, from_right_ ? -distance.x : distance.x};
}

Point FlowAxes::to_paper(Point distance) const {
  if (!is_turned_) return distance;
  return {from_right_ ? -distance.y : distance.y, distance.x};
}

/// In a flow from right to left, x of the flow counts leftwards: the corner is the upper right one.
Rect FlowAxes::of(const Rect& rect) const {
  if (!is_turned_) return rect;
  const Point corner{from_right_ ? rect.right() : rect.left(), rect.top()};
  return {of(corner), of(rect.size)};
}

/// The inverse for a box: its upper left corner on paper.
Point FlowAxes::corner(Point start, Size paper_size) const {
  const Point corner = to_paper(start);
  return is_turned_ && from_right_ ? corner - Point{paper_size.width, {}} : corner;
}

/// Pages are the slots of flow 0, in order.
void PaperFlows::add_page(std::size_t page, const Rect& area, Size paper) {
  std::deque<PaperSlot>& pages = flows_.front().slots;
  pages.push_back({page, area, {{0, pages.size()}}});
  papers_.push_back(paper);
}

/// The distance from one column of a row to the next; with a single column, where a second one would be.
Point PaperFlows::pitch_of(const Fragment& container, std::size_t row_begin, LayoutUnit distance) const {
  const std::vector<FragmentColumn>& columns = *container.columns;
  if (row_begin + 1 < columns.size()) {
    const Point step = columns[row_begin + 1].rect.origin - columns[row_begin].rect.origin;
    if (step != Point()) return step;  // rows without height have the same top
  }
  const style::ComputedStyle& style = context_.styles.style(container.style);
  const bool is_vertical = style::is_vertical(style.writing_mode);
  const bool is_backwards = is_rtl(style) != (style.writing_mode == style::WritingMode::SidewaysLr);
  const LayoutUnit way = is_backwards ? -distance : distance;
  return is_vertical ? Point{{}, way} : Point{way, {}};
}

/// Each multi-column container is one flow over all its fragments, so that boxes find their way from page to page.
void PaperFlows::add_columns(const Fragment& container, Point position, const FlowPath& around, bool is_repeated) {
  const style::ComputedStyle& style = context_.style_of(container.box);  // along the lines
  // Repeated content, such as a table head, starts afresh on each page: its columns do not continue those of the page
  // before.
  const auto [known, is_new] = by_box_.try_emplace(container.box.value, flows_.size());
  if (is_new || is_repeated) {
    known->second = flows_.size();
    flows_.emplace_back(FlowAxes(context_.styles.style(container.style).writing_mode));
  }
  Flow& flow = flows_[known->second];
  const std::vector<FragmentColumn>& columns = *container.columns;
  const bool is_turned = flow.axes.are_turned();
  const LayoutUnit edges = is_turned ? container.borders.vertical() + container.padding.vertical()
                                     : container.borders.horizontal() + container.padding.horizontal();
  const LayoutUnit width = (is_turned ? container.size.height : container.size.width) - edges;
  // The measures of layout again, for columns beyond the existing ones.
  const ColumnMeasures measures = column_measures(style, width);
  const LayoutUnit last_row = flow.axes.of(columns.back().rect).top();
  const auto row = std::find_if(columns.begin(), columns.end(), [&](const FragmentColumn& column) {
    return flow.axes.of(column.rect).top() == last_row;
  });
  const auto row_begin = static_cast<std::size_t>(row - columns.begin());
  flow.pitch = pitch_of(container, row_begin, measures.width + measures.gap);
  flow.paper = papers_[around.front().slot];
  // Assumed columns after the last page of the container are replaced by the real ones of this page.
  flow.further.clear();
  last_columns_ = {known->second, flow.slots.size()};
  for (const FragmentColumn& column : columns) {
    PaperSlot slot;
    slot.page = flows_.front().slots[around.front().slot].page;
    slot.rect = {position + column.rect.origin, column.rect.size};
    slot.path = around;
    slot.path.push_back({known->second, flow.slots.size()});
    flow.slots.push_back(std::move(slot));
  }
  // Nested columns without their own height are limited by the outer ones.
  const bool is_in_limited = is_columns(around.back()) && flows_[around.back().flow].max_columns == kAnyNumber;
  const bool has_height = !style.height.is_auto() || style.max_height.is_length();
  const std::size_t in_row = columns.size() - row_begin;
  const auto count = static_cast<std::size_t>(measures.count);
  const std::size_t free = count - std::min(count, in_row);
  flow.max_columns = is_in_limited || has_height ? kAnyNumber : flow.slots.size() + free;
  if (!is_in_limited || has_height || is_turned || style.column_fill != style::ColumnFill::Auto) return;
  // With `column-fill: auto`, columns reach down to the end of the column around them, even if they are empty.
  const LayoutUnit bottom = slot(around.back()).rect.bottom();
  for (std::size_t i = flow.slots.size() - in_row; i < flow.slots.size(); ++i) {
    Rect& rect = flow.slots[i].rect;
    if (rect.size.height.is_zero()) rect.size.height = std::max(LayoutUnit(), bottom - rect.top());
  }
}

/// Columns name their children by index ranges, since a spanning element has no column.
std::size_t PaperFlows::column_of(const Fragment& container, std::size_t index) {
  const std::vector<FragmentColumn>& columns = *container.columns;
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const FragmentColumn& column) {
    return column.first_child <= index && index < column.children_end;
  });
  return static_cast<std::size_t>(found - columns.begin());
}

/// Whether a column still lies on the paper, in the direction in which columns are added.
bool PaperFlows::is_on_paper(const Flow& flow, const Rect& rect) const {
  if (flow.pitch.x > LayoutUnit() && rect.right() > flow.paper.width) return false;
  if (flow.pitch.x < LayoutUnit() && rect.left() < LayoutUnit()) return false;
  if (flow.pitch.y > LayoutUnit() && rect.bottom() > flow.paper.height) return false;
  return flow.pitch.y >= LayoutUnit() || rect.top() >= LayoutUnit();
}

/// Whether a box may continue at a place: in an existing slot, or in a column that the container could still have.
/// Pages are never added here.
bool PaperFlows::has(const FlowPlace& place) {
  const Flow& flow = flows_[place.flow];
  if (place.slot < flow.slots.size()) return true;
  if (!is_columns(place) || place.slot >= flow.max_columns || flow.pitch == Point()) return false;
  const Rect& rect = slot(place).rect;
  return !flow.axes.of(rect).size.height.is_zero() && is_on_paper(flow, rect);
}

/// The slot `number` columns after the last one.
PaperSlot PaperFlows::next_slot(const Flow& flow, std::size_t number) const {
  PaperSlot next = flow.slots.back();
  const auto further = static_cast<int>(number);
  next.rect.origin = next.rect.origin + Point{flow.pitch.x * further, flow.pitch.y * further};
  next.path.back().slot += number;
  return next;
}

/// Further columns are made on request.
const PaperSlot& PaperFlows::slot(const FlowPlace& place) {
  Flow& flow = flows_[place.flow];
  if (place.slot < flow.slots.size()) return flow.slots[place.slot];
  const std::size_t index = place.slot - flow.slots.size();
  while (flow.further.size() <= index) flow.further.push_back(next_slot(flow, flow.further.size() + 1));
  return flow.further[index];
}

/// Blank pages have no slot: the last page with content before them is taken.
FlowPlace PaperFlows::page_place(std::size_t page) const {
  const std::deque<PaperSlot>& pages = flows_.front().slots;
  const auto next = std::upper_bound(pages.begin(), pages.end(), page,
                                     [](std::size_t number, const PaperSlot& slot) { return number < slot.page; });
  return {0, next == pages.begin() ? 0 : static_cast<std::size_t>(next - pages.begin()) - 1};
}

/// Sums the slots before, so that positions can be compared across columns.
LayoutUnit PaperFlows::distance(const FlowPlace& place, LayoutUnit y) {
  LayoutUnit before;
  for (std::size_t i = 0; i < place.slot; ++i) before += flow_rect({place.flow, i}).size.height;
  return before + y - flow_rect(place).top();
}

/// Breaking a positioned box follows the same rules as breaking content of the flow, so it gets the same description of
/// its room.
Fragmentainer PaperFlows::room(const FlowPlace& place, LayoutUnit from) {
  const Rect& rect = slot(place).rect;
  Fragmentainer room{rect.bottom() - from, rect.size.height, true};
  if (!is_columns(place)) return room;
  room.kind = FragmentainerKind::Column;
  room.in_pages = false;
  room.at_top = from <= rect.top();
  return room;
}

}  // namespace gongwen::layout
