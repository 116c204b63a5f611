#include "layout/core/detail/fragment_builder.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"

#include <algorithm>

namespace gongwen::layout {

// Distribution of free space, the height of a box over several pages (BlockHeight), and the fragment of one part
// (FragmentBuilder). A box knows its own height in one piece; the token says how much of it earlier pages used up, and
// each page takes its share of the rest.
using base::LayoutUnit;
// `safe` alignment never moves content out of reach before the start (css-align-3 section 4.4).
/// Free space before the first part and between parts (`align-content`, `justify-content` of css-align-3). `reversed`:
/// parts follow each other towards the start, so the start side has the free space. With overflow, the values that
/// distribute space fall back to the start.
SpaceShares share_space(const ContentAlignment& alignment, LayoutUnit free, std::size_t count, bool reversed) {
  const auto parts = static_cast<int>(count);
  const SpaceShares at_start{reversed ? free : LayoutUnit(), {}};
  const SpaceShares at_end{reversed ? LayoutUnit() : free, {}};
  using enum style::ContentAlignment;
  if (alignment.is_safe && free < LayoutUnit()) return at_start;
  switch (alignment.position) {
    case Normal:
    case Stretch:
    case FlexStart: return {};
    case FlexEnd: return {free, {}};
    case Start:
    case Left: return at_start;
    case End:
    case Right: return at_end;
    case Center: return {free / 2, {}};
    // A single part has no space between parts, so it stays at the start.
    case SpaceBetween:
      if (free < LayoutUnit() || parts < 2) return {};
      return {{}, free / (parts - 1)};
    case SpaceAround:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts * 2), free / parts};
    case SpaceEvenly:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts + 1), free / (parts + 1)};
    case Baseline: return alignment.is_last && free > LayoutUnit() ? at_end : at_start;
  }
  return {};
}

/// The offset of one part in its free space. Values that stretch leave no free space.
LayoutUnit aligned_offset(const ItemAlignment& alignment, LayoutUnit free, bool reversed) {
  using enum style::ItemAlignment;
  const LayoutUnit start = reversed ? free : LayoutUnit();
  const LayoutUnit end = reversed ? LayoutUnit() : free;
  if (alignment.is_safe && free < LayoutUnit()) return start;
  switch (alignment.position) {
    case Auto:
    case Normal:
    case Stretch:
    case FlexStart: return {};
    case FlexEnd: return free;
    case Start:
    case SelfStart:
    case Left: return start;
    case End:
    case SelfEnd:
    case Right: return end;
    case Center: return free / 2;
    case Baseline: return alignment.is_last && free > LayoutUnit() ? free : LayoutUnit();
  }
  return {};
}

// Heights that do not depend on the content are computed once, for the box in one piece. A column has none: its
// container has them.
BlockHeight::BlockHeight(const LayoutInput& input, const LayoutContext& context, const FragmentBuilder& builder,
                         LayoutUnit width)
    : input_(input),
      style_(context.style_of(input.box)),
      builder_(builder),
      // The height of a cell is determined by its row (CSS 2.2 §17.5.3).
      is_cell_(context.box(input.box).kind == boxes::BoxKind::Cell) {
  if (input.is_column) return;
  if (!is_cell_ || input.fixed_block_size) definite_ = builder.definite_height();
  if (style_.aspect_ratio.has_ratio() && !is_cell_ && !definite_) use_aspect_ratio(context.box(input.box), width);
  // Only an `auto` height is replaced by containment.
  if (!definite_ && contains_height(input.box, context)) contain(context.box(input.box).kind);
}

/// css-sizing-4 section 5: with `min-height: auto` the ratio gives a minimum that content may exceed, otherwise a
/// definite height.
void BlockHeight::use_aspect_ratio(const boxes::Box& box, LayoutUnit width) {
  const Edges edges = border_widths(style_) + padding_widths(style_, input_.available.inline_size);
  const auto height = content_height_by_ratio(style_, width, edges);
  // An anonymous box has no element, so it has no ratio.
  if (!height || box.part == boxes::BoxPart::Anonymous) return;
  const LayoutUnit used = clamp_content_height(*height, style_, input_.available.block_size, edges.vertical());
  if (grows_beyond_ratio(style_)) {
    by_ratio_ = used;
  } else {
    definite_ = used;
  }
}

/// `contain: size` replaces the height of the content by `contain-intrinsic-height`. A grid without the latter keeps
/// the height of its tracks, which exist without content.
void BlockHeight::contain(boxes::BoxKind kind) {
  const LayoutUnit height = style_.contain_intrinsic_height;
  if (kind != boxes::BoxKind::Grid || !height.is_zero()) contained_ = height;
}

/// Whether the height is more than that of the content, so that a part may have to be continued without content.
bool BlockHeight::is_limited(LayoutUnit content_here) const {
  if (input_.is_column) return false;
  const LayoutUnit whole = content_here + builder_.consumed();
  return contained_ || whole < by_ratio_ || builder_.clamped_height(whole) > whole;
}

/// The part of the box's own height that earlier pages have not used.
LayoutUnit BlockHeight::max_left() const {
  // A column is as high as its container makes it.
  if (input_.is_column) return LayoutUnit::max();
  const LayoutUnit content = contained_ ? std::max(*contained_, by_ratio_) : LayoutUnit::max();
  const LayoutUnit max = definite_ ? *definite_ : builder_.clamped_height(content);
  return max == LayoutUnit::max() ? max : std::max(LayoutUnit(), max - builder_.consumed());
}

/// How much of the blank room between the content and its `min-height` the box gives up here, by the share that the
/// caller asks for. One line of blank room is never given up.
LayoutUnit BlockHeight::given_up(LayoutUnit blank) const {
  const Fragmentainer& room = input_.room;
  if (!room.is_limited() || !gives_blank_room(style_)) return {};
  return room.blank_given.of(without_one_line(blank, style_));
}

/// In one piece the box is `whole` high: as set, or as its content within the limits.
LayoutUnit BlockHeight::wanted(LayoutUnit content_here, bool goes_on) const {
  LayoutUnit left = content_here;
  if (!is_cell_ && !input_.is_column) {
    // Limits refer to the box in one piece, so earlier pages are added before and subtracted after clamping.
    const LayoutUnit consumed = builder_.consumed();
    const LayoutUnit content = std::max(contained_.value_or(content_here + consumed), by_ratio_);
    LayoutUnit whole = definite_ ? *definite_ : builder_.clamped_height(content);
    if (!definite_ && whole > content) whole -= given_up(whole - content);
    left = std::max(whole - consumed, LayoutUnit());
  }
  // A flex item that pages cut may need more room than it got: repeated edges and unused ends of pages come on top.
  const bool is_cut = goes_on || !builder_.is_first_part();
  return may_grow() && is_cut ? std::max(left, content_here) : left;
}

/// A fragment with the identity of a box; size and children are the caller's.
Fragment fragment_of(BoxId box, const LayoutContext& context) {
  Fragment fragment;
  fragment.box = box;
  fragment.style = context.box(box).style;
  fragment.origin = context.box(box).origin;
  return fragment;
}

/// A builder for a box in a style other than its own.
FragmentBuilder::FragmentBuilder(const LayoutInput& input, const LayoutContext& context, style::StyleId style)
    : input_(input), box_(context.box(input.box)), style_id_(style), style_(context.styles.style(style)) {}

/// A table is two boxes; the wrapper has neither borders nor paddings.
FragmentBuilder FragmentBuilder::of_wrapper(const LayoutInput& input, LayoutContext& context) {
  return {input, context, context.styles.anonymous(context.box(input.box).style, style::Display::Block)};
}

FragmentBuilder::FragmentBuilder(const LayoutInput& input, const LayoutContext& context, EndSpace end_space)
    : FragmentBuilder(input, context, context.box(input.box).style) {
  // The edges of a column belong to its container.
  if (input.is_column) return;
  clones_ = style_.box_decoration_break == style::BoxDecorationBreak::Clone;
  borders = input.fixed_borders.value_or(border_widths(style_));
  padding = padding_widths(style_, input.available.inline_size);
  whole_edges_ = borders.vertical() + padding.vertical();
  // If the box starts or ends on another page, that edge is there (`box-decoration-break: slice`).
  if (!is_first_part() && !clones_) borders.top = padding.top = {};
  if (is_done()) borders.top = borders.bottom = padding.top = padding.bottom = {};
  // Space for the lower edges is kept free on each page on which the box could end.
  if (clones_ || end_space == EndSpace::Reserved) reserve_ = bottom_edges();
}

/// The space for content on this page, below the height `above`.
Fragmentainer FragmentBuilder::content_room(LayoutUnit above) const {
  return input_.room.after(above + borders.top + padding.top + reserve_);
}

/// A height that the container sets includes the edges.
std::optional<LayoutUnit> FragmentBuilder::definite_height() const {
  if (input_.fixed_block_size) return std::max(LayoutUnit(), input_.fixed_block_size->size - whole_edges_);
  return content_height(style_, input_.available.block_size, whole_edges_);
}

/// Limits of the style, for the box in one piece.
LayoutUnit FragmentBuilder::clamped_height(LayoutUnit height) const {
  return clamp_content_height(height, style_, input_.available.block_size, whole_edges_);
}

/// Three cases: content continues, so the part fills the page; the height exceeds the page and content allows a cut; or
/// the box ends here.
PartHeight FragmentBuilder::height_of(const PartContent& part) const {
  if (part.goes_on) {
    // A box that continues fills the rest of the page, and does not need space for its end here.
    const LayoutUnit left = clones_ ? part.left : part.left + reserve_;
    return {std::max(part.content, part.is_fixed ? std::min(part.wanted, left) : left), false};
  }
  // At the top of a page without any space, cutting would never end.
  const bool has_room = !(input_.room.at_top && part.left.is_zero());
  if (input_.room.is_limited() && part.wanted > part.left && part.wanted > part.content && has_room) {
    const LayoutUnit height = std::max(part.content, part.left);
    return {height, height < part.wanted};
  }
  return {part.wanted, false};
}

/// More padding at both ends, as for aligned content of cells.
void FragmentBuilder::grow(LayoutUnit above, LayoutUnit below) {
  padding.top += above;
  padding.bottom += below;
}

/// The box continues on the next page.
void FragmentBuilder::cut_end() {
  if (!clones_) borders.bottom = padding.bottom = {};
}

const Fragment* FragmentBuilder::finish(Fragment content, Size border_box, Outcome outcome,
                                        LayoutContext& context) const {
  // Content counts from the content box, a fragment from its border box.
  const Point inner = content_offset();
  for (ChildFragment& child : content.children) child.offset = child.offset + inner;
  if (content.baseline) content.baseline = *content.baseline + inner.y;
  if (content.last_baseline) content.last_baseline = *content.last_baseline + inner.y;
  if (contains_layout(box_, style_)) {
    // Outside of the box, it has no baseline (css-contain-2 §3.2).
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

/// Copies everything except children, borders between cells, columns and anchors, which are up to the caller.
Fragment copy_without_children(const Fragment& fragment) {
  Fragment copy;
  static_cast<FragmentFacts&>(copy) = fragment;
  return copy;
}

/// A copy with a larger height; fragments are shared and never changed.
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

/// A token for a box that has started and continues.
std::shared_ptr<BreakToken> token_inside(BoxId box, LayoutUnit consumed) {
  auto token = std::make_shared<BreakToken>();
  token->box = box;
  token->consumed = consumed;
  return token;
}

}  // namespace gongwen::layout
