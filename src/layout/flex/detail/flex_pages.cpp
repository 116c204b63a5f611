// Flex containers over pages (css-flexbox-1 section 10, css-break-3): where lines and items are cut.
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/flex/detail/flex_layout.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

/// Breaks between two lines of a row: those that any of their items ask for.
BreakBetweenBoxes break_between_lines(std::span<const FlexItem> before, std::span<const FlexItem> after,
                                      const LayoutContext& context) {
  BreakBetweenBoxes total;
  const auto merge = [&](const BreakBetweenBoxes& part) {
    total.forced = total.forced || part.forced;
    total.avoided = total.avoided || part.avoided;
    if (part.demand != PageDemand::Any) total.demand = part.demand;
  };
  for (const FlexItem& item : before) merge(break_after(item.box, context));
  for (const FlexItem& item : after) merge(break_before(item.box, context));
  total.avoided = total.avoided && !total.forced;
  return total;
}

const BreakToken* token_of(BoxId box, const std::vector<BreakTokenPtr>& tokens) {
  const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const auto& token) { return token->box == box; });
  return found == tokens.end() ? nullptr : found->get();
}

bool goes_on(const BreakToken* token) { return token != nullptr && token->where == BreakToken::Where::Inside; }

}  // namespace

LayoutInput FlexLayout::page_input(std::size_t item, LayoutUnit top, const BreakToken* resume) const {
  LayoutInput input = final_item_input(plan_.items[item], plan_);
  input.page = content_page().after(top);
  input.page.at_top = input_.page.at_top && !anything_placed_;
  input.resume = resume;
  input.takes_overflow = input_.takes_overflow;
  return input;
}

/// What overflows the items that ended on earlier pages stands at the top, and what goes on beside it.
void FlexLayout::resume_overflow() {
  if (is_first_part()) return;
  for (const BreakTokenPtr& token : input_.resume->overflowing) {
    std::size_t item = 0;
    while (plan_.items[item].box != token->box) ++item;
    const LayoutResult result = layout_box(page_input(item, LayoutUnit(), token.get()), context_);
    if (result.fragment != nullptr) place(item, result, LayoutUnit());
  }
}

std::vector<BreakTokenPtr> FlexLayout::overflow_rests() const {
  std::vector<BreakTokenPtr> rests;
  for (const Placed& placed : placed_) {
    if (placed.overflow != nullptr) rests.push_back(placed.overflow);
  }
  return rests;
}

std::shared_ptr<BreakToken> FlexLayout::token_before(std::size_t item, bool forced, PageDemand demand) const {
  auto token = std::make_shared<BreakToken>();
  token->box = plan_.items[item].box;
  token->where = BreakToken::Where::Before;
  token->forced = forced;
  token->demand = demand;
  return token;
}

/// One more thing that goes on on the next page.
void FlexLayout::end_page(BreakTokenPtr token) {
  broken_ = true;
  forced_ = forced_ || token->forced;
  if (token->demand != PageDemand::Any) demand_ = token->demand;
  rest_.push_back(std::move(token));
}

/// Keeps the first fragments only.
void FlexLayout::take_back(std::size_t kept) {
  placed_.resize(kept);
  cursor_ = {};
  for (const Placed& placed : placed_) {
    cursor_ = std::max(cursor_, placed.child.offset.y + placed.child.fragment->size.height);
  }
}

const FlexLayout::Opportunity* FlexLayout::best_opportunity(std::size_t kept) const {
  const Opportunity* best = nullptr;
  for (const Opportunity& opportunity : opportunities_) {
    if (opportunity.placed > kept && (best == nullptr || opportunity.appeal >= best->appeal)) best = &opportunity;
  }
  return best;
}

/// Lines from top to bottom.
const FlexLine& FlexLayout::row_at(std::size_t row) const {
  return plan_.lines[plan_.lines_reversed ? plan_.lines.size() - 1 - row : row];
}

void FlexLayout::layout_rows() {
  std::size_t row = is_first_part() ? 0 : input_.resume->position;
  while (row < plan_.lines.size() && layout_row(row) == Step::Next) ++row;
}

FlexLayout::Step FlexLayout::layout_row(std::size_t row) {
  const std::size_t first_row = is_first_part() ? 0 : input_.resume->position;
  const FlexLine& line = row_at(row);
  const std::span<const FlexItem> items(plan_.items);
  if (row > first_row) {
    const FlexLine& previous = row_at(row - 1);
    const BreakBetweenBoxes between = break_between_lines(items.subspan(previous.begin, previous.size()),
                                                          items.subspan(line.begin, line.size()), context_);
    if (between.forced && input_.page.is_limited()) {
      end_page_before_row(row);
      forced_ = true;
      demand_ = between.demand;
      return Step::Stop;
    }
    opportunities_.push_back(
        {row, placed_.size(), between.avoided ? BreakAppeal::ViolatesAvoid : BreakAppeal::Perfect});
    line_top_ += line.start - previous.start - previous.cross_size;
  } else if (is_first_part()) {
    line_top_ = line.start;
  } else if (tokens().empty() && !input_.resume->forced) {
    line_top_ = -common_margin(line);
  }
  const bool is_resumed = row == first_row && !tokens().empty();
  const std::vector<Part> parts = layout_row_items(line, is_resumed ? tokens() : std::vector<BreakTokenPtr>());
  const bool fits = std::all_of(parts.begin(), parts.end(), [](const Part& part) {
    return part.result.outcome == Outcome::Complete && !part.is_pushed && !part.is_later;
  });
  if (!fits) return break_at_row(row, parts);
  place_row(line, parts, is_resumed);
  return Step::Next;
}

/// What the items of a line have in common as their upper margins: it vanishes at an unforced break (css-break-3 §5.2).
LayoutUnit FlexLayout::common_margin(const FlexLine& line) const {
  LayoutUnit margin = LayoutUnit::max();
  for (std::size_t i = line.begin; i < line.end; ++i) margin = std::min(margin, plan_.items[i].margins.top);
  return std::max(LayoutUnit(), margin);
}

/// The items of a line, or those of them that go on from an earlier page.
std::vector<FlexLayout::Part> FlexLayout::layout_row_items(const FlexLine& line,
                                                           const std::vector<BreakTokenPtr>& resumed) {
  std::vector<Part> parts;
  for (std::size_t i = line.begin; i < line.end; ++i) {
    const FlexItem& item = plan_.items[i];
    const BreakToken* const token = token_of(item.box, resumed);
    if (!resumed.empty() && token == nullptr) continue;
    Part part;
    part.item = i;
    const LayoutUnit room = content_page().after(line_top_).remaining;
    const LayoutUnit offset = item.place.y - line.start;
    const LayoutUnit passed = token == nullptr ? LayoutUnit() : token->consumed;
    // What goes on begins at the top; what has not begun stands as much higher as its line had room before.
    part.top = line_top_;
    if (token == nullptr) part.top += offset;
    if (token != nullptr && !goes_on(token)) part.top += std::max(LayoutUnit(), offset - passed);
    const LayoutInput input = page_input(i, part.top, goes_on(token) ? token : nullptr);
    part.is_later = room > LayoutUnit() && input.page.is_limited() && !goes_on(token) && offset - passed >= room;
    part.passed = part.is_later ? passed + room : offset;
    if (!part.is_later) {
      part.result = layout_box(input, context_);
      const LayoutUnit height = part.result.fragment == nullptr ? LayoutUnit() : part.result.fragment->size.height;
      const bool overflows = part.result.outcome == Outcome::Complete && !input.page.at_top &&
                             input.page.is_limited() && height > input.page.remaining && !height.is_zero();
      part.is_pushed = part.result.outcome == Outcome::BreakBefore || overflows;
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

void FlexLayout::place_row(const FlexLine& line, const std::vector<Part>& parts, bool is_resumed) {
  LayoutUnit bottom = line_top_;
  for (const Part& part : parts) {
    const LayoutUnit margin = plan_.items[part.item].margins.bottom;
    bottom = std::max(bottom, part.top + part.result.fragment->size.height + margin);
  }
  for (const Part& part : parts) {
    LayoutResult result = part.result;
    // What was stretched stays as high as its line, which pages may have made higher.
    const FlexItem& item = plan_.items[part.item];
    if (is_resumed && item.stretches && item.style->max_height.kind == style::Size::Kind::None) {
      result.fragment = grown_to(result.fragment, bottom - part.top - item.margins.bottom);
    }
    place(part.item, result, part.top);
  }
  line_top_ = is_resumed ? bottom : line_top_ + line.cross_size;
  cursor_ = std::max(cursor_, line_top_);
}

/// The same fragment with more room at its end.
const Fragment* FlexLayout::grown_to(const Fragment* fragment, LayoutUnit height) {
  if (fragment->size.height >= height) return fragment;
  Fragment grown;
  grown.box = fragment->box;
  grown.style = fragment->style;
  grown.origin = fragment->origin;
  grown.size = {fragment->size.width, height};
  grown.borders = fragment->borders;
  grown.children = fragment->children;
  grown.baseline = fragment->baseline;
  grown.last_baseline = fragment->last_baseline;
  grown.is_continued_before = fragment->is_continued_before;
  grown.is_continued_after = fragment->is_continued_after;
  return context_.fragments.add(std::move(grown));
}

/// The next page begins with this line.
void FlexLayout::end_page_before_row(std::size_t row) {
  broken_ = true;
  next_line_ = static_cast<std::uint32_t>(row);
  rest_.clear();
}

/// A line does not fit, or its items ask for a page end. Of all places to break, its inside included, the best is
/// taken, and of equals the latest (css-break-3 §4.5). Its items go on side by side, each by itself.
FlexLayout::Step FlexLayout::break_at_row(std::size_t row, const std::vector<Part>& parts) {
  BreakAppeal inside = BreakAppeal::Perfect;
  bool any_pushed = false;
  bool any_kept = false;
  bool forced = false;
  for (const Part& part : parts) {
    any_pushed = any_pushed || part.is_pushed;
    any_kept = any_kept || !part.is_pushed;
    if (part.is_pushed) inside = BreakAppeal::LastResort;
    if (part.result.outcome != Outcome::Broken) continue;
    inside = std::min(inside, part.result.appeal);
    forced = forced || part.result.rest->forced;
    if (avoids_break_inside(plan_.items[part.item].box, context_))
      inside = std::min(inside, BreakAppeal::ViolatesAvoid);
  }
  const Opportunity* const best = best_opportunity(0);
  const bool may_wait = best == nullptr && !input_.page.at_top && any_pushed;
  if (any_kept && (forced || (!may_wait && (best == nullptr || inside >= best->appeal)))) {
    break_inside_row(row, parts, inside);
    return Step::Stop;
  }
  if (best != nullptr) {
    appeal_ = best->appeal;
    const Opportunity chosen = *best;
    take_back(chosen.placed);
    end_page_before_row(chosen.before);
    return Step::Stop;
  }
  nothing_fits_ = true;
  return Step::Stop;
}

void FlexLayout::break_inside_row(std::size_t row, const std::vector<Part>& parts, BreakAppeal appeal) {
  appeal_ = appeal;
  next_line_ = static_cast<std::uint32_t>(row);
  for (const Part& part : parts) {
    if (part.is_pushed || part.is_later) {
      const std::shared_ptr<BreakToken> token = token_before(part.item, false, PageDemand::Any);
      token->consumed = part.passed;
      end_page(token);
      continue;
    }
    place(part.item, part.result, part.top);
    if (part.result.outcome == Outcome::Broken) end_page(part.result.rest);
  }
}

/// The lines of a column stand side by side, each with its own breaks.
void FlexLayout::layout_columns() {
  const bool alone = plan_.lines.size() == 1;
  const bool at_top = input_.page.at_top;
  for (const FlexLine& line : plan_.lines) {
    const BreakToken* resume = nullptr;
    for (std::size_t i = line.begin; i < line.end && resume == nullptr && !tokens().empty(); ++i) {
      resume = alone ? tokens().front().get() : token_of(plan_.items[i].box, tokens());
    }
    if (resume == nullptr && !tokens().empty()) continue;
    opportunities_.clear();
    if (at_top) anything_placed_ = false;
    Column column = layout_column(line, resume);
    if (column.nothing_fits && (alone || is_first_part())) {
      nothing_fits_ = true;
      return;
    }
    if (column.rest != nullptr) end_page(std::move(column.rest));
  }
}

/// The place of an item from the top of its column, counted over the line.
std::size_t FlexLayout::item_at(const FlexLine& line, std::size_t index) const {
  return plan_.items_reversed ? line.end - 1 - index : line.begin + index;
}

/// Whether alignment puts something on a later page, though there is room on this one.
bool FlexLayout::is_behind_page(LayoutUnit top) const {
  const LayoutUnit room = content_page().remaining;
  return input_.page.is_limited() && room > LayoutUnit() && top >= room;
}

FlexLayout::Column FlexLayout::layout_column(const FlexLine& line, const BreakToken* resume) {
  Column column;
  std::size_t index = 0;
  if (resume != nullptr) {
    while (plan_.items[item_at(line, index)].box != resume->box) ++index;
  }
  const std::size_t first = index;
  const std::size_t first_placed = placed_.size();
  LayoutUnit bottom;  // of what stands above
  for (; index < line.size(); ++index) {
    const FlexItem& item = plan_.items[item_at(line, index)];
    LayoutUnit spread;  // the part of the space above that is kept at a page end
    if (index > first) {
      const FlexItem& above = plan_.items[item_at(line, index - 1)];
      const BreakBetweenBoxes between = break_between(above.box, item.box, context_);
      if (between.forced && input_.page.is_limited()) {
        column.rest = token_before(item_at(line, index), true, between.demand);
        return column;
      }
      opportunities_.push_back(
          {index, placed_.size(), between.avoided ? BreakAppeal::ViolatesAvoid : BreakAppeal::Perfect});
      const LayoutUnit space = item.place.y - above.place.y - above.main_size;
      // What justify-content gives between items is cut off like their margins.
      const bool is_auto = item.main_start_auto || item.main_end_auto || above.main_start_auto || above.main_end_auto;
      if (is_auto) spread = space - above.margins.bottom - item.margins.top - plan_.main_gap;
      bottom += space;
    } else if (is_first_part()) {
      bottom = item.place.y;
      spread = bottom - item.margins.top;
    } else if (resume != nullptr && !goes_on(resume)) {
      spread = resume->consumed;
      bottom = spread + (resume->forced ? item.margins.top : LayoutUnit());
    }
    if (spread > LayoutUnit() && is_behind_page(bottom)) {
      const std::shared_ptr<BreakToken> later = token_before(item_at(line, index), false, PageDemand::Any);
      later->consumed = bottom - content_page().remaining;
      column.rest = later;
      return column;
    }
    const BreakToken* const token = index == first && goes_on(resume) ? resume : nullptr;
    Part part;
    part.item = item_at(line, index);
    part.top = bottom;
    const LayoutInput input = page_input(part.item, bottom, token);
    part.result = layout_box(input, context_);
    const LayoutUnit height = part.result.fragment == nullptr ? LayoutUnit() : part.result.fragment->size.height;
    const bool overflows = part.result.outcome == Outcome::Complete && input.page.is_limited() && !input.page.at_top &&
                           height > input.page.remaining && !height.is_zero();
    if (part.result.outcome == Outcome::Complete && !overflows) {
      place(part.item, part.result, part.top);
      bottom += height;
      continue;
    }
    if (break_at_item(part, line, first_placed, column)) return column;
    bottom += height;
  }
  return column;
}

/// Returns: false where the item was placed though it does not fit, because nothing else can be done.
bool FlexLayout::break_at_item(const Part& part, const FlexLine& line, std::size_t first_placed, Column& column) {
  const bool can_break_inside = part.result.outcome == Outcome::Broken;
  BreakAppeal inside = can_break_inside ? part.result.appeal : BreakAppeal::LastResort;
  const BoxId box = plan_.items[part.item].box;
  if (can_break_inside && avoids_break_inside(box, context_)) inside = std::min(inside, BreakAppeal::ViolatesAvoid);
  const bool forced = can_break_inside && part.result.rest->forced;
  const Opportunity* const best = best_opportunity(first_placed);
  if (can_break_inside && (forced || best == nullptr || inside >= best->appeal)) {
    place(part.item, part.result, part.top);
    appeal_ = std::min(appeal_, inside);
    column.rest = part.result.rest;
    return true;
  }
  if (best != nullptr) {
    appeal_ = std::min(appeal_, best->appeal);
    take_back(best->placed);
    column.rest = token_before(item_at(line, best->before), false, PageDemand::Any);
    return true;
  }
  if (!input_.page.at_top) {
    column.nothing_fits = true;
    column.rest = token_before(part.item, false, PageDemand::Any);
    return true;
  }
  place(part.item, part.result, part.top);
  return false;
}

}  // namespace gongwen::layout
