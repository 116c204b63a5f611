#include "layout/table/detail/table_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"

#include <algorithm>

namespace gongwen::layout {

using boxes::BoxKind;
using style::BorderCollapse;

namespace {

TableRoom table_room(const LayoutInput& input, const style::ComputedStyle& style) {
  if (input.fixed_inline_size) return {*input.fixed_inline_size, *input.fixed_inline_size};
  const LayoutUnit containing = input.available.inline_size;
  return {containing - margin_widths(style, containing).horizontal(), containing};
}

}  // namespace

TableLayout::TableLayout(const LayoutInput& input, LayoutContext& context)
    : input_(input),
      context_(context),
      box_(context.box(input.box)),
      style_(context.styles.style(box_.style)),
      collapses_(style_.border_collapse == BorderCollapse::Collapse),
      model_(table_model(grid_of(input.box, context), context)),
      frame_(table_frame(input.box, model_, context)),
      widths_(table_widths(input.box, model_, frame_, table_room(input, style_), context)),
      columns_have_backgrounds_(any_column_has_background()) {}

LayoutUnit TableLayout::column_left(std::uint32_t column) const {
  LayoutUnit x = frame_.borders.left + frame_.padding.left + frame_.horizontal_spacing;
  for (std::uint32_t c = 0; c < column; ++c) x += widths_.columns[c] + frame_.horizontal_spacing;
  return x;
}

LayoutResult TableLayout::run() {
  if (!is_first_part() && input_.resume->box_done) return run_overflow();
  std::vector<ChildFragment> children;
  if (is_first_part()) place_captions(style::CaptionSide::Top, children, captions_above_);
  place_captions(style::CaptionSide::Bottom, below_, captions_below_);
  if (!only_captions_left()) layout_body();
  if (nothing_fits_) {
    LayoutResult result;
    result.outcome = Outcome::BreakBefore;
    return result;
  }
  Fragment wrapper;
  wrapper.children = std::move(children);
  LayoutUnit height = captions_above_;
  if (model_.grid && !only_captions_left()) {
    const Fragment* const grid = build_grid();
    wrapper.children.push_back({{LayoutUnit(), height}, grid});
    if (grid->baseline) wrapper.baseline = height + *grid->baseline;
    wrapper.last_baseline = wrapper.baseline;
    height += grid->size.height;
  }
  for (const ChildFragment& caption : below_) {
    if (!broken_) wrapper.children.push_back({caption.offset + Point{LayoutUnit(), height}, caption.fragment});
  }
  if (!broken_) height += captions_below_;
  wrapper.box = input_.box;
  // The wrapper draws nothing: borders and background belong to the grid (CSS 2.2 §17.4).
  wrapper.style = context_.styles.anonymous(box_.style, style::Display::Block);
  wrapper.origin = box_.origin;
  wrapper.size = {widths_.table, height};
  wrapper.is_continued_before = !is_first_part();
  wrapper.is_continued_after = broken_;
  LayoutResult result;
  result.offset = input_.strut.sum();
  result.fragment = context_.fragments.add(std::move(wrapper));
  result.appeal = appeal_;
  if (broken_) {
    result.outcome = Outcome::Broken;
    result.rest = resume_token();
  } else if (!overflow_rests_.empty()) {
    result.rest = overflow_token();
  }
  return result;
}

void TableLayout::place_captions(style::CaptionSide side, std::vector<ChildFragment>& children, LayoutUnit& cursor) {
  for (BoxId child = box_.first_child; child; child = context_.box(child).next_sibling) {
    if (context_.box(child).kind != BoxKind::TableCaption || context_.style_of(child).caption_side != side) continue;
    const Edges margins = margin_widths(context_.style_of(child), widths_.table);
    LayoutInput caption;
    caption.box = child;
    caption.available = {widths_.table, std::nullopt};
    caption.is_formatting_root = true;
    const LayoutResult result = layout_box(caption, context_);
    children.push_back({{margins.left, cursor + margins.top}, result.fragment});
    cursor += result.fragment->size.height + margins.vertical();
  }
}

/// Left on this page for rows, with room for what must stand below them.
LayoutUnit TableLayout::rows_left() const {
  const LayoutUnit below = frame_.vertical_spacing + foot_height_ + frame_.borders.bottom + frame_.padding.bottom;
  return input_.page.remaining - input_.strut.sum() - captions_above_ - cursor_ - below;
}

/// What a page without anything else offers to rows.
LayoutUnit TableLayout::page_capacity() const {
  return input_.page.page_height - head_height_ - foot_height_ - frame_.borders.vertical() - frame_.padding.vertical() -
         frame_.vertical_spacing * 2;
}

void TableLayout::place_repeated(std::uint32_t begin, std::uint32_t end, bool repeated) {
  for (std::uint32_t row = begin; row < end;) {
    Band band;
    band.chunk = layout_chunk(row, model_.rows[row].chunk_end, {});
    band.top = cursor_;
    band.repeated = repeated;
    cursor_ += band.chunk.height(frame_.vertical_spacing) + frame_.vertical_spacing;
    row = model_.rows[row].chunk_end;
    bands_.push_back(std::move(band));
  }
}

/// Whether head and foot together take more than half of the page, or were taken for too tall on an earlier one.
bool TableLayout::is_head_too_tall() const {
  // Only as rows like others can rows of the head or the foot be what goes on.
  if (!is_first_part()) {
    const std::uint32_t row = input_.resume->position;
    if (row < model_.body_begin() || row >= model_.body_end()) return true;
  }
  return input_.page.is_limited() && (head_height_ + foot_height_) * 2 > input_.page.page_height;
}

void TableLayout::layout_body() {
  body_begin_ = model_.body_begin();
  body_end_ = model_.body_end();
  const bool first = is_first_part();
  cursor_ = frame_.borders.top + frame_.padding.top;
  // Space between rows vanishes at a break as margins do; Chromium and WeasyPrint have it so, too.
  if (first) cursor_ += frame_.vertical_spacing;
  const LayoutUnit before_head = cursor_;
  place_repeated(0, model_.body_begin(), !first);
  head_height_ = cursor_ - before_head;
  const std::size_t head_bands = bands_.size();
  const LayoutUnit before_foot = cursor_;
  place_repeated(model_.body_end(), model_.row_count(), false);
  foot_height_ = cursor_ - before_foot;
  std::vector<Band> foot(std::make_move_iterator(bands_.begin() + static_cast<std::ptrdiff_t>(head_bands)),
                         std::make_move_iterator(bands_.end()));
  bands_.resize(head_bands);
  cursor_ = before_foot;
  if (is_head_too_tall()) {
    // A head or foot that leaves no room for rows is not repeated (css-tables-3 §6.1): its rows are rows like others.
    body_begin_ = 0;
    body_end_ = model_.row_count();
    head_height_ = foot_height_ = {};
    bands_.clear();
    foot.clear();
    cursor_ = before_head;
  }
  const BreakToken* const resume = first ? nullptr : input_.resume;
  std::uint32_t row = resume == nullptr ? body_begin_ : resume->position;
  std::vector<BreakTokenPtr> tokens;
  if (resume != nullptr) tokens = resume->children;
  while (row < body_end_ && place_next_chunk(row, tokens)) {
  }
  if (nothing_fits_) return;
  for (Band& band : foot) {
    band.top = band.top - before_foot + cursor_;
    band.repeated = broken_;
    bands_.push_back(std::move(band));
  }
  cursor_ += foot_height_;
  stretch_to_height();
  leave_room_for_captions();
}

/// Captions below that do not fit with the last rows stand on the next page by themselves.
void TableLayout::leave_room_for_captions() {
  if (broken_ || !input_.page.is_limited() || captions_below_.is_zero() || bands_.empty()) return;
  const LayoutUnit used =
      input_.strut.sum() + captions_above_ + cursor_ + frame_.borders.bottom + frame_.padding.bottom;
  if (used + captions_below_ > input_.page.remaining) end_page_before(model_.row_count(), {}, false, PageDemand::Any);
}

/// Places the rows from `row` to the end of its chunk. False when the page ends.
bool TableLayout::place_next_chunk(std::uint32_t& row, std::vector<BreakTokenPtr>& tokens) {
  const bool begins_page = row == (is_first_part() ? body_begin_ : input_.resume->position);
  if (!begins_page && input_.page.is_limited()) {
    const BreakBetweenBoxes between = model_.rows[row - 1].group == model_.rows[row].group
                                          ? break_between(model_.rows[row - 1].row, model_.rows[row].row, context_)
                                          : break_between(model_.rows[row - 1].group, model_.rows[row].group, context_);
    if (between.forced) {
      end_page_before(row, {}, true, between.demand);
      return false;
    }
    const bool in_group = model_.rows[row - 1].group == model_.rows[row].group;
    const bool is_avoided = between.avoided || (in_group && avoids_break_inside(model_.rows[row].group, context_));
    opportunities_.push_back(
        {row, bands_.size(), cursor_, is_avoided ? BreakAppeal::ViolatesAvoid : BreakAppeal::Perfect});
  }
  const std::uint32_t end = model_.rows[row].chunk_end;
  Band band;
  band.chunk = layout_chunk(row, end, tokens);
  band.top = cursor_;
  const LayoutUnit height = band.chunk.height(frame_.vertical_spacing);
  // The space below a row vanishes where the page ends behind it.
  const bool spaces_end = end == body_end_ || !foot_height_.is_zero();
  const LayoutUnit left = rows_left() + (spaces_end ? LayoutUnit() : frame_.vertical_spacing);
  // The last rows take the captions below with them.
  const bool lacks_caption = end == body_end_ && !begins_page && input_.page.is_limited() && height <= left &&
                             height + captions_below_ > left && height + captions_below_ <= page_capacity();
  if (lacks_caption && break_earlier(row, tokens)) return false;
  std::optional<std::size_t> forced_row;
  if (input_.page.is_limited()) forced_row = row_with_forced_break(band.chunk, left);
  const bool may_wait = !begins_page || is_first_part();
  if (forced_row) {
    split_chunk(band.chunk, left, forced_row);
    if (may_wait && sticks_out(band.chunk, left) && break_earlier(row, tokens)) return false;
  } else if (input_.page.is_limited() && height > left) {
    const bool fits_elsewhere = height <= page_capacity();
    if ((fits_elsewhere || left <= LayoutUnit()) && break_earlier(row, tokens)) return false;
    // What is left now does not fit even at the top of a page: around a table in a cell there is less than a page.
    if (left > LayoutUnit()) {
      // A long row does not begin in the last quarter of a page, nor where not even its first lines have room.
      if (may_wait && left * 4 < page_capacity() && break_earlier(row, tokens)) return false;
      split_chunk(band.chunk, left, std::nullopt);
      if (may_wait && band.chunk.last_row_is_cut && sticks_out(band.chunk, left) && break_earlier(row, tokens))
        return false;
    }
  }
  if (!forced_row && height <= left) send_on_overflow(band.chunk, left);
  tokens.clear();
  const std::uint32_t next = band.chunk.end_row() - (band.chunk.last_row_is_cut ? 1 : 0);
  std::vector<BreakTokenPtr> rest;
  PageDemand demand = PageDemand::Any;
  for (const PlacedCell& cell : band.chunk.cells) {
    if (cell.rest == nullptr) continue;
    rest.push_back(cell.rest);
    if (forced_row && cell.rest->forced && demand == PageDemand::Any) demand = cell.rest->demand;
  }
  cursor_ += band.chunk.height(frame_.vertical_spacing) + frame_.vertical_spacing;
  bands_.push_back(std::move(band));
  if (next == end) {
    row = end;
    return true;
  }
  end_page_before(next, std::move(rest), forced_row.has_value(), demand);
  return false;
}

/// Ends the page at the best row border before `row`, or before the table; tokens are those that `row` goes on from.
/// Returns: false where neither can be done, because nothing stands on the page yet.
bool TableLayout::break_earlier(std::uint32_t row, const std::vector<BreakTokenPtr>& tokens) {
  const Opportunity* best = nullptr;
  for (const Opportunity& opportunity : opportunities_) {
    if (best == nullptr || opportunity.appeal >= best->appeal) best = &opportunity;
  }
  if (best == nullptr && !input_.page.at_top) {
    nothing_fits_ = true;
    return true;
  }
  if (best == nullptr) {
    // A caption that fills its page leaves the rows to the next.
    const bool behind_caption = is_first_part() && !captions_above_.is_zero() && row == body_begin_;
    if (behind_caption) end_page_before(row, {}, false, PageDemand::Any);
    return behind_caption;
  }
  appeal_ = best->appeal;
  bands_.resize(best->bands);
  cursor_ = best->cursor;
  end_page_before(best->row, best->row == row ? tokens : std::vector<BreakTokenPtr>(), false, PageDemand::Any);
  return true;
}

bool TableLayout::sticks_out(const RowChunk& chunk, LayoutUnit available) {
  return std::any_of(chunk.cells.begin(), chunk.cells.end(), [&](const PlacedCell& cell) {
    return cell.fragment != nullptr && cell.fragment->size.height + cell.shift.value_or(LayoutUnit()) > available;
  });
}

void TableLayout::end_page_before(std::uint32_t row, std::vector<BreakTokenPtr> cell_tokens, bool forced,
                                  PageDemand demand) {
  broken_ = true;
  next_row_ = row;
  next_tokens_ = std::move(cell_tokens);
  forced_ = forced;
  demand_ = demand;
}

BreakTokenPtr TableLayout::resume_token() const {
  auto token = std::make_shared<BreakToken>();
  token->box = input_.box;
  token->position = next_row_;
  token->children = next_tokens_;
  token->overflowing = overflow_rests_;
  token->forced = forced_;
  token->demand = demand_;
  return token;
}

LayoutResult layout_table(const LayoutInput& input, LayoutContext& context) {
  return TableLayout(input, context).run();
}

}  // namespace gongwen::layout
