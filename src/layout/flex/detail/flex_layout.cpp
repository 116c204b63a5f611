#include "layout/flex/detail/flex_layout.h"

#include "layout/block/detail/block_step.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/measured_box.h"
#include "layout/flex/detail/flex_alignment.h"

#include <algorithm>

namespace gongwen::layout {

using style::BoxDecorationBreak;

FlexLayout::FlexLayout(const LayoutInput& input, LayoutContext& context, bool reserves_end)
    : input_(input),
      context_(context),
      box_(context.box(input.box)),
      style_(context.styles.style(box_.style)),
      width_(block_width(input, context)),
      borders_(border_widths(style_)),
      padding_(padding_widths(style_, input.available.inline_size)),
      edges_(borders_.vertical() + padding_.vertical()),
      height_(input.fixed_block_size ? std::max(LayoutUnit(), input.fixed_block_size->size - edges_)
                                     : content_height(style_, input.available.block_size, edges_)),
      plan_(flex_plan(container(), context)) {
  content_width_ = plan_.container.width;
  const bool clones = style_.box_decoration_break == BoxDecorationBreak::Clone;
  if (!is_first_part() && !clones) {
    borders_.top = {};
    padding_.top = {};
  }
  if (is_done()) borders_.top = borders_.bottom = padding_.top = padding_.bottom = {};
  if (clones || reserves_end) reserve_ = bottom_edges();
}

FlexContainer FlexLayout::container() const {
  FlexContainer made;
  made.box = input_.box;
  made.style = &style_;
  made.axes = FlexAxes::of(style_);
  made.is_multi_line = style_.flex_wrap != style::FlexWrap::Nowrap;
  made.width = std::max(LayoutUnit(), width_ - borders_.horizontal() - padding_.horizontal());
  made.height = height_;
  made.height_is_definite = height_.has_value() && (!input_.fixed_block_size || input_.fixed_block_size->is_definite);
  if (!height_) {
    made.least_height = clamp_content_height({}, style_, input_.available.block_size, edges_);
    made.most_height = clamp_content_height(LayoutUnit::max(), style_, input_.available.block_size, edges_);
  }
  return made;
}

PageSpace FlexLayout::content_page() const {
  PageSpace page = input_.page.after(input_.strut.sum() + borders_.top + padding_.top + reserve_);
  page.at_top = input_.page.at_top;
  return page;
}

const std::vector<BreakTokenPtr>& FlexLayout::tokens() const {
  static const std::vector<BreakTokenPtr> kNone;
  return is_first_part() ? kNone : input_.resume->children;
}

LayoutResult FlexLayout::run() {
  resume_overflow();
  const bool children_left = input_.resume == nullptr || !input_.resume->children_done;
  if (children_left && !plan_.items.empty()) {
    if (!input_.page.is_limited() && is_first_part()) {
      place_whole();
    } else if (plan_.container.axes.is_row) {
      layout_rows();
    } else {
      layout_columns();
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

void FlexLayout::place_whole() {
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    const FlexItem& item = plan_.items[i];
    place(i, measured_box(final_item_input(item, plan_), context_), item.place.y);
  }
}

void FlexLayout::place(std::size_t index, const LayoutResult& result, LayoutUnit top) {
  const FlexItem& item = plan_.items[index];
  const Fragment& fragment = *result.fragment;
  placed_.push_back({item.source, {{item.place.x, top}, &fragment}});
  if (result.outcome == Outcome::Complete) placed_.back().overflow = result.rest;
  cursor_ = std::max(cursor_, top + fragment.size.height);
  anything_placed_ = anything_placed_ || !fragment.size.height.is_zero();
  // A box without a baseline stands on its border edge (css-align-3 §9.1).
  const auto baseline_of = [&](bool is_last) {
    return top + (is_last ? fragment.last_baseline : fragment.baseline).value_or(fragment.size.height);
  };
  if (plan_.baseline && plan_.baseline->item == index && !fragment.is_continued_before) {
    baseline_ = baseline_of(plan_.baseline->is_last);
  }
  if (plan_.last_baseline && plan_.last_baseline->item == index) {
    last_baseline_ = baseline_of(plan_.last_baseline->is_last);
  }
}

namespace {

/// 0, 1 or 2 halves of some free space.
int halves(LayoutUnit of_two) { return of_two.raw(); }

}  // namespace

FlexStaticPosition flex_static_position(BoxId child, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(context.box(child).parent);
  const style::ComputedStyle& own = context.style_of(child);
  const FlexAxes axes = FlexAxes::of(style);
  const LayoutUnit free = LayoutUnit::from_raw(2);
  ContentAlignment main = style.justify_content;
  const bool sideways =
      main.position == style::ContentAlignment::Left || main.position == style::ContentAlignment::Right;
  if (sideways && !axes.is_row) main.position = style::ContentAlignment::Start;
  const bool is_auto = own.align_self.position == style::ItemAlignment::Auto;
  const ItemAlignment& cross = is_auto ? style.align_items : own.align_self;
  int along = halves(share_space(main, free, 1, axes.main_reversed).before);
  int across = halves(aligned_offset(cross, free, axes.cross_reversed));
  // Of a container of several lines its one line is aligned (css-flexbox-1 §4.1), unless that fills the container.
  const auto line = style.align_content.position;
  const bool fills = line == style::ContentAlignment::Normal || line == style::ContentAlignment::Stretch;
  if (style.flex_wrap != style::FlexWrap::Nowrap && !fills) {
    across = halves(share_space(style.align_content, free, 1, axes.cross_reversed).before);
  }
  if (axes.main_reversed) along = 2 - along;
  if (axes.cross_reversed) across = 2 - across;
  return axes.is_row ? FlexStaticPosition{along, across} : FlexStaticPosition{across, along};
}

/// Positioned boxes are marked where they would stand alone, on the first page; all others out of flow before the item
/// that they precede in the source.
void FlexLayout::place_anchors() {
  const Size& size = plan_.size;
  std::uint32_t source = 0;
  std::vector<BoxId> waiting;
  std::vector<Placed> anchors;
  const auto place_waiting = [&](const Point& position) {
    for (const BoxId box : waiting) anchors.push_back({source, {position, make_anchor(box, context_)}});
    waiting.clear();
  };
  bool any = false;
  for (BoxId child = box_.first_child; child && !any; child = context_.box(child).next_sibling) {
    any = !boxes::is_in_flow(context_.box(child));
  }
  if (!any) return;
  std::vector<const Placed*> begun(plan_.items.size(), nullptr);
  for (const Placed& placed : placed_) {
    if (!placed.child.fragment->is_continued_before) begun[placed.source] = &placed;
  }
  Point last;
  bool last_begun = is_first_part();
  for (BoxId child = box_.first_child; child; child = context_.box(child).next_sibling) {
    const boxes::Box& box = context_.box(child);
    if (box.kind == boxes::BoxKind::Marker) continue;
    if (!boxes::is_in_flow(box)) {
      if (box.flow != boxes::BoxFlow::Absolute) {
        waiting.push_back(child);
      } else if (is_first_part()) {
        const FlexStaticPosition position = flex_static_position(child, context_);
        const Point point{size.width * position.horizontal / 2, size.height * position.vertical / 2};
        anchors.push_back({source, {point, make_anchor(child, context_)}});
      }
      continue;
    }
    last_begun = begun[source] != nullptr;
    if (last_begun) {
      last = begun[source]->child.offset;
      place_waiting(last);
    } else {
      waiting.clear();
    }
    ++source;
  }
  if (last_begun) place_waiting(last);
  placed_.insert(placed_.begin(), anchors.begin(), anchors.end());
}

/// The box's height on this page, and whether some of it is left for later ones (css-break-3 §5.4).
void FlexLayout::finish_height(LayoutResult& result) {
  const LayoutUnit consumed = is_first_part() ? LayoutUnit() : input_.resume->consumed;
  const bool may_grow = input_.fixed_block_size && input_.fixed_block_size->may_grow;
  const LayoutUnit natural = is_first_part() && !broken_ ? plan_.size.height : cursor_;
  LayoutUnit wanted =
      height_ ? *height_ - consumed
              : clamp_content_height(natural + consumed, style_, input_.available.block_size, edges_) - consumed;
  wanted = std::max(wanted, may_grow && (broken_ || !is_first_part()) ? cursor_ : LayoutUnit());
  const LayoutUnit left = std::max(content_page().remaining, LayoutUnit());
  LayoutUnit height = wanted;
  bool height_goes_on = false;
  if (is_done()) {
    height = {};
  } else if (broken_) {
    height = std::max(cursor_, height_ && !may_grow ? std::min(wanted, left) : left);
  } else if (input_.page.is_limited() && wanted > left && wanted > cursor_ && !(input_.page.at_top && left.is_zero())) {
    height = std::max(cursor_, left);
    height_goes_on = height < wanted;
  }
  std::vector<BreakTokenPtr> overflow = overflow_rests();
  if (broken_ || height_goes_on || !overflow.empty()) {
    auto token = std::make_shared<BreakToken>();
    token->box = input_.box;
    token->consumed = consumed + height;
    token->children_done = !broken_;
    token->position = next_line_;
    token->forced = forced_;
    token->demand = demand_;
    token->children = rest_;
    token->box_done = !broken_ && !height_goes_on;
    if (token->box_done) token->demand = overflow.front()->demand;
    token->overflowing = std::move(overflow);
    if (!token->box_done) result.outcome = Outcome::Broken;
    result.rest = std::move(token);
    if (result.outcome == Outcome::Broken && style_.box_decoration_break == BoxDecorationBreak::Slice) {
      borders_.bottom = {};
      padding_.bottom = {};
    }
  }
  result.content_height = plan_.natural_height + edges_;
  height_here_ = borders_.vertical() + padding_.vertical() + height;
}

/// `block-step-insert: padding-box`: the box grows, its items stand where they would.
void FlexLayout::add_inner_step() {
  const StepSpace space = inner_step_space(box_, style_, height_here_, input_.available.inline_size);
  padding_.top += space.above;
  padding_.bottom += space.below;
  height_here_ += space.above + space.below;
}

LayoutResult FlexLayout::finish() {
  LayoutResult result;
  finish_height(result);
  if (result.outcome == Outcome::Complete && is_first_part()) add_inner_step();
  place_anchors();
  std::stable_sort(placed_.begin(), placed_.end(),
                   [](const Placed& a, const Placed& b) { return a.source < b.source; });
  const Point inner{borders_.left + padding_.left, borders_.top + padding_.top};
  Fragment fragment;
  fragment.children.reserve(placed_.size());
  for (const Placed& placed : placed_) {
    fragment.children.push_back({placed.child.offset + inner, placed.child.fragment});
  }
  if (baseline_) fragment.baseline = *baseline_ + inner.y;
  if (last_baseline_) fragment.last_baseline = *last_baseline_ + inner.y;
  fragment.box = input_.box;
  fragment.style = box_.style;
  fragment.origin = box_.origin;
  fragment.borders = borders_;
  fragment.size = {width_, height_here_};
  fragment.is_continued_before = !is_first_part();
  fragment.is_continued_after = result.outcome == Outcome::Broken;
  result.fragment = context_.fragments.add(std::move(fragment));
  result.offset = input_.strut.sum();
  result.appeal = appeal_;
  return result;
}

LayoutResult layout_flex(const LayoutInput& input, LayoutContext& context) {
  if (input.page.is_limited() && is_deep_among_ends(input.box, context)) return FlexLayout(input, context, true).run();
  FlexLayout layout(input, context, false);
  LayoutResult result = layout.run();
  const bool end_overflows = result.outcome == Outcome::Complete && input.page.is_limited() &&
                             result.offset + result.fragment->size.height > input.page.remaining;
  if (!end_overflows || layout.bottom_edges().is_zero()) return result;
  // Only the box's own end does not fit: its content gives it room.
  return FlexLayout(input, context, true).run();
}

}  // namespace gongwen::layout
