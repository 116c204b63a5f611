#include "layout/pages/detail/paper_flows.h"

#include "layout/block/detail/columns.h"
#include "layout/core/detail/layout_box.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <limits>

namespace gongwen::layout {
namespace {

constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

}  // namespace

FlowAxes::FlowAxes(style::WritingMode mode)
    : is_turned_(style::is_vertical(mode)), from_right_(style::starts_at_right(mode)) {}

Point FlowAxes::of(Point distance) const {
  if (!is_turned_) return distance;
  return {distance.y, from_right_ ? -distance.x : distance.x};
}

Point FlowAxes::to_paper(Point distance) const {
  if (!is_turned_) return distance;
  return {from_right_ ? -distance.y : distance.y, distance.x};
}

Rect FlowAxes::of(const Rect& rect) const {
  if (!is_turned_) return rect;
  const Point corner{from_right_ ? rect.right() : rect.left(), rect.top()};
  return {of(corner), of(rect.size)};
}

Point FlowAxes::corner(Point start, Size paper_size) const {
  const Point corner = to_paper(start);
  return is_turned_ && from_right_ ? corner - Point{paper_size.width, {}} : corner;
}

void PaperFlows::add_page(std::size_t page, const Rect& area, Size paper) {
  std::deque<PaperSlot>& pages = flows_.front().slots;
  pages.push_back({page, area, {{0, pages.size()}}});
  papers_.push_back(paper);
}

/// From the first column of a row to the second; where there is but one, to where that would be.
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

void PaperFlows::add_columns(const Fragment& container, Point position, const FlowPath& around, bool is_repeated) {
  const style::ComputedStyle& style = context_.style_of(container.box);  // along the lines
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
  const ColumnMeasures measures = column_measures(style, width);
  const LayoutUnit last_row = flow.axes.of(columns.back().rect).top();
  const auto row = std::find_if(columns.begin(), columns.end(), [&](const FragmentColumn& column) {
    return flow.axes.of(column.rect).top() == last_row;
  });
  const auto row_begin = static_cast<std::size_t>(row - columns.begin());
  flow.pitch = pitch_of(container, row_begin, measures.width + measures.gap);
  flow.paper = papers_[around.front().slot];
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
  const bool is_in_limited = is_columns(around.back()) && flows_[around.back().flow].max_columns == kAnyNumber;
  const bool has_height = !style.height.is_auto() || style.max_height.is_length();
  const std::size_t in_row = columns.size() - row_begin;
  const auto count = static_cast<std::size_t>(measures.count);
  const std::size_t free = count - std::min(count, in_row);
  flow.max_columns = is_in_limited || has_height ? kAnyNumber : flow.slots.size() + free;
  if (!is_in_limited || has_height || is_turned || style.column_fill != style::ColumnFill::Auto) return;
  // Columns that are filled one after the other reach down the column around them, also where nothing is in them.
  const LayoutUnit bottom = slot(around.back()).rect.bottom();
  for (std::size_t i = flow.slots.size() - in_row; i < flow.slots.size(); ++i) {
    Rect& rect = flow.slots[i].rect;
    if (rect.size.height.is_zero()) rect.size.height = std::max(LayoutUnit(), bottom - rect.top());
  }
}

std::size_t PaperFlows::column_of(const Fragment& container, std::size_t index) {
  const std::vector<FragmentColumn>& columns = *container.columns;
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const FragmentColumn& column) {
    return column.first_child <= index && index < column.children_end;
  });
  return static_cast<std::size_t>(found - columns.begin());
}

/// Columns are added as far as the paper reaches in the direction in which they come.
bool PaperFlows::is_on_paper(const Flow& flow, const Rect& rect) const {
  if (flow.pitch.x > LayoutUnit() && rect.right() > flow.paper.width) return false;
  if (flow.pitch.x < LayoutUnit() && rect.left() < LayoutUnit()) return false;
  if (flow.pitch.y > LayoutUnit() && rect.bottom() > flow.paper.height) return false;
  return flow.pitch.y >= LayoutUnit() || rect.top() >= LayoutUnit();
}

bool PaperFlows::has(const FlowPlace& place) {
  const Flow& flow = flows_[place.flow];
  if (place.slot < flow.slots.size()) return true;
  if (!is_columns(place) || place.slot >= flow.max_columns || flow.pitch == Point()) return false;
  const Rect& rect = slot(place).rect;
  return !flow.axes.of(rect).size.height.is_zero() && is_on_paper(flow, rect);
}

/// Number `number`, counted from the last slot.
PaperSlot PaperFlows::next_slot(const Flow& flow, std::size_t number) const {
  PaperSlot next = flow.slots.back();
  const auto further = static_cast<int>(number);
  next.rect.origin = next.rect.origin + Point{flow.pitch.x * further, flow.pitch.y * further};
  next.path.back().slot += number;
  return next;
}

const PaperSlot& PaperFlows::slot(const FlowPlace& place) {
  Flow& flow = flows_[place.flow];
  if (place.slot < flow.slots.size()) return flow.slots[place.slot];
  const std::size_t index = place.slot - flow.slots.size();
  while (flow.further.size() <= index) flow.further.push_back(next_slot(flow, flow.further.size() + 1));
  return flow.further[index];
}

FlowPlace PaperFlows::page_place(std::size_t page) const {
  const std::deque<PaperSlot>& pages = flows_.front().slots;
  const auto next = std::upper_bound(pages.begin(), pages.end(), page,
                                     [](std::size_t number, const PaperSlot& slot) { return number < slot.page; });
  return {0, next == pages.begin() ? 0 : static_cast<std::size_t>(next - pages.begin()) - 1};
}

LayoutUnit PaperFlows::distance(const FlowPlace& place, LayoutUnit y) {
  LayoutUnit before;
  for (std::size_t i = 0; i < place.slot; ++i) before += flow_rect({place.flow, i}).size.height;
  return before + y - flow_rect(place).top();
}

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
