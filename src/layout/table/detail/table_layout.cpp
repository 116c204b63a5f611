#include "layout/table/detail/table_layout.h"

#include "diagnostics/catalogue/layout.h"
#include "diagnostics/catalogue/texts/layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/table/detail/cell_overflow.h"
#include "layout/table/detail/table_border_painter.h"
#include "style/apply_property.h"

#include <algorithm>
#include <set>

namespace gongwen::layout {

// The loop on one page, layout_body(): head → heading of the group that continues → (foot measured) →
// chunks of body rows until the room is used up → foot. A *chunk* is the rows that spanning cells tie
// together; a *band* is a chunk at its height on this page.

/// Lays out a table that has ended, except for overflow of its cells: it takes up no more space on this page.
LayoutResult TableLayout::run_overflow() {
  const Size size{table_.widths.table, LayoutUnit()};
  Fragment grid = fragment_of(table_.model.grid, table_.context);
  // Its background has ended, too.
  grid.style = table_.context.styles.anonymous(grid.style, style::Display::Block);
  grid.size = size;
  grid.is_continued_before = true;
  overflow_rests_ = resume_overflow(grid, LayoutUnit(), table_.input.room.after(LayoutUnit()), table_, rows_);
  Fragment content;
  content.children.push_back({{}, table_.context.fragments.add(std::move(grid))});
  LayoutResult result;
  result.fragment = table_.wrapper.finish(std::move(content), size, result.outcome, table_.context);
  if (!overflow_rests_.empty()) result.rest = overflow_token(overflow_rests_, table_);
  return result;
}

using boxes::BoxKind;

/// `given`: the share of their blank room that rows give up on this page.
TableLayout::TableLayout(const LayoutInput& input, LayoutContext& context, BlankShare given, FootPlan plan)
    : table_(input, context),
      rows_(table_, given),
      splitter_(table_, rows_),
      grid_(table_, rows_),
      plan_(plan),
      part_(table_.model.grid, !table_.is_first_part(), context) {
  const bool is_first = table_.is_first_part();
  part_.set_begin(is_first ? table_.model.body_begin() : input.resume->rest<TableRest>().begun);
  // Before rows are given back (page_sequence.cpp): sums need all of them.
  if (has_sums() && table_.model.grid && is_first) prepare_column_sums(table_.model.grid, context);
}

/// Captions above, rows with repeated head and foot, captions below; captions are never cut. Those above are repeated
/// if their style requests it.
LayoutResult TableLayout::run() {
  if (table_.wrapper.is_done()) return run_overflow();
  // A token whose rows are all done may still have captions below to place.
  if (!only_captions_left()) place_captions(style::CaptionSide::Top, above_, captions_above_);
  // Captions below are laid out before the rows, which leave room for them.
  place_captions(style::CaptionSide::Bottom, below_, captions_below_);
  if (!only_captions_left()) layout_body();
  // The caller moves the table to the next page.
  if (nothing_fits_) {
    LayoutResult result;
    result.outcome = Outcome::BreakBefore;
    return result;
  }
  Fragment content;
  content.children = std::move(above_);
  LayoutUnit height = captions_above_;
  if (table_.model.grid && !only_captions_left()) {
    const Fragment* const grid = build_grid();
    content.children.push_back({{LayoutUnit(), height}, grid});
    if (grid->baseline) content.baseline = height + *grid->baseline;
    height += grid->size.height;
  }
  LayoutResult result;
  if (broken_) {
    result.outcome = Outcome::Broken;
    result.rest = resume_token();
  } else {
    // Only the last page has the captions below.
    for (const ChildFragment& caption : below_) {
      content.children.push_back({caption.offset + Point{LayoutUnit(), height}, caption.fragment});
    }
    height += captions_below_;
    if (!overflow_rests_.empty()) result.rest = overflow_token(overflow_rests_, table_);
  }
  // The height if nothing were cut, for the box around.
  result.content_height = captions_above_ + natural_height_ + captions_below_;
  result.offset = table_.input.strut.sum();
  result.fragment =
      table_.wrapper.finish(std::move(content), {table_.widths.table, height}, result.outcome, table_.context);
  result.appeal = appeal_;
  result.avoid_cost = avoid_cost_;
  return result;
}

void TableLayout::place_captions(style::CaptionSide side, std::vector<ChildFragment>& children, LayoutUnit& cursor) {
  for (BoxId child = table_.box.first_child; child; child = table_.context.box(child).next_sibling) {
    if (table_.context.box(child).kind != BoxKind::TableCaption || table_.context.style_of(child).caption_side != side)
      continue;
    const bool is_above = side == style::CaptionSide::Top;
    if (is_above && !is_shown_caption(child)) continue;
    part_.set_copy(is_above && !table_.is_first_part());
    const PartScope scope(part_, table_.context);
    const Edges margins = margin_widths(table_.context.style_of(child), table_.widths.table);
    LayoutInput caption;
    caption.box = child;
    caption.available = {table_.widths.table, std::nullopt};
    caption.is_formatting_root = true;
    const LayoutResult result = layout_box(caption, table_.context);
    const Fragment* placed = result.fragment;
    // A copy marked as repeated, so that it is not read out twice; children are shared.
    if (is_above && !table_.is_first_part()) {
      Fragment copy = copy_without_children(*placed);
      copy.children = placed->children;
      copy.is_repeated = true;
      placed = table_.context.fragments.add(std::move(copy));
    }
    children.push_back({{margins.left, cursor + margins.top}, placed});
    cursor += result.fragment->size.height + margins.vertical();
    if (is_above && table_.context.style_of(child).table_parts == style::TableParts::All)
      captions_repeated_ += result.fragment->size.height + margins.vertical();
  }
}

/// The space left for rows on this page, less that for the parts that must be below them: foot, lower border and
/// padding.
LayoutUnit TableLayout::rows_left() const {
  const LayoutUnit below =
      table_.frame.vertical_spacing + foot_height_ + table_.frame.borders.bottom + table_.frame.padding.bottom;
  return table_.input.room.remaining - table_.input.strut.sum() - captions_above_ - cursor_ - below;
}

/// The space for rows on a page with only this table: the criterion for "another page can hold it". A chunk that is no
/// higher fits on a page of its own, so waiting for one is worthwhile.
LayoutUnit TableLayout::page_capacity() const {
  return table_.input.room.height - captions_repeated_ - head_height_ - foot_height_ - table_.frame.borders.vertical() -
         table_.frame.padding.vertical() - table_.frame.vertical_spacing * 2;
}

/// Places rows of the head or the foot, regardless of the end of the page. A row that is about one page is not part of
/// the table that is read out: it is like a page number. A row of the first page is read out there, although the table
/// continues.
void TableLayout::place_repeated(std::uint32_t begin, std::uint32_t end, bool repeated) {
  const PartScope scope(part_, table_.context);
  for (std::uint32_t row = begin; row < end;) {
    TableBand band;
    band.top = cursor_;
    const BoxId box = table_.model.rows[row].row;
    const bool is_once = table_.context.style_of(box).table_parts == style::TableParts::First;
    band.repeated = (repeated && !is_once) || is_row_of_page(box, table_.context);
    part_.set_copy(band.repeated);
    // `{}`: without a limit; rows of the head are never cut here.
    band.chunk = rows_.layout_chunk(row, table_.model.rows[row].chunk_end, {});
    cursor_ += band.chunk.height(table_.frame.vertical_spacing) + table_.frame.vertical_spacing;
    row = table_.model.rows[row].chunk_end;
    bands_.push_back(std::move(band));
  }
}

/// Whether a row of the head or the foot is on this page. For rows joined by a spanning cell, the first of them
/// decides.
bool TableLayout::is_shown(std::uint32_t row, bool on_last_page) const {
  const bool in_foot = row >= table_.model.body_end();
  switch (table_.context.style_of(table_.model.rows[row].row).table_parts) {
    case style::TableParts::First: return table_.is_first_part();
    case style::TableParts::Later: return !table_.is_first_part();
    // In the head these values mean the same as `auto`.
    case style::TableParts::ButLast: return !in_foot || !on_last_page;
    case style::TableParts::Last: return !in_foot || on_last_page;
    case style::TableParts::Auto:
    case style::TableParts::All: break;
  }
  return true;
}

bool TableLayout::is_shown_caption(BoxId caption) const {
  const style::TableParts parts = table_.context.style_of(caption).table_parts;
  if (table_.is_first_part()) return parts != style::TableParts::Later;
  return parts == style::TableParts::All || parts == style::TableParts::Later;
}

/// Whether a row of a head or a foot that is too tall to be repeated is left out: it is about one page only.
bool TableLayout::is_left_out(std::uint32_t row) const {
  const bool in_body = row >= table_.model.body_begin() && row < table_.model.body_end();
  return !in_body && is_row_of_page(table_.model.rows[row].row, table_.context);
}

/// Places the rows of the head or of the foot that this part has.
void TableLayout::place_foot(bool repeated, bool on_last_page) {
  for (std::uint32_t row = table_.model.body_end(); row < table_.model.row_count();) {
    const std::uint32_t end = table_.model.rows[row].chunk_end;
    if (is_shown(row, on_last_page)) place_repeated(row, end, repeated);
    row = end;
  }
}

/// The height of the foot with sums of any width.
LayoutUnit TableLayout::measure_foot(bool on_last_page) {
  // A trial: what it placed is taken back.
  const LayoutUnit before = cursor_;
  const std::size_t bands = bands_.size();
  place_foot(false, on_last_page);
  const LayoutUnit height = cursor_ - before;
  bands_.resize(bands);
  cursor_ = before;
  return height;
}

/// The heading of the rows that continue on this page: the last repeated row of their group above them.
void TableLayout::place_heading_of_group() {
  if (table_.is_first_part() || !table_.model.repeats_rows) return;
  const auto repeats = [&](std::uint32_t row) {
    return table_.context.style_of(table_.model.rows[row].row).table_parts == style::TableParts::All;
  };
  const std::uint32_t next = table_.next_row();
  const bool in_body = next >= table_.model.body_begin() && next < table_.model.body_end();
  if (!in_body || repeats(next)) return;
  // Upwards from the row that continues, within its group.
  for (std::uint32_t row = next; row > table_.model.body_begin();) {
    --row;
    if (table_.model.rows[row].group != table_.model.rows[next].group) return;
    if (!repeats(row)) continue;
    // Cells that span from one heading into other rows are repeated by themselves.
    if (table_.model.rows[row].chunk_end == row + 1) place_repeated(row, row + 1, true);
    return;
  }
}

/// Stops repeating other content than head and foot if all of it together takes up too much of the pages: first the
/// heading of a group, then captions.
void TableLayout::limit_repeats(std::size_t heading_bands) {
  if (!table_.input.room.is_limited() || table_.is_first_part()) return;
  const auto is_too_much = [&] {
    const LayoutUnit all = captions_above_ + head_height_ + foot_height_;
    return break_costs::kRepeatedHead.is_exceeded_by(all, table_.input.room.height);
  };
  // Bands from `heading_bands` on are the heading of the group.
  if (bands_.size() > heading_bands && is_too_much()) {
    report_repeats(diagnostics::texts::LayoutRepeatedHeading);
    head_height_ -= cursor_ - bands_[heading_bands].top;
    cursor_ = bands_[heading_bands].top;
    bands_.resize(heading_bands);
  }
  if (above_.empty() || !is_too_much()) return;
  report_repeats(diagnostics::texts::LayoutRepeatedCaption);
  above_.clear();
  captions_above_ = captions_repeated_ = {};
}

namespace {

/// Tables for which it has been reported that they repeat too much.
struct ReportedTables : DocumentFacts {
  std::set<std::uint32_t> grids;
};

}  // namespace

void TableLayout::report_repeats(const diagnostics::BilingualText& what) const {
  // Once for each table and document, however many pages it has.
  if (!table_.context.cache<ReportedTables>().grids.insert(table_.model.grid.value).second) return;
  table_.context.sink.report(diagnostics::messages::LayoutRepeatsTooTall, table_.box.origin, what.english,
                             what.chinese);
}

/// The first row that begins on a later page. A row that is cut has begun.
std::uint32_t TableLayout::rows_begun() const {
  if (!broken_) return table_.model.row_count();
  const bool is_cut = !bands_.empty() && bands_.back().chunk.last_row_is_cut && !bands_.back().repeated &&
                      bands_.back().chunk.end_row() == next_row_ + 1;
  return std::max(next_row_ + (is_cut ? 1U : 0U),
                  table_.is_first_part() ? 0U : table_.input.resume->rest<TableRest>().begun);
}

/// Lays out the head again with the sums of the page, in the space that was reserved for them.
void TableLayout::complete_sums(std::size_t head_bands) {
  part_.set_end(begun_);
  part_.set_estimates(false);
  const PartScope scope(part_, table_.context);
  for (std::size_t i = 0; i < head_bands; ++i) {
    RowChunk& chunk = bands_[i].chunk;
    part_.set_copy(bands_[i].repeated);
    // Texts of sums may differ, heights must not: they were made for the widest sum.
    std::vector<LayoutUnit> heights = std::move(chunk.heights);
    chunk = rows_.layout_chunk(chunk.first_row, chunk.first_row + static_cast<std::uint32_t>(heights.size()), {});
    chunk.heights = std::move(heights);
  }
}

/// Whether head and foot together take too much of the page to be repeated, or were found too tall on an earlier page.
bool TableLayout::is_head_too_tall() const {
  // A row of the head or the foot can only be continued if it is treated as an ordinary row.
  if (!table_.is_first_part()) {
    const std::uint32_t row = table_.next_row();
    if (row < table_.model.body_begin() || row >= table_.model.body_end()) return true;
  }
  const Fragmentainer& room = table_.input.room;
  if (!room.is_limited() || (head_height_ + foot_height_).is_zero()) return false;
  // A table in a cell has less than a page, but one line of it must fit on some page.
  const LayoutUnit line = style::line_height_length(table_.style.line_height, table_.style.font_size);
  const bool is_in_the_way = room.at_top && !room.more_elsewhere && !room.is_column() && rows_left() < line;
  return is_in_the_way || break_costs::kRepeatedHead.is_exceeded_by(head_height_ + foot_height_, room.height);
}

/// The rows of one page. The head is placed first, then the foot is measured to know its height, then chunks of body
/// rows fill the room between, and the foot moves below them.
void TableLayout::layout_body() {
  body_begin_ = table_.model.body_begin();
  body_end_ = table_.model.body_end();
  const bool first = table_.is_first_part();
  cursor_ = table_.frame.borders.top + table_.frame.padding.top;
  // The space between rows vanishes at a break, as margins do; Chromium and WeasyPrint do the same.
  if (first) cursor_ += table_.frame.vertical_spacing;
  const LayoutUnit before_head = cursor_;
  part_.set_estimates(true);
  for (std::uint32_t row = 0; row < table_.model.body_begin();) {
    const std::uint32_t end = table_.model.rows[row].chunk_end;
    if (is_shown(row, false)) place_repeated(row, end, !first);
    row = end;
  }
  const std::size_t heading_bands = bands_.size();
  place_heading_of_group();
  head_height_ = cursor_ - before_head;
  // `Alike`: the foot is the same on every page.
  const bool ends_here = plan_ == FootPlan::Alike || plan_ == FootPlan::OfLastPage;
  foot_height_ = measure_foot(ends_here);
  if (plan_ == FootPlan::OfOtherPageInRoomOfLast) foot_height_ = std::max(foot_height_, measure_foot(true));
  limit_repeats(heading_bands);
  const std::size_t head_bands = bands_.size();
  const bool is_too_tall = is_head_too_tall();
  if (is_too_tall) {
    // A head or foot that leaves no room for rows is not repeated (css-tables-3 §6.1): its rows are rows like others.
    body_begin_ = 0;
    // All rows are body rows now, from the head to the foot.
    body_end_ = table_.model.row_count();
    head_height_ = foot_height_ = {};
    bands_.clear();
    cursor_ = before_head;
    if (table_.model.has_rows_of_page) report_repeats(diagnostics::texts::LayoutRepeatedHead);
  }
  const BreakToken* const resume = first ? nullptr : table_.input.resume;
  std::uint32_t row = resume == nullptr ? body_begin_ : table_.next_row();
  while (is_too_tall && row < body_end_ && is_left_out(row)) row = table_.model.rows[row].chunk_end;
  start_row_ = row;
  std::vector<BreakTokenPtr> tokens;
  // Children of the token are cells that continue.
  if (resume != nullptr) tokens = resume->children;
  while (row < body_end_ && place_next_chunk(row, tokens)) {
  }
  if (nothing_fits_) return;
  give_back_room();
  begun_ = rows_begun();
  if (has_sums() && !is_too_tall) complete_sums(std::min(head_bands, bands_.size()));
  if (!is_too_tall) place_foot(broken_, ends_here);
  natural_height_ = cursor_ + table_.frame.borders.bottom + table_.frame.padding.bottom;
  stretch_to_height();
  leave_room_for_captions();
}

/// Moves captions below that do not fit with the last rows to the next page by themselves.
void TableLayout::leave_room_for_captions() {
  if (broken_ || !table_.input.room.is_limited() || captions_below_.is_zero() || bands_.empty()) return;
  const LayoutUnit used =
      table_.input.strut.sum() + captions_above_ + cursor_ + table_.frame.borders.bottom + table_.frame.padding.bottom;
  if (used + captions_below_ > table_.input.room.remaining) end_page_before(table_.model.row_count());
}

/// Places the rows from `row` to the end of their chunk. Returns false if the page ends.
bool TableLayout::place_next_chunk(std::uint32_t& row, std::vector<BreakTokenPtr>& tokens) {
  const bool begins_page = row == start_row_;
  if (!begins_page && is_left_out(row)) {
    row = table_.model.rows[row].chunk_end;
    return true;
  }
  if (!begins_page && table_.input.room.is_limited() && forces_break_before(row)) return false;
  Next next = measure_next(row, tokens);
  if (table_.input.room.is_limited() && !fit_next(next, row, tokens)) return false;
  tokens.clear();
  row = next.end;
  // Tokens are for the first chunk of a page only: it continues from them.
  return take_next(std::move(next));
}

/// Ends the page before a row if a break is forced there; otherwise notes the place, with its cost, as one where the
/// page may end.
bool TableLayout::forces_break_before(std::uint32_t row) {
  const TableRow& above = table_.model.rows[row - 1];
  const TableRow& below = table_.model.rows[row];
  const bool in_group = above.group == below.group;
  const Fragmentainer room = table_.input.room.after(table_.input.strut.sum() + captions_above_ + cursor_);
  // Between groups the values of both groups count; they propagate from their first and last rows.
  BreakBetweenBoxes between = in_group ? break_between(above.row, below.row, room, table_.context)
                                       : break_between(above.group, below.group, room, table_.context);
  if (between.is_forced() && !waives_break(below.row)) {
    end_page_before(row, {}, between.forced, between.demand);
    return true;
  }
  // A break between rows is a break inside their group.
  if (in_group && avoids_break_inside(below.group, table_.input.room, table_.context)) {
    between.avoided = true;
    const style::ComputedStyle& style = table_.context.style_of(below.group);
    between.avoid_cost = std::max(between.avoid_cost, cost_of_parting(style, break_costs::kKeptParted));
  }
  breaks_.add(between, {row, bands_.size(), cursor_});
  return false;
}

/// Whether a forced break before the row is waived because rows before it have moved on to this page.
bool TableLayout::waives_break(BoxId row) const {
  return waives_forced_break(table_.context.style_of(row), table_.is_first_part() ? nullptr : table_.input.resume);
}

/// The cost of ending the page `left` before its end: white space as a share of the space for rows on a page.
BreakCost TableLayout::cost_of_white(LayoutUnit left) const {
  const LayoutUnit capacity = page_capacity();
  return capacity > LayoutUnit() ? BreakCost::of_white(left, capacity) : BreakCost();
}

/// Lays out the next chunk without a limit and compares its height with the room.
TableLayout::Next TableLayout::measure_next(std::uint32_t row, const std::vector<BreakTokenPtr>& tokens) {
  Next next;
  next.begins_page = row == start_row_;
  next.may_wait = !next.begins_page || table_.is_first_part();
  next.end = table_.model.rows[row].chunk_end;
  // If a chunk fits neither here nor on a separate page, only the heights of the rows after it are needed.
  std::optional<LayoutUnit> room;
  if (table_.input.room.is_limited() && rows_left() > LayoutUnit())
    room = std::max(rows_left(), page_capacity()) + table_.frame.vertical_spacing;
  next.band.chunk = rows_.layout_chunk(row, next.end, tokens, room);
  next.band.top = cursor_;
  next.height = next.band.chunk.height(table_.frame.vertical_spacing);
  // There is no space below a row if the page ends after it.
  const bool spaces_end = next.end == body_end_ || !foot_height_.is_zero();
  next.left = rows_left() + (spaces_end ? LayoutUnit() : table_.frame.vertical_spacing);
  return next;
}

/// Whether the captions below would be separated from the last rows although one page could hold both: then they move
/// together.
bool TableLayout::goes_with_caption(const Next& next) const {
  const LayoutUnit whole = next.height + captions_below_;
  return next.end == body_end_ && !next.begins_page && next.height <= next.left && whole > next.left &&
         whole <= page_capacity();
}

/// Cuts a chunk that does not fit, or in which a break is forced. Returns false if the page ends before the chunk
/// instead.
bool TableLayout::fit_next(Next& next, std::uint32_t row, const std::vector<BreakTokenPtr>& tokens) {
  if (goes_with_caption(next) && break_earlier(row, tokens)) return false;
  next.forced_row = splitter_.row_with_forced_break(next.band.chunk, next.left);
  if (next.forced_row) {
    splitter_.split_chunk(next.band.chunk, next.left, next.forced_row);
    return !(next.may_wait && sticks_out(next.band.chunk, next.left) && break_earlier(row, tokens));
  }
  if (next.height > next.left) return cut_next(next, row, tokens);
  send_on_overflow(next.band.chunk, next.left, table_, rows_, grid_);
  return true;
}

/// Whether a chunk that is too high for the rest of the page moves to the next page as a whole, if that can hold it. A
/// row does so if that leaves little white space, or if it may not be split; rows joined by spanning cells do so if the
/// page cannot end between them.
bool TableLayout::keeps_whole(const Next& next) const {
  if (next.height > page_capacity()) return false;
  // Columns are balanced by trying heights, so for a row that does not fit a higher column is tried.
  if (table_.input.room.is_column()) return true;
  const RowChunk& chunk = next.band.chunk;
  const TableRow& first = table_.model.rows[chunk.first_row];
  if (avoids_break_inside(first.group, table_.input.room, table_.context)) return true;
  const bool leaves_little = cost_of_white(next.left) <= break_costs::kRowParted;
  const BreakCost parted = cost_of_parting(table_.context.style_of(first.row), break_costs::kKeptParted);
  const bool is_kept = avoids_break_inside(first.row, table_.input.room, table_.context);
  const bool keeps_row = leaves_little || (is_kept && cost_of_white(next.left) <= parted);
  if (chunk.heights.size() == 1) return keeps_row;
  if (splitter_.has_border_within(chunk, next.left)) return false;
  if (keeps_row || chunk.heights.front() > next.left) return true;
  // If several rows must not be separated, such as a text and the signature below it, the text is split.
  const TableRow& second = table_.model.rows[chunk.first_row + 1];
  return !break_between(first.row, second.row, table_.input.room, table_.context).avoided;
}

/// Cuts a chunk that is too high for this page, unless another page can hold it or only very little of it would be on
/// this page. Returns false if the page ends before it.
bool TableLayout::cut_next(Next& next, std::uint32_t row, const std::vector<BreakTokenPtr>& tokens) {
  const bool fits_elsewhere = keeps_whole(next);
  if ((fits_elsewhere || next.left <= LayoutUnit()) && break_earlier(row, tokens)) return false;
  // If a row makes columns too high, they are balanced again with more space.
  if (fits_elsewhere && table_.input.room.is_column()) return true;
  // The space may be negative even at the top of a page: a table in a cell has less than a page. Cutting would never
  // end.
  if (next.left <= LayoutUnit()) return true;
  // A long row does not start at the foot of a page, nor where not even its first lines fit.
  if (next.may_wait && cost_of_white(next.left) < break_costs::kRowParted && break_earlier(row, tokens)) return false;
  splitter_.split_chunk(next.band.chunk, next.left, std::nullopt);
  const bool begins_badly = next.may_wait && next.band.chunk.last_row_is_cut && sticks_out(next.band.chunk, next.left);
  if (begins_badly && break_earlier(row, tokens)) return false;
  if (next.left < page_capacity()) splitter_.let_high_parts_wait(next.band.chunk, next.left);
  // Fewer lines of a cell than `orphans` and `widows` require cost more than the white space if the whole row moves.
  const bool parts_few_lines = next.may_wait && next.height <= page_capacity() && parts_lines(next.band.chunk);
  if (parts_few_lines && break_earlier(row, tokens)) return false;
  // Rows that should stay whole are split at the top of a page only if notes leave it less room than a page has.
  if (fits_elsewhere && appeal_ > BreakAppeal::ViolatesAvoid) {
    appeal_ = BreakAppeal::ViolatesAvoid;
    avoid_cost_ = break_costs::kKeptParted;
  }
  return true;
}

/// Places as much of a chunk as fits on this page. Returns false if the page ends in it.
bool TableLayout::take_next(Next next) {
  // The row that continues: a row that is cut is also the next one.
  const std::uint32_t behind = next.band.chunk.end_row() - (next.band.chunk.last_row_is_cut ? 1 : 0);
  std::vector<BreakTokenPtr> rest;
  PageDemand demand = PageDemand::Any;
  Forced forced = Forced::No;
  if (next.forced_row) forced = table_.input.room.is_column() ? Forced::Column : Forced::Page;
  for (const PlacedCell& cell : next.band.chunk.cells) {
    // Tokens of cells carry their own demands (a forced break in a cell, a side of the sheet).
    if (cell.rest == nullptr) continue;
    rest.push_back(cell.rest);
    if (!next.forced_row) continue;
    forced = std::max(forced, cell.rest->forced);
    if (cell.rest->is_forced() && demand == PageDemand::Any) demand = cell.rest->demand;
  }
  cursor_ += next.band.chunk.height(table_.frame.vertical_spacing) + table_.frame.vertical_spacing;
  bands_.push_back(std::move(next.band));
  if (behind == next.end) return true;
  end_page_before(behind, std::move(rest), forced, demand);
  return false;
}

/// Ends the page at the best row border before `row`, or before the table; `tokens` are those that `row` continues
/// from. Returns false if neither is possible, because nothing is on the page yet.
bool TableLayout::break_earlier(std::uint32_t row, const std::vector<BreakTokenPtr>& tokens) {
  const Breaks::Place* const best =
      breaks_.best([](const Snapshot&) { return true; },
                   [this](const Snapshot& place) { return cost_of_white(rows_left() + cursor_ - place.cursor); });
  if (best == nullptr && !table_.input.room.at_top) {
    nothing_fits_ = true;
    return true;
  }
  if (best == nullptr) {
    // A caption that fills its page leaves the rows for the next one.
    const bool behind_caption = table_.is_first_part() && !captions_above_.is_zero() && row == start_row_;
    if (behind_caption) end_page_before(row);
    return behind_caption;
  }
  appeal_ = best->appeal;
  if (appeal_ == BreakAppeal::ViolatesAvoid) avoid_cost_ = best->cost;
  // Only if earlier rows would have to move with this one.
  if (best->at.row < row && cut_tall_row(best->at)) return true;
  bands_.resize(best->at.bands);
  cursor_ = best->at.cursor;
  end_page_before(best->at.row, best->at.row == row ? tokens : std::vector<BreakTokenPtr>());
  return true;
}

/// If the rows that would move together with one that does not fit start with a row that leaves too much of the page
/// white, splits that row, so that only its last lines move. Returns whether it did.
bool TableLayout::cut_tall_row(const Snapshot& place) {
  if (table_.input.room.is_column() || place.bands >= bands_.size()) return false;
  const RowChunk& whole = bands_[place.bands].chunk;
  const TableRow& row = table_.model.rows[place.row];
  const bool may_part = whole.heights.size() == 1 &&
                        cost_of_white(rows_left() + cursor_ - place.cursor) > break_costs::kRowParted &&
                        !avoids_break_inside(row.row, table_.input.room, table_.context) &&
                        !avoids_break_inside(row.group, table_.input.room, table_.context);
  if (!may_part) return false;
  // Reduces the space so that exactly the number of lines that `widows` requires moves to the next page.
  const style::ComputedStyle& style = table_.context.style_of(row.row);
  const LayoutUnit lines = style::line_height_length(style.line_height, style.font_size) * style.widows;
  const LayoutUnit room = whole.heights.front() - lines;
  Next next;
  next.end = row.chunk_end;
  next.band.chunk = rows_.layout_chunk(place.row, next.end, {});
  next.band.top = place.cursor;
  splitter_.split_chunk(next.band.chunk, room, std::nullopt);
  if (!next.band.chunk.last_row_is_cut || sticks_out(next.band.chunk, room)) return false;
  bands_.resize(place.bands);
  cursor_ = place.cursor;
  take_next(std::move(next));
  return true;
}

/// Whether one side of the page's end has fewer lines of a cell than `orphans` and `widows` ask for.
bool TableLayout::parts_lines(const RowChunk& chunk) {
  return std::any_of(chunk.cells.begin(), chunk.cells.end(), [](const PlacedCell& placed) {
    return placed.fragment != nullptr && placed.rest != nullptr && placed.appeal == BreakAppeal::ViolatesOrphansWidows;
  });
}

/// Whether some cell extends beyond the space although it was cut: its first line does not fit.
bool TableLayout::sticks_out(const RowChunk& chunk, LayoutUnit available) {
  return std::any_of(chunk.cells.begin(), chunk.cells.end(), [&](const PlacedCell& cell) {
    return cell.fragment != nullptr && cell.fragment->size.height + cell.shift.value_or(LayoutUnit()) > available;
  });
}

/// The border-box height that the grid should have: that of the table itself, or that set by a container of items, less
/// the captions.
std::optional<LayoutUnit> TableLayout::wanted_height() const {
  if (table_.input.fixed_block_size) return table_.input.fixed_block_size->size - captions_above_ - captions_below_;
  const LayoutUnit edges = table_.frame.borders.vertical() + table_.frame.padding.vertical();
  const auto length = [&](const style::Size& size) {
    return border_box_size(size, table_.input.available.block_size, edges, table_.style.box_sizing);
  };
  const auto own = length(table_.style.height);
  const auto least = length(table_.style.min_height);
  if (!own && !least) return std::nullopt;
  const LayoutUnit most = length(table_.style.max_height).value_or(LayoutUnit::max());
  return std::max(std::min(own.value_or(LayoutUnit()), most), least.value_or(LayoutUnit()));
}

/// Distributes the rest of the table's own height to its rows: first to percentages, then to all (css-tables-3 §3.9).
/// Only if the table is on one page: otherwise its rows are placed before its height is known.
void TableLayout::stretch_to_height() {
  if (broken_ || !table_.is_first_part() || bands_.empty()) return;
  const auto asked = wanted_height();
  if (!asked) return;
  const LayoutUnit wanted = *asked;
  const LayoutUnit edges = table_.frame.borders.vertical() + table_.frame.padding.vertical();
  const LayoutUnit used = cursor_ + table_.frame.borders.bottom + table_.frame.padding.bottom;
  LayoutUnit extra = wanted - used;
  if (table_.input.room.is_limited()) extra = std::min(extra, rows_left() + foot_height_);
  if (extra <= LayoutUnit()) return;
  std::vector<LayoutUnit> heights;
  for (const TableBand& band : bands_)
    heights.insert(heights.end(), band.chunk.heights.begin(), band.chunk.heights.end());
  rows_.raise_percentages(heights, wanted - edges, extra);
  if (extra > LayoutUnit()) rows_.stretch_rows(heights, 0, extra);
  place_bands(heights);
}

/// Gives the rows of all bands new heights and moves them one below the other.
void TableLayout::place_bands(const std::vector<LayoutUnit>& heights) {
  cursor_ = bands_.front().top;
  std::size_t row = 0;
  for (TableBand& band : bands_) {
    band.top = cursor_;
    for (LayoutUnit& height : band.chunk.heights) {
      height = heights[row++];
      cursor_ += height + table_.frame.vertical_spacing;
    }
  }
}

/// Gives the space left at the end of the page back to the rows that gave up blank room, unless they gave it up for
/// content after the table.
void TableLayout::give_back_room() {
  if (!broken_ && table_.input.room.blank_given != BlankShare::none()) return;
  LayoutUnit left = rows_left() - (broken_ ? LayoutUnit() : captions_below_);
  if (broken_ && foot_height_.is_zero()) left += table_.frame.vertical_spacing;
  const std::vector<LayoutUnit> heights = heights_with_room_back(bands_, left);
  if (!heights.empty()) place_bands(heights);
}

/// The fragment of the grid: rows of all bands, backgrounds under the cells, and collapsed borders on top.
const Fragment* TableLayout::build_grid() {
  Fragment grid = fragment_of(table_.model.grid, table_.context);
  const LayoutUnit bottom = table_.frame.padding.bottom + table_.frame.borders.bottom;
  const auto wanted = wanted_height();
  if (broken_ && foot_height_.is_zero() && !bands_.empty()) cursor_ -= table_.frame.vertical_spacing;
  const LayoutUnit height =
      broken_ || !table_.is_first_part() ? cursor_ + bottom : std::max(cursor_ + bottom, wanted.value_or(LayoutUnit()));
  grid.size = {table_.widths.table, height};
  grid.is_continued_before = !table_.is_first_part();
  grid.is_continued_after = broken_;
  if (!table_.collapses) grid.borders = table_.frame.borders;
  for (const TableBand& band : bands_) {
    grid_.add_band(band, grid);
    overflow_rests_.insert(overflow_rests_.end(), band.chunk.overflow.begin(), band.chunk.overflow.end());
  }
  const bool below_head = !bands_.empty() && bands_.front().repeated;
  const LayoutUnit top = below_head ? head_height_ : LayoutUnit();
  // `top` counts from the grid, the room from the wrapper, hence the captions.
  const Fragmentainer room = table_.input.room.after(captions_above_ + top);
  for (BreakTokenPtr& rest : resume_overflow(grid, top, room, table_, rows_))
    overflow_rests_.push_back(std::move(rest));
  if (!bands_.empty() && !bands_.front().chunk.baselines.empty()) {
    grid.baseline = bands_.front().top + grid_.first_baseline(bands_.front().chunk);
  }
  if (table_.collapses) grid.inner_borders = paint_collapsed_borders(table_, bands_);
  return table_.context.fragments.add(std::move(grid));
}

void TableLayout::end_page_before(std::uint32_t row, std::vector<BreakTokenPtr> cell_tokens, Forced forced,
                                  PageDemand demand) {
  broken_ = true;
  next_row_ = row;
  next_tokens_ = std::move(cell_tokens);
  forced_ = forced;
  demand_ = demand;
}

BreakTokenPtr TableLayout::resume_token() const {
  const std::shared_ptr<BreakToken> token = token_inside(table_.input.box);
  token->payload = TableRest{next_row_, begun_};
  token->children = next_tokens_;
  token->overflowing = overflow_rests_;
  token->forced = forced_;
  token->demand = demand_;
  return token;
}

/// Only if the page ended for lack of space, not if a break was forced.
bool TableLayout::gains_by_giving(const LayoutResult& result) const {
  if (!table_.input.room.is_limited() || result.outcome == Outcome::Complete || forced_ != Forced::No) return false;
  return table_.model.gives_blank_room;
}

}  // namespace gongwen::layout
