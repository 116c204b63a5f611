#include "layout/pages/detail/page_floats.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/inline_direction.h"
#include "layout/core/detail/layout_box.h"

namespace gongwen::layout {

LaidOutFloat layout_page_float(const WaitingFloat& waiting, Size page_area, LayoutUnit room, FloatBreak breaking,
                               LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(waiting.box);
  Edges margins = margin_widths(style, page_area.width);
  if (waiting.rest != nullptr) margins.top = {};
  LayoutInput input;
  input.box = waiting.box;
  input.available = {page_area.width, page_area.height};
  input.resume = waiting.rest.get();
  input.is_formatting_root = true;
  input.room.height = page_area.height;
  input.room.remaining = room - margins.top;
  input.room.at_top = breaking == FloatBreak::Allowed;
  const LayoutResult result = layout_box(input, context);
  LaidOutFloat placed;
  if (result.outcome == Outcome::BreakBefore) return placed;
  if (breaking == FloatBreak::KeepWhole && result.outcome == Outcome::Broken) return placed;
  placed.rest = result.rest;
  if (placed.rest != nullptr) margins.bottom = {};
  placed.height = margins.top + result.offset + result.fragment->size.height + margins.bottom;
  if (breaking == FloatBreak::KeepWhole && placed.height > room) return {};
  placed.fragment = result.fragment;
  // The page area runs as the root does.
  const bool runs_rtl = is_rtl(context.style_of(context.boxes.root()));
  placed.offset = {left_margin_in(runs_rtl, style, page_area.width, result.fragment->size.width),
                   margins.top + result.offset};
  return placed;
}

void PageFloats::add(const LaidOutFloat& placed, bool at_foot) {
  (at_foot ? foot_ : head_).push_back(placed);
  (at_foot ? foot_height_ : head_height_) += placed.height;
}

void PageFloats::place(const std::vector<LaidOutFloat>& floats, Point at, std::vector<ChildFragment>& out) {
  for (const LaidOutFloat& placed : floats) {
    out.push_back({at + placed.offset, placed.fragment});
    at.y += placed.height;
  }
}

void PageFloats::place_head(Point area, std::vector<ChildFragment>& out) const { place(head_, area, out); }

void PageFloats::place_foot(LayoutUnit left, LayoutUnit foot_end, std::vector<ChildFragment>& out) const {
  place(foot_, {left, foot_end - foot_height_}, out);
}

}  // namespace gongwen::layout
