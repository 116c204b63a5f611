// The rows of a grid container on one page (css-grid-1 section 11, css-break-3).
#include "layout/grid/detail/grid_layout.h"

#include <algorithm>

namespace gongwen::layout {

LayoutInput GridLayout::page_input(std::size_t item, LayoutUnit top, const BreakToken* resume) const {
  return on_page(final_grid_item_input(plan_.items[item]), top, resume);
}

GridLayout::Part GridLayout::lay_out_part(std::size_t item, LayoutUnit top, const BreakToken* resume) {
  Part part;
  part.item = item;
  part.resume = resume;
  part.top = top;
  const bool continues = goes_on_inside(resume);
  const LayoutUnit room = content_room().remaining;
  part.is_later = input_.room.is_limited() && !continues && room > LayoutUnit() && top >= room &&
                  plan_.items[item].place.y - page_start_ >= room;
  if (part.is_later) return part;
  lay_out(part, page_input(item, top, continues ? resume : nullptr));
  return part;
}

/// Takes over a part: as a fragment, or for the next page.
void GridLayout::settle(const Part& part) {
  if (!part.is_pushed && !part.is_later) {
    place(part.item, part.result, part.top, part.resume != nullptr);
    return;
  }
  waiting_.push_back({part.item, token_to_begin(plan_.items[part.item].box, part.resume)});
}

/// What has started on earlier pages, or was left for later.
void GridLayout::resume_items() {
  if (builder_.is_first_part()) return;
  std::vector<Part> parts;
  for (const BreakTokenPtr& token : input_.resume->children) {
    std::size_t item = 0;
    while (plan_.items[item].box != token->box) ++item;
    LayoutUnit top;
    if (!goes_on_inside(token.get())) top = std::max(LayoutUnit(), plan_.items[item].place.y - page_start_);
    parts.push_back(lay_out_part(item, top, token.get()));
  }
  for (const Part& part : parts) settle(part);
}

void GridLayout::layout_rows() {
  const GridRest from = rest_of_input();
  std::size_t row = from.row;
  // After all rows nothing waits for its place.
  page_start_ = LayoutUnit::max();
  if (row < plan_.rows.size()) page_start_ = plan_.rows[row].start + (from.has_begun ? from.passed : LayoutUnit());
  if (builder_.is_first_part()) page_start_ = {};
  resume_items();
  bool begins_page = true;
  if (from.has_begun && row < plan_.rows.size()) {
    if (continue_row(row, from.passed) == Step::Stop) return;
    ++row;
    begins_page = false;
  }
  for (; row < plan_.rows.size(); ++row) {
    if (layout_row(row, begins_page) == Step::Stop) return;
    begins_page = false;
  }
  // The rows have ended; what overflows them continues by itself, all else ends in its rows.
  if (!waiting_.empty()) {
    broken_ = true;
    rest_.row = static_cast<std::uint32_t>(plan_.rows.size());
    rest_.has_begun = false;
  }
}

/// The rest of a row that has started on an earlier page.
GridLayout::Step GridLayout::continue_row(std::size_t row, LayoutUnit passed) {
  row_end_ = std::max(LayoutUnit(), plan_.rows[row].size - passed);
  return end_row(row, -passed);
}

/// A row whose items are placed, as far as they fit. What pages have made higher makes its last row higher.
GridLayout::Step GridLayout::end_row(std::size_t row, LayoutUnit top) {
  const auto ends_here = [&](std::size_t item) {
    return plan_.items[item].area.rows.end == row + 1;
  };
  bool unfinished =
      std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& waiting) { return ends_here(waiting.item); });
  for (const Placed& placed : placed_) {
    const GridItem& item = plan_.items[placed.item];
    if (!ends_here(placed.item) || !item.fits_area) continue;
    unfinished = unfinished || placed.rest != nullptr;
    if (placed.is_resumed && placed.rest == nullptr) {
      row_end_ = std::max(row_end_, placed.bottom() + item.margins.bottom);
    }
  }
  if (unfinished && input_.room.is_limited()) {
    break_inside_row(row, content_room().remaining - top);
    return Step::Stop;
  }
  // What was stretched stays as high as its rows.
  for (Placed& placed : placed_) {
    const GridItem& item = plan_.items[placed.item];
    const bool grows = placed.is_resumed && ends_here(placed.item) && item.stretches && item.fits_area &&
                       item.style->max_height.kind == style::Size::Kind::None;
    if (grows) {
      const LayoutUnit height = row_end_ - placed.child.offset.y - item.margins.bottom;
      placed.child.fragment = grown_fragment(placed.child.fragment, height, context_);
    }
  }
  return Step::Next;
}

std::vector<LayoutUnit> GridLayout::upper_margins(std::size_t row) const {
  std::vector<LayoutUnit> margins;
  for (const std::size_t item : plan_.items_of_row[row]) margins.push_back(plan_.items[item].margins.top);
  return margins;
}

namespace {

/// What the items of two rows ask for between them: of the row above those that end there.
BreakBetweenBoxes break_between_rows(const GridPlan& plan, std::size_t row, const Fragmentainer& room,
                                     const LayoutContext& context) {
  BreakBetweenBoxes total;
  for (const std::size_t item : plan.items_of_row[row - 1]) {
    if (plan.items[item].area.rows.end == row) total.add(break_after(plan.items[item].box, room, context));
  }
  for (const std::size_t item : plan.items_of_row[row]) {
    total.add(break_before(plan.items[item].box, room, context));
  }
  return total;
}

}  // namespace

/// Items that a page end above a row would cut although they should stay whole.
BreakAppeal GridLayout::span_appeal(std::size_t row) const {
  for (const Placed& placed : placed_) {
    const GridItem& item = plan_.items[placed.item];
    const bool is_cut = item.area.rows.begin < row && item.area.rows.end > row;
    if (is_cut && avoids_break_inside(item.box, input_.room, context_)) return BreakAppeal::ViolatesAvoid;
  }
  return BreakAppeal::Perfect;
}

/// Whether the page ends in the room that the row above has left.
bool GridLayout::is_trailing_cut(std::size_t row) const {
  const LayoutUnit room = content_room().remaining;
  return row > 0 && input_.room.is_limited() && room > LayoutUnit() && row_end_ > room;
}

GridLayout::Step GridLayout::layout_row(std::size_t row, bool begins_page) {
  LayoutUnit top;
  const LayoutUnit start = plan_.rows[row].start;
  if (!begins_page) {
    const BreakBetweenBoxes between = break_between_rows(plan_, row, content_room().after(row_end_), context_);
    const Snapshot here{row, placed_.size(), row_end_};
    if (between.is_forced() && input_.room.is_limited()) {
      end_page_before_row(here);
      forced_ = between.forced;
      demand_ = between.demand;
      return Step::Stop;
    }
    breaks_.add(std::min(between.appeal(), span_appeal(row)), here);
    if (is_trailing_cut(row)) {
      const LayoutUnit left = row_end_ - content_room().remaining;
      break_inside_row(row - 1, plan_.rows[row - 1].size - left);
      return Step::Stop;
    }
    top = row_end_ + start - plan_.rows[row - 1].end();
  } else if (builder_.is_first_part()) {
    top = start;
  } else {
    if (!input_.resume->is_forced()) top = -common_upper_margin(upper_margins(row));
    // Where nothing of the row has room beside what continues, it waits for that to end.
    LayoutUnit bottom;
    for (const Placed& placed : placed_) bottom = std::max(bottom, placed.bottom());
    if (!placed_.empty()) breaks_.add(BreakAppeal::LastResort, {row, placed_.size(), bottom});
  }
  row_tops_.emplace_back(row, top);
  std::vector<Part> parts;
  for (const std::size_t item : plan_.items_of_row[row]) {
    parts.push_back(lay_out_part(item, top + plan_.items[item].place.y - start, nullptr));
  }
  const bool fits = std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
    const GridItem& item = plan_.items[part.item];
    const bool goes_on = item.area.rows.end > row + 1 || !item.fits_area;
    if (part.is_pushed) return false;
    return part.is_later ? item.area.rows.end > row + 1
                         : part.result.outcome == Outcome::Complete || (goes_on && !part.result.rest->is_forced());
  });
  if (!fits) return break_at_row(row, top, parts);
  for (const Part& part : parts) settle(part);
  row_end_ = top + plan_.rows[row].size;
  return end_row(row, top);
}

/// A row does not fit, or its items ask for a page end. Of all places to break, its inside included, the best is
/// taken, and of equals the latest (css-break-3 §4.5). Its items continue side by side, each by itself.
GridLayout::Step GridLayout::break_at_row(std::size_t row, LayoutUnit top, const std::vector<Part>& parts) {
  auto [inside, any_pushed] = inside_of(parts, span_appeal(row), [this](auto... part) { return page_input(part...); });
  const Breaks::Place* const best =
      breaks_.best([](const Snapshot& place) { return place.placed > 0 || place.bottom > LayoutUnit(); });
  const bool may_wait = best == nullptr && !input_.room.at_top && any_pushed;
  if (may_wait && inside.forced == Forced::No) inside.is_possible = false;
  if (Breaks::takes_inside(inside, best)) {
    appeal_ = inside.appeal;
    for (const Part& part : parts) settle(part);
    row_end_ = std::max(top, content_room().remaining);
    break_inside_row(row, content_room().remaining - top);
    return Step::Stop;
  }
  if (best != nullptr) {
    appeal_ = best->appeal;
    end_page_before_row(best->at);
    return Step::Stop;
  }
  nothing_fits_ = true;
  return Step::Stop;
}

void GridLayout::break_inside_row(std::size_t row, LayoutUnit passed) {
  broken_ = true;
  rest_.row = static_cast<std::uint32_t>(row);
  rest_.has_begun = true;
  rest_.passed = std::max(LayoutUnit(), passed);
}

/// The next page starts with this row. Items that span the place end on this page, together with the row above.
void GridLayout::end_page_before_row(const Snapshot& place) {
  broken_ = true;
  rest_.row = static_cast<std::uint32_t>(place.row);
  rest_.has_begun = false;
  placed_.resize(place.placed);
  std::erase_if(waiting_,
                [&](const Waiting& waiting) { return plan_.items[waiting.item].area.rows.begin >= place.row; });
  row_end_ = place.bottom;
  for (Placed& placed : placed_) {
    const bool spans = plan_.items[placed.item].area.rows.end > place.row;
    if (spans && placed.rest == nullptr && placed.bottom() > place.bottom) cut_item(placed, place.bottom);
  }
  std::erase_if(placed_, [](const Placed& placed) { return placed.child.fragment == nullptr; });
}

/// Lays an item out once more, in the room above the page end; what has none there waits.
void GridLayout::cut_item(Placed& placed, LayoutUnit bottom) {
  const BreakToken* const resume =
      placed.is_resumed ? token_of(plan_.items[placed.item].box, input_.resume->children) : nullptr;
  const LayoutUnit top = placed.child.offset.y;
  LayoutInput input = page_input(placed.item, top, goes_on_inside(resume) ? resume : nullptr);
  input.room.remaining = bottom - top;
  input.room.at_top = false;
  if (bottom <= top && !goes_on_inside(resume)) {
    waiting_.push_back({placed.item, token_to_begin(plan_.items[placed.item].box, resume)});
    placed.child.fragment = nullptr;
    return;
  }
  const LayoutResult result = layout_box(input, context_);
  if (result.outcome != Outcome::Broken) return;
  placed.child.fragment = result.fragment;
  placed.rest = result.rest;
  placed.overflow = nullptr;
}

}  // namespace gongwen::layout
