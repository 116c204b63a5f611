#include "layout/grid/detail/grid_layout.h"

#include "layout/block/detail/block_flow.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/alignment.h"
#include "layout/core/detail/inline_direction.h"
#include "layout/core/detail/measured_box.h"

#include <algorithm>

namespace gongwen::layout {

GridLayout::GridLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
    : input_(input),
      context_(context),
      box_(context.box(input.box)),
      style_(context.styles.style(box_.style)),
      builder_(input, context, end_space),
      width_(block_width(input, context)),
      height_(builder_.definite_height()),
      plan_(grid_plan(container(), known_placement(), context)) {}

GridContainer GridLayout::container() const {
  GridContainer made;
  made.box = input_.box;
  made.style = &style_;
  made.width = builder_.content_width(width_);
  made.height = height_;
  made.height_is_definite = height_.has_value() && (!input_.fixed_block_size || input_.fixed_block_size->is_definite);
  if (!height_) {
    made.min_height = builder_.clamped_height({});
    made.max_height = builder_.clamped_height(LayoutUnit::max());
  }
  return made;
}

GridRest GridLayout::rest_of_input() const {
  return builder_.is_first_part() ? GridRest() : input_.resume->rest<GridRest>();
}

std::shared_ptr<const GridPlacement> GridLayout::known_placement() const { return rest_of_input().placement; }

Fragmentainer GridLayout::content_room() const { return builder_.content_room(input_.strut.sum()); }

LayoutResult GridLayout::run() {
  resume_overflow();
  const bool children_left = input_.resume == nullptr || !input_.resume->children_done;
  if (children_left && !plan_.rows.empty()) {
    if (!input_.room.is_limited() && builder_.is_first_part()) {
      place_whole();
    } else {
      layout_rows();
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

void GridLayout::place_whole() {
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    const GridItem& item = plan_.items[i];
    place(i, measured_box(final_grid_item_input(item), context_), item.place.y, false);
  }
  row_end_ = plan_.rows.back().end();
}

void GridLayout::place(std::size_t index, const LayoutResult& result, LayoutUnit top, bool is_resumed) {
  const Fragment& fragment = *result.fragment;
  Placed placed;
  placed.item = index;
  placed.child = {{plan_.items[index].place.x, top}, &fragment};
  (result.outcome == Outcome::Complete ? placed.overflow : placed.rest) = result.rest;
  placed.is_resumed = is_resumed;
  placed_.push_back(std::move(placed));
  anything_placed_ = anything_placed_ || !fragment.size.height.is_zero();
}

GridStaticPosition grid_static_position(BoxId child, const LayoutContext& context) {
  const LayoutUnit free = LayoutUnit::from_raw(2);
  const std::int32_t along = aligned_offset(grid_alignment(child, GridAxis::Inline, context), free, false).raw();
  return {is_in_rtl(child, context) ? free.raw() - along : along,
          aligned_offset(grid_alignment(child, GridAxis::Block, context), free, false).raw()};
}

/// Positioned boxes are marked where they would be alone, on the first page; all others out of flow beside the item
/// that they precede in the source, or after the last one. `children` are in the order of the source.
void GridLayout::place_anchors(std::vector<ChildFragment>& children) {
  bool any = false;
  for (BoxId child = box_.first_child; child && !any; child = context_.box(child).next_sibling) {
    any = !boxes::is_in_flow(context_.box(child));
  }
  if (!any) return;
  std::vector<ChildFragment> all;
  std::vector<BoxId> waiting;
  auto next = children.begin();
  Point last;
  bool last_begun = builder_.is_first_part();
  const auto place_waiting = [&] {
    for (const BoxId box : waiting) all.push_back({last, make_anchor(box, context_)});
    waiting.clear();
  };
  for (BoxId child = box_.first_child; child; child = context_.box(child).next_sibling) {
    const boxes::Box& box = context_.box(child);
    if (box.kind == boxes::BoxKind::Marker) continue;
    if (!boxes::is_in_flow(box)) {
      if (box.flow != boxes::BoxFlow::Absolute) {
        waiting.push_back(child);
      } else if (builder_.is_first_part()) {
        const GridStaticPosition at = grid_static_position(child, context_);
        const Point point{plan_.size.width * at.horizontal / 2, plan_.size.height * at.vertical / 2};
        all.push_back({point, make_anchor(child, context_)});
      }
      continue;
    }
    const bool is_here = next != children.end() && next->fragment->box == child;
    last_begun = is_here && !next->fragment->is_continued_before;
    if (last_begun) {
      last = next->offset;
      place_waiting();
    } else {
      waiting.clear();
    }
    while (next != children.end() && next->fragment->box == child) all.push_back(*next++);
  }
  if (last_begun) place_waiting();
  all.insert(all.end(), next, children.end());
  children = std::move(all);
}

void GridLayout::collect_rests(std::vector<BreakTokenPtr>& rests, std::vector<BreakTokenPtr>& overflow) const {
  overflow = waiting_overflow_;
  for (const Placed& placed : placed_) {
    if (placed.overflow != nullptr) overflow.push_back(placed.overflow);
    if (placed.rest == nullptr) continue;
    // What overflows its area continues beside what follows, and beyond the end of the container.
    const bool is_overflow = !broken_ && !plan_.items[placed.item].fits_area;
    (is_overflow ? overflow : rests).push_back(placed.rest);
  }
  for (const Waiting& waiting : waiting_) rests.push_back(waiting.token);
}

/// The box's height on this page, and whether some of it is left for later ones (css-break-3 §5.4).
void GridLayout::finish_height(LayoutResult& result) {
  const LayoutUnit consumed = builder_.consumed();
  const bool may_grow = input_.fixed_block_size && input_.fixed_block_size->may_grow;
  std::vector<BreakTokenPtr> rests;
  std::vector<BreakTokenPtr> overflow;
  collect_rests(rests, overflow);
  const LayoutUnit natural =
      builder_.is_first_part() && !broken_ ? plan_.size.height : std::max(row_end_, LayoutUnit());
  LayoutUnit wanted = height_.value_or(builder_.clamped_height(natural + consumed)) - consumed;
  wanted = std::max(wanted, may_grow && (broken_ || !builder_.is_first_part()) ? natural : LayoutUnit());
  const LayoutUnit left = std::max(content_room().remaining, LayoutUnit());
  PartHeight part;
  if (!builder_.is_done()) {
    // Rows may go on where nothing is in them; items that do not break stay as they are.
    LayoutUnit content = std::min(natural, left);
    for (const Placed& placed : placed_) {
      if (plan_.items[placed.item].fits_area) content = std::max(content, placed.bottom());
    }
    part = builder_.height_of({content, wanted, left, broken_, height_ && !may_grow});
  }
  if (broken_ || part.goes_on || !overflow.empty()) {
    const std::shared_ptr<BreakToken> token = token_inside(input_.box, consumed + part.height);
    token->children_done = !broken_;
    rest_.placement = plan_.placement;
    token->payload = rest_;
    token->forced = forced_;
    token->demand = demand_;
    for (const BreakTokenPtr& rest : rests) {
      token->forced = std::max(token->forced, rest->forced);
      if (rest->demand != PageDemand::Any) token->demand = rest->demand;
    }
    token->children = std::move(rests);
    token->box_done = !broken_ && !part.goes_on;
    if (token->box_done) token->demand = overflow.front()->demand;
    token->overflowing = std::move(overflow);
    if (!token->box_done) result.outcome = Outcome::Broken;
    result.rest = token;
    if (result.outcome == Outcome::Broken) builder_.cut_end();
  }
  result.content_height = plan_.natural_height + builder_.whole_edges();
  height_here_ = builder_.edges().vertical() + part.height;
}

/// By how much `position: relative` moves an item; its area is its containing block.
Point GridLayout::shift_of(const Fragment& fragment) const {
  if (fragment.kind == FragmentKind::Anchor) return {};
  const style::ComputedStyle& style = context_.style_of(fragment.box);
  if (style.position.kind != style::PositionKind::Relative) return {};
  const auto item = std::find_if(plan_.items.begin(), plan_.items.end(),
                                 [&](const GridItem& known) { return known.box == fragment.box; });
  return relative_shift(style, item->area_size.width, item->area_size.height);
}

LayoutResult GridLayout::finish() {
  LayoutResult result;
  finish_height(result);
  if (result.outcome == Outcome::Complete && builder_.is_first_part()) {
    const StepSpace space = inner_step_space(box_, style_, height_here_, input_.available.inline_size);
    builder_.grow(space.above, space.below);
    height_here_ += space.above + space.below;
  }
  std::stable_sort(placed_.begin(), placed_.end(), [&](const Placed& a, const Placed& b) {
    return plan_.items[a.item].source < plan_.items[b.item].source;
  });
  Fragment content;
  for (const Placed& placed : placed_) {
    const Fragment& fragment = *placed.child.fragment;
    content.children.push_back(placed.child);
    // A box without a baseline is aligned by its border edge (css-align-3 §9.1).
    if (plan_.baseline_item == placed.item && !fragment.is_continued_before) {
      content.baseline = placed.child.offset.y + fragment.baseline.value_or(fragment.size.height);
    }
    if (plan_.last_baseline_item == placed.item) {
      content.last_baseline = placed.child.offset.y + fragment.last_baseline.value_or(fragment.size.height);
    }
  }
  place_anchors(content.children);
  // Notes and their like are marked where items would be; so these move last (CSS 2.2 §9.4.3).
  for (ChildFragment& child : content.children) child.offset = child.offset + shift_of(*child.fragment);
  result.fragment = builder_.finish(std::move(content), {width_, height_here_}, result.outcome, context_);
  result.offset = input_.strut.sum();
  result.appeal = appeal_;
  return result;
}

LayoutResult layout_grid(const LayoutInput& input, LayoutContext& context) {
  return layout_with_end<GridLayout>(input, context);
}

}  // namespace gongwen::layout
