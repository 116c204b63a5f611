#include "layout/block/detail/block_flow.h"
#include "layout/core/box_metrics.h"

namespace gongwen::layout {
namespace {

/// By how much a height misses a multiple of the step; negative when it is rounded down (§2.4).
LayoutUnit missing(LayoutUnit height, LayoutUnit step, style::BlockStepRound round) {
  const LayoutUnit over = LayoutUnit::from_raw(height.raw() % step.raw());
  if (over.is_zero()) return {};
  switch (round) {
    case style::BlockStepRound::Up: return step - over;
    case style::BlockStepRound::Down: return -over;
    case style::BlockStepRound::Nearest: break;
  }
  return over * 2 < step ? -over : step - over;
}

}  // namespace

StepSpace step_space(const style::ComputedStyle& style, LayoutUnit height) {
  if (style.block_step_size.is_zero() || height <= LayoutUnit()) return {};
  LayoutUnit extra = missing(height, style.block_step_size, style.block_step_round);
  // Paddings do not become less than they are.
  const bool inside = style.block_step_insert != style::BlockStepInsert::MarginBox;
  if (inside) extra = std::max(extra, LayoutUnit());
  switch (style.block_step_align) {
    case style::BlockStepAlign::Start: return {{}, extra};
    case style::BlockStepAlign::End: return {extra, {}};
    case style::BlockStepAlign::Auto:
    case style::BlockStepAlign::Center: break;
  }
  return {extra / 2, extra - extra / 2};
}

bool steps_inside(const boxes::Box& box, const style::ComputedStyle& style) {
  const bool has_room = box.kind != boxes::BoxKind::Table && box.kind != boxes::BoxKind::Replaced;
  return has_room && style.block_step_insert != style::BlockStepInsert::MarginBox;
}

StepSpace outer_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width) {
  if (style.block_step_size.is_zero() || steps_inside(box, style)) return {};
  return step_space(style, border_box_height + margin_widths(style, containing_width).vertical());
}

StepSpace inner_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width) {
  const bool concerned = !style.block_step_size.is_zero() && steps_inside(box, style) && !box.is_inline_level &&
                         box.kind != boxes::BoxKind::Cell;
  if (!concerned) return {};
  return step_space(style, border_box_height + margin_widths(style, containing_width).vertical());
}

}  // namespace gongwen::layout
