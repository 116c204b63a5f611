// BlockHeight: how high a container may, must and wants to be, over all the parts that pages cut it into (CSS 2.2
// section 10.6, css-sizing-4 section 5).
#pragma once

#include "layout/core/detail/fragment_builder.h"

#include <optional>

namespace gongwen::layout {

class BlockHeight {
 public:
  /// `width`: of the border box, from which `aspect-ratio` gives a height.
  BlockHeight(const LayoutInput& input, const LayoutContext& context, const FragmentBuilder& builder, LayoutUnit width);

  /// Of the whole content box, where it is set.
  const std::optional<LayoutUnit>& definite() const { return definite_; }
  /// What the heights of children in percent refer to: also where `aspect-ratio` gives a height that content may
  /// exceed.
  std::optional<LayoutUnit> percentage_base() const {
    return definite_ || by_ratio_.is_zero() ? definite_ : std::optional(by_ratio_);
  }
  /// The minimum that `aspect-ratio` asks for; content may need more.
  LayoutUnit min_by_ratio() const { return by_ratio_; }
  bool is_zero() const { return definite_.value_or(std::max(contained_.value_or(LayoutUnit()), by_ratio_)).is_zero(); }
  /// What the content counts as.
  LayoutUnit content(LayoutUnit content_here) const { return contained_.value_or(content_here); }
  /// What counts as the height of the content in its place (`contain: size`).
  const std::optional<LayoutUnit>& contained() const { return contained_; }
  /// Content that needs more does not change the height.
  bool is_fixed() const { return definite_ || contained_; }
  /// The height came from the content; what pages spread further gets the room it needs.
  bool may_grow() const { return input_.fixed_block_size && input_.fixed_block_size->may_grow; }

  /// Whether min-height decides; then the margin of the last child does not adjoin the box's own (CSS 2.2 §8.3.1), and
  /// ends within it. With max-height it does.
  bool is_limited(LayoutUnit content_here) const;
  /// What the box may still come to, however much content there is.
  LayoutUnit max_left() const;
  /// What is left of the box's height when pages do not matter; `goes_on`: some of its content does.
  LayoutUnit wanted(LayoutUnit content_here, bool goes_on) const;

 private:
  void use_aspect_ratio(const boxes::Box& box, LayoutUnit width);
  void contain(boxes::BoxKind kind);
  LayoutUnit given_up(LayoutUnit blank) const;

  const LayoutInput& input_;
  const style::ComputedStyle& style_;
  const FragmentBuilder& builder_;
  bool is_cell_;
  std::optional<LayoutUnit> definite_;
  LayoutUnit by_ratio_;
  std::optional<LayoutUnit> contained_;
};

}  // namespace gongwen::layout
