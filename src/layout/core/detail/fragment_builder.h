// FragmentBuilder: the fragment of a box, or of the part of it that is on one page or in one column: which of its
// borders and paddings that part has, how high it is, and whether the box continues (css-break-3 section 5.4).
#pragma once

#include "base/geometry.h"
#include "layout/core/detail/breaking.h"
#include "style/computed_style.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace gongwen::layout {

// How free space is shared among items, lines and tracks, and where a box is in it (css-align-3 sections 4 and 5,
// css-flexbox-1 section 8).

/// Space before the first of several things in a row, and more of it between them.
struct SpaceShares {
  base::LayoutUnit before;
  base::LayoutUnit between;
};

using ContentAlignment = style::Alignment<style::ContentAlignment>;
using ItemAlignment = style::Alignment<style::ItemAlignment>;

/// `reversed`: the axis runs from right to left or upwards, so that `start` is at its end.
/// What `space-*` would do with less than nothing is left at the start. Baselines of lines are not shared: they fall
/// back to the start, the last ones to the end (section 5.4).
SpaceShares share_space(const ContentAlignment& alignment, base::LayoutUnit free, std::size_t count, bool reversed);

/// How far a box with this alignment moves from the start of a space that is `free` larger. Baselines are what they
/// mean in a column: `flex-start`, the last ones `flex-end`, unless that is too narrow (css-flexbox-1 section 8.3).
base::LayoutUnit aligned_offset(const ItemAlignment& alignment, base::LayoutUnit free, bool reversed);

/// What the height of a part is worked out from; content-box heights.
struct PartContent {
  LayoutUnit content;     // what is in this part needs
  LayoutUnit wanted;      // of the box's height, without what earlier parts had
  LayoutUnit left;        // of the page or column
  bool goes_on = false;   // some of the content comes later
  bool is_fixed = false;  // the box has a height, which content does not change
};
struct PartHeight {
  LayoutUnit height;
  bool goes_on = false;  // some of the box's own height comes later
};

/// A fragment of a box with nothing in it yet: whose it is, and how that looks.
Fragment fragment_of(BoxId box, const LayoutContext& context);

class FragmentBuilder {
 public:
  /// A part that continues from an earlier one has nothing at its start, unless the box clones its decoration.
  FragmentBuilder(const LayoutInput& input, const LayoutContext& context, EndSpace end_space);
  /// Of a box that draws nothing itself: its borders, its paddings and its background belong to one inside of it.
  static FragmentBuilder of_wrapper(const LayoutInput& input, LayoutContext& context);

  bool is_first_part() const { return !goes_on_inside(input_.resume); }
  /// The box itself ended in an earlier part; only its overflow continues.
  bool is_done() const { return input_.resume != nullptr && input_.resume->box_done; }
  /// What earlier parts had of the box's height.
  LayoutUnit consumed() const { return is_first_part() ? LayoutUnit() : input_.resume->consumed; }

  /// Above and below, of the box in one piece.
  LayoutUnit whole_edges() const { return whole_edges_; }
  /// The borders and paddings of this part.
  Edges edges() const { return borders + padding; }
  LayoutUnit bottom_edges() const { return borders.bottom + padding.bottom; }
  /// Kept free at the end of the page for the box's own end.
  LayoutUnit reserve() const { return reserve_; }
  /// From the border box's corner to the content box's.
  Point content_offset() const { return {borders.left + padding.left, borders.top + padding.top}; }
  /// Left for content in a room that starts `above` the border box.
  Fragmentainer content_room(LayoutUnit above) const;

  /// Of the content box, of a border box as wide as `width`.
  LayoutUnit content_width(LayoutUnit width) const {
    return std::max(LayoutUnit(), width - borders.horizontal() - padding.horizontal());
  }
  /// Of the content box in one piece, if the style or the caller sets it.
  std::optional<LayoutUnit> definite_height() const;
  /// A height of the content box in one piece, between min-height and max-height.
  LayoutUnit clamped_height(LayoutUnit height) const;

  PartHeight height_of(const PartContent& part) const;
  /// More padding above and below.
  void grow(LayoutUnit above, LayoutUnit below);
  /// The box continues: this part has nothing at its end, unless the box clones its decoration.
  void cut_end();

  /// The fragment with what was placed in `content`, whose offsets and baselines count from the content box's corner.
  const Fragment* finish(Fragment content, Size border_box, Outcome outcome, LayoutContext& context) const;

  Edges borders;  // of this part
  Edges padding;

 private:
  FragmentBuilder(const LayoutInput& input, const LayoutContext& context, style::StyleId style);

  const LayoutInput& input_;
  const boxes::Box& box_;
  style::StyleId style_id_;
  const style::ComputedStyle& style_;
  bool clones_ = false;
  LayoutUnit whole_edges_;
  LayoutUnit reserve_;
};

/// All of a fragment but its children, and what it holds of the places in it: inner borders, columns, the area of an
/// anchor.
Fragment copy_without_children(const Fragment& fragment);

/// The same fragment with more room at its end; itself where it is high enough.
const Fragment* grown_fragment(const Fragment* fragment, LayoutUnit height, LayoutContext& context);

/// The token of a box that continues inside: what all algorithms have in it.
std::shared_ptr<BreakToken> token_inside(BoxId box, LayoutUnit consumed = {});

// BlockHeight: how high a container may, must and wants to be, over all the parts that pages cut it into (CSS 2.2
// section 10.6, css-sizing-4 section 5).

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
