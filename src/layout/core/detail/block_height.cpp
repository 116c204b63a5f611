#include "layout/core/detail/block_height.h"

#include "layout/core/box_metrics.h"

#include <algorithm>

namespace gongwen::layout {

BlockHeight::BlockHeight(const LayoutInput& input, const LayoutContext& context, const FragmentBuilder& builder,
                         LayoutUnit width)
    : input_(input),
      style_(context.style_of(input.box)),
      builder_(builder),
      // The height of a cell is a matter of its row (CSS 2.2 §17.5.3).
      is_cell_(context.box(input.box).kind == boxes::BoxKind::Cell) {
  if (input.is_column) return;
  if (!is_cell_ || input.fixed_block_size) definite_ = builder.definite_height();
  if (style_.aspect_ratio.has_ratio() && !is_cell_ && !definite_) use_aspect_ratio(context.box(input.box), width);
  if (!definite_ && contains_height(input.box, context)) contain(context.box(input.box).kind);
}

void BlockHeight::use_aspect_ratio(const boxes::Box& box, LayoutUnit width) {
  const Edges edges = border_widths(style_) + padding_widths(style_, input_.available.inline_size);
  const auto height = content_height_by_ratio(style_, width, edges);
  if (!height || box.part == boxes::BoxPart::Anonymous) return;
  const LayoutUnit used = clamp_content_height(*height, style_, input_.available.block_size, edges.vertical());
  if (grows_beyond_ratio(style_)) {
    by_ratio_ = used;
  } else {
    definite_ = used;
  }
}

/// The tracks of an empty grid are as they are.
void BlockHeight::contain(boxes::BoxKind kind) {
  const LayoutUnit height = style_.contain_intrinsic_height;
  if (kind != boxes::BoxKind::Grid || !height.is_zero()) contained_ = height;
}

bool BlockHeight::is_limited(LayoutUnit content_here) const {
  if (input_.is_column) return false;
  const LayoutUnit whole = content_here + builder_.consumed();
  return contained_ || whole < by_ratio_ || builder_.clamped_height(whole) > whole;
}

LayoutUnit BlockHeight::max_left() const {
  if (input_.is_column) return LayoutUnit::max();
  const LayoutUnit content = contained_ ? std::max(*contained_, by_ratio_) : LayoutUnit::max();
  const LayoutUnit max = definite_ ? *definite_ : builder_.clamped_height(content);
  return max == LayoutUnit::max() ? max : std::max(LayoutUnit(), max - builder_.consumed());
}

/// What the box gives up of the blank room that its `min-height` makes.
LayoutUnit BlockHeight::given_up(LayoutUnit blank) const {
  const Fragmentainer& room = input_.room;
  if (!room.is_limited() || !gives_blank_room(style_)) return {};
  return room.blank_given.of(without_one_line(blank, style_));
}

LayoutUnit BlockHeight::wanted(LayoutUnit content_here, bool goes_on) const {
  LayoutUnit left = content_here;
  if (!is_cell_ && !input_.is_column) {
    const LayoutUnit consumed = builder_.consumed();
    const LayoutUnit content = std::max(contained_.value_or(content_here + consumed), by_ratio_);
    LayoutUnit whole = definite_ ? *definite_ : builder_.clamped_height(content);
    if (!definite_ && whole > content) whole -= given_up(whole - content);
    left = std::max(whole - consumed, LayoutUnit());
  }
  const bool is_cut = goes_on || !builder_.is_first_part();
  return may_grow() && is_cut ? std::max(left, content_here) : left;
}

}  // namespace gongwen::layout
