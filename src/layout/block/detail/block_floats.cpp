// Floats in a block container: where they are placed, what waits for them, what stands beside them, and what of them
// goes on on the next page (CSS 2.2 section 9.5, css-break-3 section 4.1).
#include "layout/block/detail/block_layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/intrinsic_sizes.h"
#include "layout/core/detail/overflow_extent.h"

#include <utility>

namespace gongwen::layout {
namespace {

using style::Float;

FloatSide float_side(const style::ComputedStyle& style) {
  return style.float_value == Float::Right || style.float_value == Float::InlineEnd ? FloatSide::Right
                                                                                    : FloatSide::Left;
}

BreakTokenPtr token_before(BoxId box) {
  auto token = std::make_shared<BreakToken>();
  token->box = box;
  token->where = BreakToken::Where::Before;
  return token;
}

/// A float as a formatting context of its own, shrunk to fit (CSS 2.2 §10.3.5), without regard to pages.
LayoutInput float_input(const PendingFloat& waiting, const BreakToken* resume, LayoutContext& context) {
  LayoutInput input;
  input.box = waiting.box;
  input.available = {waiting.container_width, std::nullopt};
  input.is_formatting_root = true;
  if (resume != nullptr && resume->where == BreakToken::Where::Inside) input.resume = resume;
  input.fixed_inline_size = shrunk_width(waiting.box, waiting.container_width, context);
  return input;
}

}  // namespace

LayoutUnit float_width(const PendingFloat& waiting, LayoutContext& context) {
  const LayoutInput input = float_input(waiting, nullptr, context);
  const LayoutUnit margins = margin_widths(context.style_of(waiting.box), waiting.container_width).horizontal();
  const boxes::BoxKind kind = context.box(waiting.box).kind;
  // Tables and images may turn out wider than they were asked to be.
  const bool decides_itself = kind == boxes::BoxKind::Table || kind == boxes::BoxKind::Replaced;
  const LayoutUnit width =
      decides_itself ? layout_box(input, context).fragment->size.width : block_width(input, context);
  return width + margins;
}

Point BlockLayout::content_origin() const {
  if (is_context_root_) return {};
  const LayoutUnit begin = resolved_ ? offset_ : strut_.sum();
  return input_.context_offset +
         Point{left_margin_ + borders_.left + padding_.left, begin + borders_.top + padding_.top};
}

bool BlockLayout::is_at_page_top(LayoutUnit top) const {
  return input_.page.at_top && !anything_placed_ && top <= content_origin().y;
}

PageSpace BlockLayout::page_at(LayoutUnit context_top) const {
  PageSpace page = content_page().after(context_top - content_origin().y);
  page.at_top = is_at_page_top(context_top);
  return page;
}

void BlockLayout::layout_float(BoxId child) {
  const PendingFloat waiting{child, content_origin().x, content_width_};
  if (!resolved_) {
    pending_floats_.push_back(waiting);
    return;
  }
  const LayoutUnit margins = begin_margins_used_ ? LayoutUnit() : strut_.sum();
  place_float(waiting, content_origin().y + cursor_ + margins, nullptr);
}

void BlockLayout::place_pending_floats(LayoutUnit top) {
  for (const PendingFloat& waiting : std::exchange(pending_floats_, {})) place_float(waiting, top, nullptr);
}

void BlockLayout::resume_floats() {
  if (!is_context_root_ || input_.resume == nullptr) return;
  for (const FloatRest& rest : input_.resume->floats) {
    if (floats_ != nullptr && floats_->is_closed()) {
      float_rests_.push_back(rest);
      continue;
    }
    place_float({rest.token->box, rest.container_left, rest.container_width}, content_origin().y, rest.token.get());
  }
}

/// Neither it nor any later float stands on this page (CSS 2.2 §9.5.1, rule 5).
void BlockLayout::wait_for_next_page(const PendingFloat& waiting, BreakTokenPtr token) {
  float_rests_.push_back({std::move(token), waiting.container_left, waiting.container_width});
  if (floats_ == nullptr || !floats_->is_closed()) floats_ = FloatSpace::closed(floats_);
}

void BlockLayout::place_float(const PendingFloat& waiting, LayoutUnit top, const BreakToken* resume) {
  if (floats_ != nullptr && floats_->is_closed()) {
    wait_for_next_page(waiting, token_before(waiting.box));
    return;
  }
  const style::ComputedStyle& style = context_.style_of(waiting.box);
  LayoutInput space = float_input(waiting, resume, context_);
  LayoutResult result = layout_box(space, context_);
  Edges margins = margin_widths(style, waiting.container_width);
  if (space.resume != nullptr) margins.top = {};
  if (space.resume != nullptr && space.resume->box_done) margins.bottom = {};
  const FloatSide side = float_side(style);
  const Size margin_box{result.fragment->size.width + margins.horizontal(),
                        result.fragment->size.height + margins.vertical()};
  const LayoutUnit container_right = waiting.container_left + waiting.container_width;
  static const FloatSpace kNoFloats;
  const FloatSpace& taken = floats_ == nullptr ? kNoFloats : *floats_;
  const LayoutUnit cleared = std::max(top, taken.clear_bottom(style.clear));
  const Point place = taken.find_place(side, margin_box, cleared, waiting.container_left, container_right);
  space.page = page_at(place.y + margins.top);
  const bool fits = !space.page.is_limited() || result.fragment->size.height <= space.page.remaining;
  // A float that fits ends its page all the same where a break in it is forced.
  const bool may_be_cut = fits && space.page.is_limited() && may_force_break_inside(waiting.box, context_);
  if (!fits || may_be_cut) {
    space.page.at_top = is_at_page_top(place.y);
    const LayoutResult part = layout_box(space, context_);
    const bool part_is_forced = part.rest != nullptr && part.rest->forced;
    // A part without height is no part: nothing of the float has room here.
    const bool has_part = part.outcome == Outcome::Broken && !part.fragment->size.height.is_zero();
    const bool is_kept = !fits && !part_is_forced && avoids_break_inside(waiting.box, context_);
    const bool may_break = space.page.at_top ? part.outcome == Outcome::Broken : has_part && !is_kept;
    if (!fits && !may_break && !space.page.at_top) {
      wait_for_next_page(
          waiting, space.resume == nullptr ? token_before(waiting.box) : std::make_shared<BreakToken>(*space.resume));
      return;
    }
    if (may_break) {
      result = part;
      float_rests_.push_back({part.rest, waiting.container_left, waiting.container_width});
    }
  }
  // A float that fits while its content does not ends, and what overflows it goes on.
  const bool overflows = fits && result.rest == nullptr && space.page.is_limited() &&
                         overflow_bottom(*result.fragment, context_) > space.page.remaining;
  if (overflows) {
    space.takes_overflow = true;
    const LayoutResult part = layout_box(space, context_);
    if (part.outcome == Outcome::Complete && part.rest != nullptr) {
      result = part;
      float_rests_.push_back({part.rest, waiting.container_left, waiting.container_width});
    }
  }
  const Rect rect{place, {margin_box.width, result.fragment->size.height + margins.vertical()}};
  floats_ = FloatSpace::with(floats_, side, rect, content_origin().y + cursor_);
  const Point offset = place + Point{margins.left, margins.top} - content_origin() +
                       relative_shift(style, waiting.container_width, std::nullopt);
  fragment_.children.push_back({offset, result.fragment});
  anything_placed_ = anything_placed_ || !result.fragment->size.height.is_zero();
}

/// What a child's floats leave for what comes next; floats that wait in a child without height stand where it does.
void BlockLayout::take_over_floats(const LayoutResult& result, LayoutUnit top) {
  if (establishes_formatting_context(result.fragment->box, context_)) return;
  floats_ = result.floats;
  float_rests_.insert(float_rests_.end(), result.float_rests.begin(), result.float_rests.end());
  pending_floats_.insert(pending_floats_.end(), result.pending_floats.begin(), result.pending_floats.end());
  if (resolved_) place_pending_floats(content_origin().y + top);
}

/// CSS 2.2 §9.5.2: when a box that clears would begin beside floats, clearance moves it below them, and its margins no
/// longer count.
void BlockLayout::clear_floats(BoxId child, MarginStrut& strut) {
  const style::Clear clear = context_.style_of(child).clear;
  if (clear == style::Clear::None) return;
  if (!resolved_ && !pending_floats_.empty()) {
    resolve_begin(strut_.sum());
    strut_ = {};
    place_pending_floats(content_origin().y);
  }
  if (floats_ == nullptr) return;
  const LayoutUnit below = floats_->clear_bottom(clear);
  const LayoutUnit origin = resolved_ ? content_origin().y : input_.context_offset.y;
  if (below <= origin + cursor_ + strut.sum()) return;
  if (!resolved_) {
    resolve_begin(strut_.sum());
    strut_ = {};
  }
  cursor_ = below - content_origin().y;
  strut = {};
  begin_margins_used_ = true;
  cleared_ = child;
}

bool BlockLayout::stands_beside_floats(BoxId child) const {
  return floats_ != nullptr && floats_->bottom() > content_origin().y + cursor_ &&
         establishes_formatting_context(child, context_);
}

/// A table, or another box that keeps its floats to itself, must not overlap floats (CSS 2.2 §9.5): it stands in what
/// they leave, or below them.
LayoutResult BlockLayout::layout_beside_floats(BoxId child, MarginStrut& strut, LayoutInput& space) {
  if (!resolved_) {
    resolve_begin(strut.sum());
    strut_ = strut = {};
    begin_margins_used_ = true;
    place_pending_floats(content_origin().y);
  }
  const style::ComputedStyle& child_style = context_.style_of(child);
  const Edges margins = margin_widths(child_style, content_width_);
  const Point origin = content_origin();
  const bool is_flexible = child_style.width.is_auto() && context_.box(child).kind != boxes::BoxKind::Replaced;
  LayoutUnit top = origin.y + cursor_ + strut.sum();
  while (true) {
    const FloatBand band = floats_->band(top, LayoutUnit(), origin.x, origin.x + content_width_);
    LayoutUnit left = std::max(origin.x + margins.left, band.left);
    const LayoutUnit right = std::max(left, std::min(origin.x + content_width_ - margins.right, band.right));
    space.strut = {};
    space.begin_is_resolved = false;
    space.page = page_at(top);
    space.floats = nullptr;
    if (is_flexible) {
      const LayoutUnit edges =
          border_widths(child_style).horizontal() + padding_widths(child_style, content_width_).horizontal();
      space.fixed_inline_size = clamp_width(right - left, child_style, content_width_, edges);
    }
    LayoutResult result = layout_box(space, context_);
    if (result.outcome == Outcome::BreakBefore) return result;
    const Size size = result.fragment->size;
    if (!is_flexible) {
      left = std::max(band.left, origin.x + used_left_margin(child_style, content_width_, size.width));
    }
    const bool too_wide =
        size.width > band.right - left ||
        (is_flexible && intrinsic_sizes(child, context_).min_content > std::max(right - left, LayoutUnit()));
    const FloatBand whole = floats_->band(top, size.height, origin.x, origin.x + content_width_);
    const bool overlaps = too_wide || whole.left > left || whole.right < left + size.width;
    if (overlaps && whole.bottom != LayoutUnit::max()) {
      top = whole.bottom;
      continue;
    }
    beside_left_ = left - origin.x;
    result.offset = top - origin.y - cursor_;
    space.page = page_at(origin.y + cursor_);
    return result;
  }
}

}  // namespace gongwen::layout
