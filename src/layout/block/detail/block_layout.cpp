#include "layout/block/detail/block_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/aspect_ratio.h"
#include "layout/core/detail/breaking.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_stack.h"
#include "layout/inline/detail/phantom_lines.h"

namespace gongwen::layout {

using boxes::BoxKind;
using style::BoxDecorationBreak;

namespace {

/// The margins of all boxes in one that has no height: they are one.
void add_margins_within(const Fragment& parent, MarginStrut& strut, const LayoutContext& context) {
  const LayoutUnit width = parent.size.width - parent.borders.horizontal() - parent.padding.horizontal();
  for (const auto& [offset, fragment] : parent.children) {
    if (fragment->kind != FragmentKind::Box || !boxes::is_in_flow(context.box(fragment->box))) continue;
    const Edges margins = margin_widths(context.style_of(fragment->box), width);
    strut.add(margins.top);
    strut.add(margins.bottom);
    if (!establishes_formatting_context(fragment->box, context)) add_margins_within(*fragment, strut, context);
  }
}

}  // namespace

BlockLayout::BlockLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
    : input_(input), context_(context), box_(context.box(input.box)), style_(context.styles.style(box_.style)) {
  width_ = block_width(input, context);
  left_margin_ = used_left_margin(style_, input.available.inline_size, width_);
  is_context_root_ = input.is_formatting_root || !box_.parent || establishes_formatting_context(input.box, context);
  if (!is_context_root_) floats_ = input.floats;
  borders_ = input.fixed_borders.value_or(border_widths(style_));
  padding_ = padding_widths(style_, input.available.inline_size);
  content_width_ = std::max(LayoutUnit(), width_ - borders_.horizontal() - padding_.horizontal());
  // The height of a cell is a matter of its row (CSS 2.2 §17.5.3).
  if (box_.kind != BoxKind::Cell) {
    height_ = content_height(style_, input.available.block_size, borders_.vertical() + padding_.vertical());
  }
  if (input.fixed_block_size) {
    height_ = std::max(LayoutUnit(), input.fixed_block_size->size - borders_.vertical() - padding_.vertical());
  }
  if (style_.aspect_ratio.has_ratio() && box_.kind != BoxKind::Cell && !height_) use_aspect_ratio();
  hides_overflow_ =
      style_.overflow != style::Overflow::Visible && !(input.fixed_block_size && input.fixed_block_size->may_grow);
  const bool clones = style_.box_decoration_break == BoxDecorationBreak::Clone;
  if (!is_first_part() && !clones) {
    borders_.top = {};
    padding_.top = {};
  }
  if (is_done()) {
    borders_.top = borders_.bottom = {};
    padding_.top = padding_.bottom = {};
  }
  if (clones || end_space == EndSpace::Reserved) reserve_ = bottom_edges();
}

void BlockLayout::use_aspect_ratio() {
  const auto height = content_height_by_ratio(style_, width_, borders_ + padding_);
  if (!height || box_.part == boxes::BoxPart::Anonymous) return;
  const LayoutUnit edges = borders_.vertical() + padding_.vertical();
  const LayoutUnit used = clamp_content_height(*height, style_, input_.available.block_size, edges);
  if (grows_beyond_ratio(style_)) {
    ratio_height_ = used;
  } else {
    height_ = used;
  }
}

/// Whether margins of children stay inside at the begin (CSS 2.2 §8.3.1). What goes on from an earlier page has no
/// margins at its begin (css-break-3 §5.2).
bool BlockLayout::separates_begin() const {
  // The root's margins are its own; where it has none, those of its children may as well count as such.
  const bool keeps_own = box_.parent || !margin_widths(style_, input_.available.inline_size).top.is_zero();
  return (is_context_root_ && keeps_own) || !is_first_part() || !(borders_.top + padding_.top).is_zero() ||
         (box_.has_inline_children && (box_.has_floats_in_lines || has_lines(input_.box, content_width_, context_)));
}

bool BlockLayout::separates_end() const {
  return (is_context_root_ && box_.parent) || !bottom_edges().is_zero() || height_.has_value();
}

PageSpace BlockLayout::content_page() const {
  PageSpace page = input_.page.after(offset_ + borders_.top + padding_.top + reserve_);
  page.at_top = input_.page.at_top;
  // What is cut off needs no further pages.
  if (hides_overflow_ && most_height_left() <= page.remaining) page.remaining = LayoutUnit::max();
  return page;
}

void BlockLayout::resolve_begin(LayoutUnit offset) {
  resolved_ = true;
  offset_ = offset;
}

LayoutResult BlockLayout::run() {
  strut_ = input_.strut;
  if (input_.begin_is_resolved) {
    resolve_begin({});
    begin_margins_used_ = !separates_begin();
    strut_ = {};
  } else if (separates_begin()) {
    resolve_begin(strut_.sum());
    strut_ = {};
  }
  resume_floats();
  resume_overflow();
  if (input_.resume == nullptr || !input_.resume->children_done) {
    if (box_.has_inline_children) {
      layout_lines();
    } else {
      layout_children();
    }
  }
  if (nothing_fits_) {
    LayoutResult result;
    result.outcome = Outcome::BreakBefore;
    result.appeal = appeal_;
    return result;
  }
  return finish();
}

void BlockLayout::layout_children() {
  BoxId child = box_.first_child;
  const BreakToken* child_token = nullptr;
  if (!is_first_part() && !input_.resume->children.empty()) {
    child_token = input_.resume->children.front().get();
    child = child_token->box;
  }
  BoxId previous;
  for (; child; child = context_.box(child).next_sibling) {
    const boxes::Box& box = context_.box(child);
    if (box.kind == BoxKind::Marker) continue;
    if (!boxes::is_in_flow(box)) {
      if (box.flow == boxes::BoxFlow::Float) layout_float(child);
      continue;
    }
    if (layout_child(child, child_token, previous) == Step::Stop) return;
    child_token = nullptr;
    previous = child;
  }
  place_anchors(previous, BoxId());
}

LayoutInput BlockLayout::child_input(BoxId child, const BreakToken* resume, const MarginStrut& strut) const {
  LayoutInput space;
  space.box = child;
  space.available = {content_width_, height_};
  if (input_.fixed_block_size && !input_.fixed_block_size->is_definite) space.available.block_size.reset();
  space.resume = resume;
  space.strut = strut;
  space.page = resolved_ ? content_page().after(cursor_) : input_.page.after(cursor_ + reserve_);
  space.page.at_top = input_.page.at_top && !anything_placed_;
  space.begin_is_resolved = begin_margins_used_;
  space.floats = floats_;
  space.takes_overflow = input_.takes_overflow;
  // Before the begin is known, the child counts from where this box does.
  const Point origin = content_origin();
  space.context_offset = {origin.x, resolved_ ? origin.y + cursor_ : input_.context_offset.y + cursor_};
  return space;
}

BlockLayout::Step BlockLayout::layout_child(BoxId child, const BreakToken* resume, BoxId previous) {
  if (forces_break(previous, child, resume)) return Step::Stop;
  const bool begins_here = resume == nullptr || resume->where == BreakToken::Where::Before;
  if (begins_here) place_anchors(previous_in_flow_sibling(child, context_), child);
  if (!previous && input_.page.is_limited()) {
    first_child_ = place_before(child, resume, BreakAppeal::Perfect);
  }
  MarginStrut strut = margins_before(child, resume);
  clear_floats(child, strut);
  LayoutInput space = child_input(child, resume, strut);
  LayoutResult result =
      stands_beside_floats(child) ? layout_beside_floats(child, strut, space) : layout_box(space, context_);
  if (!resolved_ && !result.is_through && !pending_floats_.empty() && result.outcome != Outcome::BreakBefore) {
    // The first box with height decides where this one begins, and with it the floats that wait. The box is laid out
    // anew beside them.
    resolve_begin(result.offset);
    strut_ = {};
    begin_margins_used_ = true;
    place_pending_floats(content_origin().y);
    space = child_input(child, resume, {});
    result = stands_beside_floats(child) ? layout_beside_floats(child, strut, space) : layout_box(space, context_);
  }
  const bool overflows =
      result.outcome == Outcome::Complete && space.page.is_limited() && !space.page.at_top &&
      result.offset + step_of(space, result).above + result.fragment->size.height > space.page.remaining &&
      !result.fragment->size.height.is_zero();
  if (result.outcome == Outcome::Complete && !overflows && !splits_overflow(space, result)) {
    place_child(child, space, result);
    return Step::Next;
  }
  return break_at_child(child, result, space);
}

/// Boxes that pages cut keep their height.
StepSpace BlockLayout::step_of(const LayoutInput& space, const LayoutResult& result) const {
  const bool is_whole = result.outcome == Outcome::Complete &&
                        (space.resume == nullptr || space.resume->where == BreakToken::Where::Before);
  if (!is_whole || result.is_through) return {};
  return outer_step_space(context_.box(space.box), context_.style_of(space.box), result.fragment->size.height,
                          content_width_);
}

void BlockLayout::place_child(BoxId child, const LayoutInput& space, const LayoutResult& result) {
  const style::ComputedStyle& child_style = context_.style_of(child);
  const LayoutUnit left =
      beside_left_ ? *beside_left_ : used_left_margin(child_style, content_width_, result.fragment->size.width);
  beside_left_.reset();
  const LayoutUnit bottom_margin =
      result.outcome == Outcome::Complete ? margin_widths(child_style, content_width_).bottom : LayoutUnit();
  LayoutUnit top = cursor_;
  if (result.is_through) {
    if (!begin_margins_used_) {
      strut_ = result.end_strut;
      strut_.add(bottom_margin);
    }
    top += resolved_ ? space.strut.sum() : LayoutUnit();
  } else {
    if (!resolved_) {
      // The first child with height decides where this box begins: its margins and ours are one.
      resolve_begin(result.offset);
    } else {
      top += result.offset;
    }
    const StepSpace step = step_of(space, result);
    top += step.above;
    cursor_ = top + result.fragment->size.height + step.below;
    strut_ = result.end_strut;
    strut_.add(bottom_margin);
    anything_placed_ = anything_placed_ || !result.fragment->size.height.is_zero();
    begin_margins_used_ = false;
    keeps_end_margins_ = cleared_ == child && result.fragment->size.height.is_zero();
    if (keeps_end_margins_) join_cleared_margins(*result.fragment);
  }
  take_over_floats(result, top);
  if (result.outcome == Outcome::Complete && result.rest != nullptr) overflow_rests_.push_back(result.rest);
  const Point shift = relative_shift(child_style, content_width_, height_);
  fragment_.children.push_back({Point{left, top} + shift, result.fragment});
  if (result.fragment->baseline && !fragment_.baseline) fragment_.baseline = top + *result.fragment->baseline;
  if (result.fragment->last_baseline) fragment_.last_baseline = top + *result.fragment->last_baseline;
}

/// The margins of a box without height that clearance moved are one with those of what follows it, but not with the
/// lower one of its parent (CSS 2.2 §8.3.1). It stands below the floats as if it had a lower border: with its upper
/// margin and those in it.
void BlockLayout::join_cleared_margins(const Fragment& child) {
  const Edges margins = margin_widths(context_.style_of(child.box), content_width_);
  strut_ = {};
  strut_.add(margins.top);
  if (!establishes_formatting_context(child.box, context_)) add_margins_within(child, strut_, context_);
  cursor_ -= strut_.sum();
  strut_.add(margins.bottom);
}

void BlockLayout::layout_lines() {
  const std::uint32_t from = is_first_part() ? 0 : input_.resume->position;
  // Lines beside floats of an earlier page end elsewhere than lines of the whole width: there is none to go on with.
  const bool goes_on_otherwise = from != 0 && !line_stack(input_.box, content_width_, context_).begins_line(from);
  if (goes_on_otherwise || has_lines_beside_floats()) {
    layout_float_lines();
    return;
  }
  InlineLayoutInput lines;
  lines.box = input_.box;
  lines.width = content_width_;
  lines.page = content_page();
  lines.first_unit = from;
  lines.is_first_part = is_first_part();
  const InlineLayoutResult result = layout_inline(lines, context_);
  if (result.outcome == Outcome::BreakBefore) {
    nothing_fits_ = true;
    return;
  }
  fragment_.children = result.lines;
  fragment_.baseline = result.baseline;
  fragment_.last_baseline = result.last_baseline;
  cursor_ = result.height;
  anything_placed_ = !result.height.is_zero();
  appeal_ = result.appeal;
  if (result.outcome == Outcome::Broken) {
    broken_ = true;
    rest_position_ = result.next_unit;
  }
}

/// The margin of the last child, where it stays inside. At a page's end it gives way, as margins beside a break do
/// (css-break-3 §5.2), rather than push the box's own edge off the page.
LayoutUnit BlockLayout::end_margin(LayoutUnit content_height_here) const {
  const LayoutUnit margin = strut_.sum();
  if (!input_.page.is_limited()) return margin;
  const LayoutUnit room = std::max(LayoutUnit(), content_page().remaining - content_height_here);
  return std::min(margin, room);
}

LayoutResult BlockLayout::finish() {
  const bool has_height = height_ && !height_->is_zero();
  const bool has_min_height =
      style_.min_height.is_length() && !clamp_content_height({}, style_, input_.available.block_size, {}).is_zero();
  const bool has_end =
      has_height || has_min_height || !ratio_height_.is_zero() || !bottom_edges().is_zero() || shows_marker();
  if (!resolved_ && !broken_ && !has_end && !is_context_root_) return finish_through();
  if (!resolved_) {
    resolve_begin(strut_.sum());
    strut_ = {};
    place_pending_floats(content_origin().y);
  }
  LayoutUnit height = cursor_;
  LayoutResult result;
  if (!broken_ && (separates_end() || keeps_end_margins_)) {
    height += end_margin(height);
  } else if (!broken_ && !is_limited_in_height(height)) {
    result.end_strut = strut_;
  }
  if (is_context_root_ && floats_ != nullptr) {
    // A formatting context holds its floats (CSS 2.2 §10.6.7).
    height = std::max(height, floats_->bottom());
    result.end_strut = cursor_ + strut_.sum() < floats_->bottom() ? MarginStrut{} : result.end_strut;
  }
  finish_height(height, result);
  if (result.outcome == Outcome::Complete && is_first_part()) add_inner_step();
  place_marker();
  result.appeal = appeal_;
  result.offset = offset_;
  if (result.outcome == Outcome::Broken) result.end_strut = {};
  for (ChildFragment& child : fragment_.children) {
    child.offset = child.offset + Point{borders_.left + padding_.left, borders_.top + padding_.top};
  }
  const LayoutUnit above = borders_.top + padding_.top;
  if (fragment_.baseline) fragment_.baseline = *fragment_.baseline + above;
  if (fragment_.last_baseline) fragment_.last_baseline = *fragment_.last_baseline + above;
  fragment_.box = input_.box;
  fragment_.style = box_.style;
  fragment_.origin = box_.origin;
  fragment_.borders = borders_;
  fragment_.padding = padding_;
  fragment_.is_continued_before = !is_first_part();
  fragment_.is_continued_after = result.outcome == Outcome::Broken;
  result.fragment = context_.fragments.add(std::move(fragment_));
  result.floats = is_context_root_ ? input_.floats : floats_;
  if (!is_context_root_) result.float_rests = std::move(float_rests_);
  return result;
}

/// Margins pass through a box without height, and its own join them (CSS 2.2 §8.3.1).
LayoutResult BlockLayout::finish_through() {
  LayoutResult result;
  result.is_through = true;
  result.offset = strut_.sum();
  result.end_strut = strut_;
  fragment_.box = input_.box;
  fragment_.style = box_.style;
  fragment_.origin = box_.origin;
  fragment_.size = {width_, {}};
  result.floats = floats_;
  result.pending_floats = std::move(pending_floats_);
  result.float_rests = std::move(float_rests_);
  result.fragment = context_.fragments.add(std::move(fragment_));
  return result;
}

LayoutResult layout_block(const LayoutInput& input, LayoutContext& context) {
  if (input.page.is_limited() && is_deep_among_ends(input.box, context)) {
    return BlockLayout(input, context, EndSpace::Reserved).run();
  }
  BlockLayout layout(input, context, EndSpace::AsItComes);
  LayoutResult result = layout.run();
  const bool end_overflows = result.outcome == Outcome::Complete && input.page.is_limited() && !result.is_through &&
                             result.offset + result.fragment->size.height > input.page.remaining;
  if (!end_overflows || layout.bottom_edges().is_zero()) return result;
  // Only the box's own end does not fit: its content gives it room.
  return BlockLayout(input, context, EndSpace::Reserved).run();
}

}  // namespace gongwen::layout
