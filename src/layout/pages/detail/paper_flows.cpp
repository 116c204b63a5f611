#include "layout/pages/detail/paper_flows.h"

#include "layout/block/detail/columns.h"

#include <algorithm>
#include <limits>

namespace gongwen::layout {

void PaperFlows::add_page(std::size_t page, const Rect& area, Size paper) {
  std::vector<PaperSlot>& pages = flows_.front().slots;
  pages.push_back({page, area, {{0, pages.size()}}});
  papers_.push_back(paper);
}

void PaperFlows::add_columns(const Fragment& container, Point position, const FlowPath& around, bool is_repeated) {
  const auto [known, is_new] = by_box_.try_emplace(container.box.value, flows_.size());
  if (is_new || is_repeated) {
    known->second = flows_.size();
    flows_.emplace_back();
  }
  Flow& flow = flows_[known->second];
  const LayoutUnit width = container.size.width - container.borders.horizontal() - container.padding.horizontal();
  const ColumnMeasures measures = column_measures(context_.style_of(container.box), width);
  flow.pitch = measures.width + measures.gap;
  flow.paper_right = papers_[around.front().slot].width;
  last_columns_ = {known->second, flow.slots.size()};
  for (const FragmentColumn& column : *container.columns) {
    PaperSlot slot;
    slot.page = flows_.front().slots[around.front().slot].page;
    slot.rect = {position + column.rect.origin, column.rect.size};
    slot.path = around;
    slot.path.push_back({known->second, flow.slots.size()});
    flow.slots.push_back(std::move(slot));
  }
  const LayoutUnit last_row = container.columns->back().rect.top();
  const auto in_last_row = std::count_if(container.columns->begin(), container.columns->end(),
                                         [&](const FragmentColumn& column) { return column.rect.top() == last_row; });
  const style::ComputedStyle& style = context_.style_of(container.box);
  constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();
  const bool is_in_limited = is_columns(around.back()) && flows_[around.back().flow].most_columns == kAnyNumber;
  const bool is_limited = !style.height.is_auto() || style.max_height.is_length() || is_in_limited;
  const int free = std::max(0, measures.count - static_cast<int>(in_last_row));
  flow.most_columns = is_limited ? kAnyNumber : flow.slots.size() + static_cast<std::size_t>(free);
}

std::size_t PaperFlows::column_of(const Fragment& container, std::size_t index) {
  const std::vector<FragmentColumn>& columns = *container.columns;
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const FragmentColumn& column) {
    return column.first_child <= index && index < column.children_end;
  });
  return static_cast<std::size_t>(found - columns.begin());
}

bool PaperFlows::has(const FlowPlace& place) const {
  const Flow& flow = flows_[place.flow];
  if (place.slot < flow.slots.size()) return true;
  if (!is_columns(place) || place.slot >= flow.most_columns || flow.pitch.is_zero()) return false;
  const PaperSlot beyond = slot(place);
  return !beyond.rect.size.height.is_zero() && beyond.rect.right() <= flow.paper_right;
}

PaperSlot PaperFlows::slot(const FlowPlace& place) const {
  const Flow& flow = flows_[place.flow];
  if (place.slot < flow.slots.size()) return flow.slots[place.slot];
  PaperSlot beyond = flow.slots.back();
  const auto further = static_cast<int>(place.slot - (flow.slots.size() - 1));
  beyond.rect.origin.x += flow.pitch * further;
  beyond.path.back() = place;
  return beyond;
}

FlowPlace PaperFlows::page_place(std::size_t page) const {
  const std::vector<PaperSlot>& pages = flows_.front().slots;
  const auto next = std::upper_bound(pages.begin(), pages.end(), page,
                                     [](std::size_t number, const PaperSlot& slot) { return number < slot.page; });
  return {0, next == pages.begin() ? 0 : static_cast<std::size_t>(next - pages.begin()) - 1};
}

LayoutUnit PaperFlows::distance(const FlowPlace& place, LayoutUnit y) const {
  LayoutUnit before;
  for (std::size_t i = 0; i < place.slot; ++i) before += slot({place.flow, i}).rect.size.height;
  return before + y - slot(place).rect.top();
}

Fragmentainer PaperFlows::room(const FlowPlace& place, LayoutUnit from) const {
  const Rect& rect = slot(place).rect;
  Fragmentainer room{rect.bottom() - from, rect.size.height, true};
  if (!is_columns(place)) return room;
  room.kind = FragmentainerKind::Column;
  room.in_pages = false;
  room.at_top = from <= rect.top();
  return room;
}

}  // namespace gongwen::layout
