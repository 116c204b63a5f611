#include "layout/block/detail/columns.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "style/apply_property.h"

#include <algorithm>
#include <span>
#include <utility>

namespace gongwen::layout {
// Multi-column layout (css-multicol-1). Content is laid out as rows of columns; a box over all columns (`column-span:
// all`) ends a row and comes between two. A column is the container itself laid out with `is_column`, so content breaks
// between columns by the same rules as between pages. A row is balanced by trying heights.
// Example of a row: content of 300 px in three columns is first tried at 100 px, the even division.
namespace {

using style::ComputedStyle;

/// The smallest difference between two heights.
constexpr LayoutUnit kMinStep = LayoutUnit::from_raw(1);
/// Maximum number of columns in one row; content that needs more is placed in the last one, however high that becomes.
constexpr std::size_t kMaxColumnsUsed = 1000;
/// The number of heights that are tried before the best of them is taken.
constexpr int kMaxTrials = 24;
/// Nested containers multiply the trials, so from these depths on rows are balanced more coarsely, and then not at all.
constexpr int kDeepestBalancedWell = 2;
constexpr int kDeepestBalanced = 3;

/// The lower end of a fragment and its content, counted from the top of its parent. A box that continues fills its
/// column, so only its content counts; hidden overflow does not count.
LayoutUnit lowest(const ChildFragment& child, const LayoutContext& context) {
  const Fragment& fragment = *child.fragment;
  const LayoutUnit end = child.offset.y + fragment.size.height;
  LayoutUnit bottom = fragment.is_continued_after ? LayoutUnit() : end;
  const bool hides = overflow_cut(fragment, context).down;
  for (const ChildFragment& inner : fragment.children) {
    const LayoutUnit inside = child.offset.y + lowest(inner, context);
    bottom = std::max(bottom, hides ? std::min(inside, end) : inside);
  }
  return bottom;
}

/// The lower end of a column's content; margins at its end may be cut off.
LayoutUnit content_bottom(const Fragment& column, const LayoutContext& context) {
  LayoutUnit bottom;
  for (const ChildFragment& child : column.children) bottom = std::max(bottom, lowest(child, context));
  return bottom;
}

/// Whether boxes start in a column, even without height. Boxes around a spanner only continue there.
bool begins_boxes(const LayoutResult& column) {
  const std::vector<ChildFragment>& children = column.fragment->children;
  return std::any_of(children.begin(), children.end(), [](const ChildFragment& child) {
    return child.fragment->kind != FragmentKind::Anchor && !child.fragment->is_continued_before;
  });
}

/// A row of columns filled at one height; balancing compares several of them.
struct Row {
  LayoutUnit height;
  LayoutUnit filled;  // the height at which the content continued in the next column
  std::vector<LayoutResult> columns;
  BreakTokenPtr rest;
  BoxId spanner;                              // ends the row
  LayoutUnit used;                            // how far down content reaches
  bool is_whole = false;                      // the content up to the next spanner, or up to where the page must end
  bool ends_page = false;                     // by force
  BreakAppeal appeal = BreakAppeal::Perfect;  // of the worst break between columns
  bool is_empty() const { return columns.empty(); }
  // `least` is the worst break allowed between columns.
  bool fits(BreakAppeal least) const { return is_whole && used <= height && appeal >= least; }
};

class ColumnsLayout {
 public:
  ColumnsLayout(const ColumnsInput& input, LayoutContext& context)
      : input_(input),
        context_(context),
        style_(context.style_of(input.box)),
        measures_(column_measures(style_, input.width)) {}

  ColumnsResult run();

 private:
  /// A place between a row and a spanner at which the page may end, and the tokens to continue from there. Everything
  /// added later is cut off by counts.
  struct Snapshot {
    BreakTokenPtr content;
    BreakTokenPtr spanner;
    std::size_t children = 0;
    std::size_t rules = 0;
    std::size_t columns = 0;
    std::size_t overflowing = 0;
    std::optional<LayoutUnit> baseline;
    std::optional<LayoutUnit> last_baseline;
    std::optional<LayoutUnit> first_line;
    LayoutUnit height;
  };
  using Breaks = BreakSearch<Snapshot>;
  enum class Step : std::uint8_t { Next, Stop };

  Step place_row();
  Step place_spanner();
  Step end_page(BreakTokenPtr content, BreakTokenPtr spanner);
  Step break_earlier();
  Snapshot here() const;
  bool forces_break_before_spanner();
  bool forces_break_after_spanner();

  // Making one row.
  Row make_row();
  Row balanced_row(LayoutUnit limit, bool ends_with_page);
  Row fill(LayoutUnit height, bool may_overflow, bool at_top);
  LayoutInput column_input(LayoutUnit height, const BreakToken* resume, bool at_top) const;
  LayoutUnit whole_height();
  int nesting() const;
  void add_rules(const Row& row);
  void note_lines(LayoutUnit top, std::span<const Fragment* const> beside);

  // The room that is left on the page below the cursor.
  LayoutUnit page_left() const { return input_.room.after(cursor_).remaining; }
  bool at_top() const { return input_.room.at_top && !anything_placed_; }

  const ColumnsInput& input_;
  LayoutContext& context_;
  const ComputedStyle& style_;
  ColumnMeasures measures_;
  ColumnsResult result_;
  BreakTokenPtr content_;  // where the content continues; null at its start
  BreakTokenPtr spanner_;  // to be placed next
  BoxId last_spanner_;     // the one right above
  bool content_done_ = false;
  bool anything_placed_ = false;
  LayoutUnit cursor_;
  MarginStrut strut_;  // of spanners
  Breaks breaks_;
};

/// Alternates rows of columns and spanners until the content or the page ends. A token has up to two children: where
/// the columns continue, and the spanner that comes next.
ColumnsResult ColumnsLayout::run() {
  if (goes_on_inside(input_.resume) && !input_.resume->children.empty()) {
    // The second child is a spanner.
    content_ = input_.resume->children.front();
    if (input_.resume->children.size() > 1) spanner_ = input_.resume->children.back();
  }
  while ((spanner_ != nullptr || !content_done_) &&
         (spanner_ != nullptr ? place_spanner() : place_row()) == Step::Next) {
  }
  if (result_.outcome == Outcome::Complete) cursor_ += strut_.sum();
  result_.height = cursor_;
  return std::move(result_);
}

ColumnsLayout::Snapshot ColumnsLayout::here() const {
  return {content_,
          spanner_,
          result_.children.size(),
          result_.rules.size(),
          result_.columns.size(),
          result_.overflowing.size(),
          result_.baseline,
          result_.last_baseline,
          result_.first_line,
          cursor_};
}

/// Ends the page here; the arguments are where columns and spanner continue.
ColumnsLayout::Step ColumnsLayout::end_page(BreakTokenPtr content, BreakTokenPtr spanner) {
  result_.outcome = Outcome::Broken;
  result_.rest.push_back(std::move(content));
  if (spanner != nullptr) result_.rest.push_back(std::move(spanner));
  return Step::Stop;
}

/// Nothing more fits: ends the page at the best place before, or before the container.
ColumnsLayout::Step ColumnsLayout::break_earlier() {
  const Breaks::Place* const best = breaks_.best([](const Snapshot& place) { return place.children > 0; });
  if (best == nullptr) {
    result_.outcome = Outcome::BreakBefore;
    return Step::Stop;
  }
  result_.appeal = best->appeal;
  result_.children.resize(best->at.children);
  result_.rules.resize(best->at.rules);
  result_.columns.resize(best->at.columns);
  result_.overflowing.resize(best->at.overflowing);
  result_.baseline = best->at.baseline;
  result_.last_baseline = best->at.last_baseline;
  result_.first_line = best->at.first_line;
  cursor_ = best->at.height;
  return end_page(best->at.content, best->at.spanner);
}

/// The input for one column: the container itself, with the column's width and room.
LayoutInput ColumnsLayout::column_input(LayoutUnit height, const BreakToken* resume, bool at_top) const {
  // The column is a fragmentainer of its own; in pages it may end with the page.
  LayoutInput input;
  input.box = input_.box;
  input.available = {measures_.width, input_.percentage_base};
  // The height of a whole column is its limit, not the height that balancing tries: shares of the page refer to it.
  const LayoutUnit whole = std::min(input_.room.height, input_.max_height);
  input.room = {height, whole, at_top, FragmentainerKind::Column, input_.room.is_limited() && input_.room.in_pages};
  input.resume = resume;
  input.fixed_inline_size = measures_.width;
  input.is_formatting_root = true;
  input.takes_overflow = true;
  input.is_column = true;
  input.finds_spanners = true;
  return input;
}

/// The height of the content up to the next spanner in a single column, including its overflow. Divided by the number
/// of columns it is the lower bound for balancing.
LayoutUnit ColumnsLayout::whole_height() {
  // One column without end.
  const LayoutResult whole = layout_box(column_input(LayoutUnit::max(), content_.get(), true), context_);
  return std::max(whole.fragment->size.height, content_bottom(*whole.fragment, context_));
}

/// Fills columns of this height: as many as there are, and more if a break is forced or `may_overflow` lets them
/// continue beside the container (css-multicol-1 section 8.2).
Row ColumnsLayout::fill(LayoutUnit height, bool may_overflow, bool at_top) {
  Row row;
  row.height = row.filled = height;
  row.rest = content_;
  bool is_all_forced = true;
  bool is_stuck = false;
  while (true) {
    // If columns do not bring the content any further, the last one takes all of it, so that nothing is lost.
    const bool is_last = is_stuck || row.columns.size() + 1 == kMaxColumnsUsed;
    LayoutResult column =
        layout_box(column_input(is_last ? LayoutUnit::max() : height, row.rest.get(), at_top), context_);
    // Not even the first box fits.
    if (column.outcome == Outcome::BreakBefore) return row;
    row.used = std::max(row.used, content_bottom(*column.fragment, context_));
    const BreakTokenPtr before = std::exchange(row.rest, column.rest);
    row.spanner = column.spanner;
    row.columns.push_back(std::move(column));
    const bool has_room = row.columns.size() < static_cast<std::size_t>(measures_.count);
    const Forced forced = row.rest == nullptr ? Forced::No : row.rest->forced;
    // Columns after a forced break that have no room beside the others go to the next page.
    const bool ends_page =
        forced == Forced::Page || (forced == Forced::Column && !has_room && input_.room.is_limited());
    // Higher columns may make room for those after a forced break, unless all breaks are forced.
    is_all_forced = is_all_forced && forced != Forced::No;
    row.is_whole = row.rest == nullptr || row.spanner || forced == Forced::Page || (ends_page && is_all_forced);
    // Forced breaks do not count against the row.
    if (!row.is_whole && forced == Forced::No) row.appeal = std::min(row.appeal, row.columns.back().appeal);
    row.ends_page = ends_page;
    const bool is_full = !has_room && !may_overflow && !is_all_forced;
    if (row.is_whole || ends_page || is_full) return row;
    is_stuck = before != nullptr && is_same_place(before.get(), row.rest.get());
    if (is_stuck && !may_overflow) return row;
  }
}

/// The next row: balanced, or filled one column after the other (`column-fill: auto`).
Row ColumnsLayout::make_row() {
  // The container's own `height` or `max-height`, less what is above.
  const LayoutUnit own_left =
      input_.max_height == LayoutUnit::max() ? LayoutUnit::max() : std::max(LayoutUnit(), input_.max_height - cursor_);
  const LayoutUnit limit = std::min(own_left, page_left());
  const bool ends_with_page = input_.room.is_limited() && page_left() < own_left;
  const bool may_balance = nesting() < kDeepestBalanced;
  const bool is_balanced = style_.column_fill != style::ColumnFill::Auto || limit == LayoutUnit::max();
  if (is_balanced && may_balance) return balanced_row(limit, ends_with_page);
  // Columns may overflow beside the container only where the page does not end them.
  Row row = fill(limit, !ends_with_page, !ends_with_page || at_top());
  if (limit == LayoutUnit::max()) row.height = row.used;
  // Columns before a spanner are balanced in any case (css-multicol-1 section 6.1).
  if (row.spanner && may_balance) return balanced_row(limit, ends_with_page);
  if (ends_with_page || row.spanner) row.height = std::min(row.height, row.used);
  return row;
}

/// The number of multi-column containers around this one.
int ColumnsLayout::nesting() const {
  int depth = 0;
  for (BoxId at = context_.box(input_.box).parent; at; at = context_.box(at).parent) {
    if (is_multicol(at, context_)) ++depth;
  }
  return depth;
}

/// The lowest row that holds all content up to the next spanner (css-multicol-1 section 7.1); as high as the page if
/// not even that holds it.
Row ColumnsLayout::balanced_row(LayoutUnit limit, bool ends_with_page) {
  Row best;
  LayoutUnit high = limit;
  // With a limit: if even the highest columns do not hold the content, that row is the answer.
  if (limit != LayoutUnit::max()) {
    best = fill(limit, !ends_with_page, !ends_with_page || at_top());
    if (!best.fits(BreakAppeal::LastResort)) return best;
  }
  const LayoutUnit whole = whole_height();
  high = std::min(high, whole);
  // No smaller height can be enough. Rounded up, so that columns × low holds all of the
  // content.
  LayoutUnit low =
      std::min(high, LayoutUnit::from_raw((std::int64_t{whole.raw()} + measures_.count - 1) / measures_.count));
  // Higher columns may avoid breaks that violate orphans, widows or `avoid`: the height must not make breaks worse than
  // the highest columns need.
  const BreakAppeal least = limit == LayoutUnit::max() ? BreakAppeal::Perfect : best.appeal;
  const auto try_height = [&](LayoutUnit height) {
    Row row = fill(height, false, true);
    if (!row.fits(least)) return false;
    best = std::move(row);
    return true;
  };
  // The even division is often right.
  if (try_height(low)) return best;
  // Search up from the lower bound in growing steps of lines, then down to the smallest sufficient height.
  LayoutUnit step = style::line_height_length(style_.line_height, style_.font_size);
  int trials = 0;
  while (high - low > step && trials < kMaxTrials) {
    ++trials;
    if (try_height(low + step)) {
      high = low + step;
      break;
    }
    low += step;
    step = step * 2;
  }
  if ((best.is_empty() || best.height != high) && !try_height(high)) return fill(high, !ends_with_page, true);
  if (nesting() >= kDeepestBalancedWell) return best;
  // Content ends at few heights: where it ended in the best row is probably the next smaller sufficient height. If a
  // height just below was also sufficient, that guess does not help, and the interval is halved instead.
  bool was_too_high = false;       // a height only slightly smaller was sufficient, too
  LayoutUnit natural = best.used;  // height that may be sufficient
  // Two bounds: `low` does not suffice, `high` does.
  for (; high - low > kMinStep && trials < kMaxTrials; ++trials) {
    const bool is_promising = natural > low && natural < high;
    const LayoutUnit below = was_too_high ? low + (high - low) / 2 : high - kMinStep;
    const LayoutUnit next = is_promising ? natural : below;
    if (try_height(next)) {
      high = next;
      natural = best.used;
      was_too_high = was_too_high || !is_promising;
    } else {
      low = next;
      natural = {};
    }
  }
  return best;
}

/// Adds the rules: lines in the middle of the gaps, as high as the row (css-multicol-1 section 4).
void ColumnsLayout::add_rules(const Row& row) {
  const LayoutUnit width = style_.column_rule_width;
  if (width.is_zero()) return;
  const css::Color color = style_.column_rule_color.resolve(style_.color);
  for (std::size_t i = 1; i < row.columns.size(); ++i) {
    // From the start side; mirrored for columns from right to left.
    const LayoutUnit before = measures_.left(i) - measures_.gap / 2;
    const LayoutUnit middle = is_rtl(style_) ? input_.width - before : before;
    const Rect rect{{middle - width / 2, cursor_}, {width, row.height}};
    result_.rules.push_back({rect, style_.column_rule_style, color, false});
  }
}

/// Notes baselines: of things beside each other (columns, or one spanner) the highest first baseline and the lowest
/// last one count (css-align-3 §9.1, as csswg-drafts issue 7856 resolved it). A list marker is beside the first column.
void ColumnsLayout::note_lines(LayoutUnit top, std::span<const Fragment* const> beside) {
  std::optional<LayoutUnit> first;
  std::optional<LayoutUnit> last;
  for (const Fragment* const fragment : beside) {
    if (fragment->baseline) first = std::min(first.value_or(LayoutUnit::max()), top + *fragment->baseline);
    if (fragment->last_baseline) last = std::max(last.value_or(top), top + *fragment->last_baseline);
  }
  if (!result_.baseline) result_.baseline = first;
  if (last) result_.last_baseline = last;
  if (!result_.first_line && beside.front()->baseline) result_.first_line = top + *beside.front()->baseline;
}

/// Places the next row of columns below what is there, and takes over where its content continues.
ColumnsLayout::Step ColumnsLayout::place_row() {
  // Between a spanner and the row below it the page may end.
  if (last_spanner_) breaks_.add(break_after(last_spanner_, input_.room, context_).appeal(), here());
  const LayoutUnit begin = cursor_;
  cursor_ += strut_.sum();
  Row row = make_row();
  if (row.is_empty()) return break_earlier();
  const bool has_content = !row.used.is_zero() || (row.rest != nullptr && !row.spanner);
  if (has_content && forces_break_after_spanner()) return Step::Stop;
  // There is nothing between spanners that follow each other, and their margins meet.
  const bool is_nothing =
      row.spanner && row.height.is_zero() && std::none_of(row.columns.begin(), row.columns.end(), begins_boxes);
  if (is_nothing) {
    cursor_ = begin;
  } else {
    strut_ = {};
  }
  add_rules(row);
  std::vector<const Fragment*> columns;
  for (std::size_t i = 0; i < row.columns.size(); ++i) {
    const Fragment& column = *row.columns[i].fragment;
    const LayoutUnit start = measures_.left(i);
    const Point place{is_rtl(style_) ? input_.width - start - measures_.width : start, cursor_};
    const std::size_t first_child = result_.children.size();
    for (const ChildFragment& child : column.children) {
      result_.children.push_back({place + child.offset, child.fragment});
    }
    // A column that is followed by another is as high as it was filled; the last one as high as the row.
    const bool goes_on = (i + 1 < row.columns.size() || !row.is_whole) && row.filled != LayoutUnit::max();
    const LayoutUnit height = goes_on ? row.filled : row.height;
    result_.columns.push_back({{place, {measures_.width, height}}, first_child, result_.children.size()});
    columns.push_back(&column);
  }
  if (!is_nothing) note_lines(cursor_, columns);
  cursor_ += row.height;
  anything_placed_ = anything_placed_ || !row.used.is_zero();
  if (!is_nothing) last_spanner_ = {};
  content_ = row.rest;
  content_done_ = row.rest == nullptr;
  if (row.spanner) spanner_ = token_to_begin(row.spanner);
  if (content_done_ || row.spanner) return Step::Next;
  result_.appeal = row.appeal;
  // A column break ends the page if the container is in no outer column.
  // A forced end of this row ends the page or the column in which the container itself is.
  const bool ends_page = row.rest->forced == Forced::Page || !input_.room.is_column();
  if (row.ends_page) result_.forced = ends_page ? Forced::Page : Forced::Column;
  result_.demand = row.rest->demand;
  return end_page(row.rest, nullptr);
}

/// Ends the page before a spanner if that is forced; otherwise notes the place as one where the page may end.
bool ColumnsLayout::forces_break_before_spanner() {
  if (!input_.room.is_limited() || spanner_->where == BreakToken::Where::Inside || result_.children.empty())
    return false;
  const BreakBetweenBoxes between = last_spanner_ ? break_between(last_spanner_, spanner_->box, input_.room, context_)
                                                  : break_before(spanner_->box, input_.room, context_);
  if (!between.is_forced()) {
    breaks_.add(between, here());
    return false;
  }
  result_.forced = between.forced;
  result_.demand = between.demand;
  end_page(content_, forced_token_before(spanner_->box, between.forced, between.demand));
  return true;
}

/// Ends the page after a spanner, before the content that follows, if that is forced.
bool ColumnsLayout::forces_break_after_spanner() {
  if (!last_spanner_ || !input_.room.is_limited()) return false;
  const BreakBetweenBoxes after = break_after(last_spanner_, input_.room, context_);
  if (!after.is_forced()) return false;
  result_.forced = after.forced;
  result_.demand = after.demand;
  end_page(content_, nullptr);
  return true;
}

/// Places a box over all columns like a block in the container, with margins that collapse only with those of other
/// spanners.
ColumnsLayout::Step ColumnsLayout::place_spanner() {
  if (forces_break_before_spanner()) return Step::Stop;
  const BoxId box = spanner_->box;
  const ComputedStyle& style = context_.style_of(box);
  LayoutInput input;
  input.box = box;
  input.available = {input_.width, input_.percentage_base};
  input.room = input_.room.after(cursor_);
  input.room.at_top = at_top();
  input.is_formatting_root = true;
  input.takes_overflow = true;
  if (goes_on_inside(spanner_.get())) {
    input.resume = spanner_.get();
  } else {
    // Margins vanish at an unforced break (css-break-3 section 5.2).
    const bool is_behind_break = result_.children.empty() && goes_on_inside(input_.resume) && !spanner_->is_forced();
    input.strut = strut_;
    if (!is_behind_break) input.strut.add(margin_widths(style, input_.width).top);
  }
  const LayoutResult placed = layout_box(input, context_);
  if (placed.outcome == Outcome::BreakBefore) return break_earlier();
  if (overflows(placed, placed.offset, input.room)) return break_earlier();
  const InsideBreak inside = inside_break(input, placed, context_);
  // A break inside the spanner competes with the places before it.
  const Breaks::Place* const best = breaks_.best([](const Snapshot& place) { return place.children > 0; });
  const bool is_broken = placed.outcome == Outcome::Broken;
  if (is_broken && !Breaks::takes_inside(inside, best) && (inside.is_possible || !at_top())) return break_earlier();
  const LayoutUnit left = left_margin_in_flow(box, input_.width, placed.fragment->size.width, context_);
  const LayoutUnit top = cursor_ + placed.offset;
  result_.children.push_back({Point{left, top} + relative_shift(style, input_.width, std::nullopt), placed.fragment});
  note_lines(top, {&placed.fragment, 1});
  cursor_ = top + placed.fragment->size.height;
  anything_placed_ = anything_placed_ || !placed.fragment->size.height.is_zero();
  strut_ = {};
  if (placed.rest != nullptr && placed.outcome == Outcome::Complete) {
    // The spanner has ended; its overflow continues beside the following content (css-break-3 section 2.1).
    result_.overflowing.push_back(placed.rest);
  } else if (placed.rest != nullptr) {
    result_.appeal = inside.appeal;
    result_.forced = placed.rest->forced;
    result_.demand = placed.rest->demand;
    return end_page(content_, placed.rest);
  }
  strut_.add(margin_widths(style, input_.width).bottom);
  spanner_ = nullptr;
  last_spanner_ = box;
  return Step::Next;
}

}  // namespace

/// css-multicol-1 section 3.4: as many columns as have room at `column-width`, limited by `column-count`.
ColumnMeasures column_measures(const ComputedStyle& style, LayoutUnit available) {
  // `column-width` is a least width: columns share what is left over.
  ColumnMeasures measures;
  measures.gap = used_gap(style.column_gap, available, style.font_size.to_length());
  if (style.column_width) {
    const LayoutUnit least = std::max(*style.column_width, LayoutUnit::from_px(1)) + measures.gap;
    // One unit less: lengths are rounded, and five columns of 10ch must fit in 50ch.
    measures.count = std::max(1, (available + measures.gap).raw() / (least.raw() - 1));
    if (style.column_count) measures.count = std::min(measures.count, *style.column_count);
  } else {
    measures.count = style.column_count.value_or(1);
  }
  measures.width = std::max(LayoutUnit(), (available + measures.gap) / measures.count - measures.gap);
  return measures;
}

/// css-sizing-3 has no rule for columns; as browsers do: the widths of all columns and gaps, `column-width` as the
/// width of each.
IntrinsicSizes multicol_sizes(const ComputedStyle& style, IntrinsicSizes content) {
  const int count = style.column_count.value_or(1);
  const LayoutUnit gaps = used_gap(style.column_gap, LayoutUnit(), style.font_size.to_length()) * (count - 1);
  if (!style.column_width) return {content.min_content * count + gaps, content.max_content * count + gaps};
  return {std::min(content.min_content, *style.column_width), *style.column_width * count + gaps};
}

ColumnsResult layout_columns(const ColumnsInput& input, LayoutContext& context) {
  return ColumnsLayout(input, context).run();
}

}  // namespace gongwen::layout
