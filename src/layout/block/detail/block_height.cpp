// How high a block container is on this page, and what of it goes on: its height, its content, or only what overflows
// it (css-break-3 sections 2.1 and 5.4).
#include "layout/block/detail/block_layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"

#include <algorithm>

namespace gongwen::layout {

/// Whether min-height or max-height decides; then the margin of the last child does not adjoin the box's own
/// (CSS 2.2 §8.3.1), and runs out below it.
bool BlockLayout::is_limited_in_height(LayoutUnit content_height_here) const {
  const LayoutUnit edges =
      border_widths(style_).vertical() + padding_widths(style_, input_.available.inline_size).vertical();
  const LayoutUnit whole = content_height_here + (is_first_part() ? LayoutUnit() : input_.resume->consumed);
  if (whole < ratio_height_) return true;
  return clamp_content_height(whole, style_, input_.available.block_size, edges) != whole;
}

/// What the box may still come to, however much content there is.
LayoutUnit BlockLayout::most_height_left() const {
  const LayoutUnit consumed = is_first_part() ? LayoutUnit() : input_.resume->consumed;
  const LayoutUnit edges =
      border_widths(style_).vertical() + padding_widths(style_, input_.available.inline_size).vertical();
  const LayoutUnit most =
      height_ ? *height_ : clamp_content_height(LayoutUnit::max(), style_, input_.available.block_size, edges);
  return most == LayoutUnit::max() ? most : std::max(LayoutUnit(), most - consumed);
}

/// What is left of the box's height when pages do not matter.
LayoutUnit BlockLayout::wanted_height(LayoutUnit content_height_here) const {
  if (box_.kind == boxes::BoxKind::Cell) return content_height_here;
  const LayoutUnit consumed = is_first_part() ? LayoutUnit() : input_.resume->consumed;
  const LayoutUnit edges =
      border_widths(style_).vertical() + padding_widths(style_, input_.available.inline_size).vertical();
  const LayoutUnit whole = height_ ? *height_
                                   : clamp_content_height(std::max(content_height_here + consumed, ratio_height_),
                                                          style_, input_.available.block_size, edges);
  return std::max(whole - consumed, LayoutUnit());
}

/// Whether the box goes on to hold its floats (CSS 2.2 §10.6.7); those of which only overflow is left it lets run out.
bool BlockLayout::keeps_floats() const {
  return is_context_root_ && std::any_of(float_rests_.begin(), float_rests_.end(), [&](const FloatRest& rest) {
           return !input_.takes_overflow || !rest.token->box_done;
         });
}

/// The box's height on this page, and whether some of it is left for later pages.
void BlockLayout::finish_height(LayoutUnit content_height_here, LayoutResult& result) {
  if (box_.kind != boxes::BoxKind::Cell) {
    result.content_height = content_height_here + border_widths(style_).vertical() +
                            padding_widths(style_, input_.available.inline_size).vertical();
  }
  LayoutUnit wanted = wanted_height(content_height_here);
  const bool may_grow = input_.fixed_block_size && input_.fixed_block_size->may_grow;
  if (may_grow && (broken_ || !is_first_part())) wanted = std::max(wanted, content_height_here);
  const LayoutUnit left = std::max(content_page().remaining, LayoutUnit());
  const bool content_goes_on = broken_ || keeps_floats();
  // A box whose own height is reached ends, and its content goes on without it.
  const bool ends = is_done() || (content_goes_on && input_.takes_overflow && !may_grow && most_height_left() <= left);
  bool height_goes_on = false;
  LayoutUnit height = wanted;
  if (ends) {
    height = is_done() ? LayoutUnit() : most_height_left();
  } else if (broken_) {
    // A box that goes on fills what is left of the page (css-break-3 §5.4).
    height = std::max(content_height_here, height_ && !may_grow ? std::min(wanted, left) : left);
  } else if (input_.page.is_limited() && wanted > left && wanted > content_height_here &&
             !(input_.page.at_top && left.is_zero())) {
    height = std::max(content_height_here, left);
    height_goes_on = height < wanted;
  }
  if (!ends && (content_goes_on || height_goes_on)) result.outcome = Outcome::Broken;
  const bool overflow_goes_on = !overflow_rests_.empty() || (is_context_root_ && !float_rests_.empty());
  if (content_goes_on || height_goes_on || overflow_goes_on) end_page(height, result);
  fragment_.size = {width_, borders_.vertical() + padding_.vertical() + height};
}

/// Tells where the box goes on.
void BlockLayout::end_page(LayoutUnit height, LayoutResult& result) {
  auto token = std::make_shared<BreakToken>();
  token->box = input_.box;
  token->consumed = (is_first_part() ? LayoutUnit() : input_.resume->consumed) + height;
  token->children_done = !broken_;
  token->box_done = result.outcome == Outcome::Complete;
  token->position = rest_position_;
  token->floats_until = rest_floats_until_;
  token->forced = forced_;
  token->demand = demand_;
  if (is_context_root_) token->floats = float_rests_;
  if (rest_child_ != nullptr) token->children.push_back(rest_child_);
  token->overflowing = overflow_rests_;
  // Where only overflow is left, the next page is what that asks for.
  if (token->box_done && !broken_ && !overflow_rests_.empty()) token->demand = overflow_rests_.front()->demand;
  if (!broken_ && !token->floats.empty()) token->demand = token->floats.front().token->demand;
  result.rest = std::move(token);
  if (result.outcome == Outcome::Broken && style_.box_decoration_break == style::BoxDecorationBreak::Slice) {
    borders_.bottom = {};
    padding_.bottom = {};
  }
}

/// Whether the overflow of a child would go on on the next page though `break-inside` keeps it together.
bool BlockLayout::splits_overflow(const LayoutInput& space, const LayoutResult& result) const {
  const bool begins_here = space.resume == nullptr || space.resume->where == BreakToken::Where::Before;
  return result.rest != nullptr && begins_here && !space.page.at_top && avoids_break_inside(space.box, context_);
}

/// What overflows the children that ended on earlier pages stands at the top, and what follows them beside it.
void BlockLayout::resume_overflow() {
  if (input_.resume == nullptr) return;
  for (const BreakTokenPtr& token : input_.resume->overflowing) {
    const LayoutInput space = child_input(token->box, token.get(), {});
    const LayoutResult result = layout_box(space, context_);
    if (result.outcome == Outcome::BreakBefore) {
      overflow_rests_.push_back(token);
      continue;
    }
    place_child(token->box, space, result);
    strut_ = {};
  }
}

}  // namespace gongwen::layout
