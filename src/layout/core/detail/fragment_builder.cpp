#include "layout/core/detail/fragment_builder.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"

#include <algorithm>

namespace gongwen::layout {

Fragment fragment_of(BoxId box, const LayoutContext& context) {
  Fragment fragment;
  fragment.box = box;
  fragment.style = context.box(box).style;
  fragment.origin = context.box(box).origin;
  return fragment;
}

FragmentBuilder::FragmentBuilder(const LayoutInput& input, const LayoutContext& context, style::StyleId style)
    : input_(input), box_(context.box(input.box)), style_id_(style), style_(context.styles.style(style)) {}

FragmentBuilder FragmentBuilder::of_wrapper(const LayoutInput& input, LayoutContext& context) {
  return {input, context, context.styles.anonymous(context.box(input.box).style, style::Display::Block)};
}

FragmentBuilder::FragmentBuilder(const LayoutInput& input, const LayoutContext& context, EndSpace end_space)
    : FragmentBuilder(input, context, context.box(input.box).style) {
  if (input.is_column) return;
  clones_ = style_.box_decoration_break == style::BoxDecorationBreak::Clone;
  borders = input.fixed_borders.value_or(border_widths(style_));
  padding = padding_widths(style_, input.available.inline_size);
  whole_edges_ = borders.vertical() + padding.vertical();
  if (!is_first_part() && !clones_) borders.top = padding.top = {};
  if (is_done()) borders.top = borders.bottom = padding.top = padding.bottom = {};
  if (clones_ || end_space == EndSpace::Reserved) reserve_ = bottom_edges();
}

Fragmentainer FragmentBuilder::content_room(LayoutUnit above) const {
  return input_.room.after(above + borders.top + padding.top + reserve_);
}

std::optional<LayoutUnit> FragmentBuilder::definite_height() const {
  if (input_.fixed_block_size) return std::max(LayoutUnit(), input_.fixed_block_size->size - whole_edges_);
  return content_height(style_, input_.available.block_size, whole_edges_);
}

LayoutUnit FragmentBuilder::clamped_height(LayoutUnit height) const {
  return clamp_content_height(height, style_, input_.available.block_size, whole_edges_);
}

PartHeight FragmentBuilder::height_of(const PartContent& part) const {
  if (part.goes_on) {
    // A box that continues fills what is left of the page, and does not need the room for its end here.
    const LayoutUnit left = clones_ ? part.left : part.left + reserve_;
    return {std::max(part.content, part.is_fixed ? std::min(part.wanted, left) : left), false};
  }
  const bool has_room = !(input_.room.at_top && part.left.is_zero());
  if (input_.room.is_limited() && part.wanted > part.left && part.wanted > part.content && has_room) {
    const LayoutUnit height = std::max(part.content, part.left);
    return {height, height < part.wanted};
  }
  return {part.wanted, false};
}

void FragmentBuilder::grow(LayoutUnit above, LayoutUnit below) {
  padding.top += above;
  padding.bottom += below;
}

void FragmentBuilder::cut_end() {
  if (!clones_) borders.bottom = padding.bottom = {};
}

const Fragment* FragmentBuilder::finish(Fragment content, Size border_box, Outcome outcome,
                                        LayoutContext& context) const {
  const Point inner = content_offset();
  for (ChildFragment& child : content.children) child.offset = child.offset + inner;
  if (content.baseline) content.baseline = *content.baseline + inner.y;
  if (content.last_baseline) content.last_baseline = *content.last_baseline + inner.y;
  if (contains_layout(box_, style_)) {
    // For what is around it, it has no baseline (css-contain-2 §3.2).
    content.baseline.reset();
    content.last_baseline.reset();
  }
  content.box = input_.box;
  content.style = style_id_;
  content.origin = box_.origin;
  content.size = border_box;
  content.borders = borders;
  content.padding = padding;
  content.is_continued_before = !is_first_part();
  content.is_continued_after = outcome == Outcome::Broken;
  return context.fragments.add(std::move(content));
}

Fragment copy_without_children(const Fragment& fragment) {
  Fragment copy;
  static_cast<FragmentFacts&>(copy) = fragment;
  return copy;
}

const Fragment* grown_fragment(const Fragment* fragment, LayoutUnit height, LayoutContext& context) {
  if (fragment->size.height >= height) return fragment;
  Fragment grown = copy_without_children(*fragment);
  grown.size.height = height;
  grown.children = fragment->children;
  if (fragment->inner_borders) {
    grown.inner_borders = std::make_unique<const std::vector<InnerBorder>>(*fragment->inner_borders);
  }
  if (fragment->columns) grown.columns = std::make_unique<const std::vector<FragmentColumn>>(*fragment->columns);
  if (fragment->anchor_area) grown.anchor_area = std::make_unique<const AnchorArea>(*fragment->anchor_area);
  return context.fragments.add(std::move(grown));
}

std::shared_ptr<BreakToken> token_inside(BoxId box, LayoutUnit consumed) {
  auto token = std::make_shared<BreakToken>();
  token->box = box;
  token->consumed = consumed;
  return token;
}

}  // namespace gongwen::layout
